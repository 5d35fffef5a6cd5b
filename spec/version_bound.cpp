// SPDX-License-Identifier: MIT OR Apache-2.0
// Cuts between versions: order, and on which side of a cut a version lies.
//
// Source:  resolver.md 2.2, "bound encoding that works".
#include "spec/specifier.hpp"
#include "spec/version_order.hpp"

namespace axle::spec {

namespace {

void drop_local(OrderView& cut) {
  cut.local = {};
  cut.local_rank = 0;
}

void move_below_dev0(OrderView& cut) {
  drop_local(cut);
  cut.side = -1;
  if (cut.dev_rank == 0) {
    return;
  }
  cut.dev_rank = 0;
  if (cut.pre_rank == 4 && cut.post_rank == 0) {
    cut.pre_rank = 0;
  }
}

void move_above_locals(OrderView& cut) {
  drop_local(cut);
  cut.local_rank = 2;
}

void move_above_posts(OrderView& cut) {
  if (cut.post_rank != 0 || cut.dev_rank == 0) {
    move_above_locals(cut);
    return;
  }
  drop_local(cut);
  cut.post_rank = 2;
}

/// `view` shows the version of the cut; afterwards it shows the cut.
void move_to(OrderView& view, VersionBound::Position position) {
  switch (position) {
    case VersionBound::Position::below_all:
      move_below_dev0(view);
      break;
    case VersionBound::Position::below:
      view.side = -1;
      break;
    case VersionBound::Position::above:
      view.side = 1;
      break;
    case VersionBound::Position::above_locals:
      move_above_locals(view);
      break;
    case VersionBound::Position::above_posts:
      move_above_posts(view);
      break;
  }
}

/// Both packed and of one release, so neither locals nor two suffixes occur, and the keys tell everything.
bool is_packed_cut_below(std::uint64_t cut, VersionBound::Position position, std::uint64_t candidate) {
  const bool final_cut = suffix_kind_of(cut) == SuffixKind::final_release;
  switch (position) {
    case VersionBound::Position::below_all:
      return final_cut || cut <= candidate;
    case VersionBound::Position::below:
      return cut <= candidate;
    case VersionBound::Position::above_posts:
      return !final_cut && cut < candidate;
    case VersionBound::Position::above:
    case VersionBound::Position::above_locals:
      break;
  }
  return cut < candidate;
}

constexpr unsigned k_suffix_bits = 24;

}  // namespace

bool VersionBound::is_below(const Version& candidate) const {
  // A cut never leaves the epoch and release of its version, so different releases decide.
  const std::uint64_t cut_release = version.order_key() >> k_suffix_bits;
  const std::uint64_t candidate_release = candidate.order_key() >> k_suffix_bits;
  if (cut_release != candidate_release) {
    return cut_release < candidate_release;
  }
  if (version.packed_key() != 0 && candidate.packed_key() != 0) {
    return is_packed_cut_below(version.packed_key(), position, candidate.packed_key());
  }
  OrderView cut(version);
  move_to(cut, position);
  return compare(cut, OrderView(candidate)) < 0;
}

std::strong_ordering VersionBound::operator<=>(const VersionBound& other) const {
  OrderView cut(version);
  move_to(cut, position);
  OrderView other_cut(other.version);
  move_to(other_cut, other.position);
  return compare(cut, other_cut);
}

bool VersionBound::operator==(const VersionBound& other) const {
  return (*this <=> other) == 0;
}

}  // namespace axle::spec
