// SPDX-License-Identifier: MIT OR Apache-2.0
// Packing of keys and the full comparison.
#include "spec/version_order.hpp"

#include <algorithm>

namespace axle::spec {

namespace {

constexpr std::uint64_t ones_below(unsigned bits) {
  return bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

struct PackedSuffix {
  SuffixKind kind = SuffixKind::final_release;
  std::uint64_t number = 0;
  bool exact = true;
};

SuffixKind kind_of(PreKind kind) {
  switch (kind) {
    case PreKind::alpha:
      return SuffixKind::alpha;
    case PreKind::beta:
      return SuffixKind::beta;
    case PreKind::rc:
      break;
  }
  return SuffixKind::rc;
}

PackedSuffix pack_suffix(const KeyFields& fields) {
  if (fields.pre) {
    return {kind_of(fields.pre->kind), fields.pre->number, !fields.post && !fields.dev && !fields.has_local};
  }
  if (fields.post) {
    return {SuffixKind::post, *fields.post, !fields.dev && !fields.has_local};
  }
  if (fields.dev) {
    return {SuffixKind::dev, *fields.dev, !fields.has_local};
  }
  return {SuffixKind::final_release, 0, !fields.has_local};
}

std::strong_ordering compare_locals(std::span<const LocalPart> a, std::span<const LocalPart> b) {
  // std::variant compares the index first: text (0) below numbers (1), which is the rule of PEP 440.
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

PackedKey pack_key(const KeyFields& fields) {
  if (fields.epoch != 0) {
    return {ones_below(64), false};
  }
  std::uint64_t key = 0;
  unsigned shift = 64;
  for (std::size_t index = 0; index < 4; ++index) {
    const std::uint64_t limit = index == 0 ? 0xFFFF : 0xFF;
    shift -= index == 0 ? 16 : 8;
    const std::uint64_t part = index < fields.release.size() ? fields.release[index] : 0;
    if (part > limit) {
      return {key | (limit << shift) | ones_below(shift), false};
    }
    key |= part << shift;
  }
  if (fields.more_release) {
    return {key | ones_below(24), false};
  }
  const PackedSuffix suffix = pack_suffix(fields);
  const std::uint64_t number = std::min(suffix.number, k_number_limit);
  return {key | (std::uint64_t{static_cast<std::uint8_t>(suffix.kind)} << 20U) | number,
          suffix.exact && number == suffix.number};
}

PackedKey pack_key(const VersionParts& parts) {
  const std::size_t count = std::min<std::size_t>(parts.release.size(), 4);
  return pack_key({
      .epoch = parts.epoch,
      .release = std::span(parts.release).first(count),
      .more_release = std::any_of(parts.release.begin() + static_cast<std::ptrdiff_t>(count), parts.release.end(),
                                  [](std::uint64_t part) { return part != 0; }),
      .pre = parts.pre,
      .post = parts.post,
      .dev = parts.dev,
      .has_local = !parts.local.empty(),
  });
}

OrderView::OrderView(const Version& version) {
  if (version.full_) {
    read_full(*version.full_);
  } else {
    read_packed(version.key_);
  }
  while (!release.empty() && release.back() == 0) {
    release = release.first(release.size() - 1);
  }
}

void OrderView::read_packed(std::uint64_t key) {
  for (std::size_t index = 0; index < few_.size(); ++index) {
    few_[index] = release_part_of(key, index);
  }
  release = few_;
  const std::uint64_t number = suffix_number_of(key);
  switch (suffix_kind_of(key)) {
    case SuffixKind::dev:
      pre_rank = 0;
      dev_rank = 0;
      dev_number = number;
      break;
    case SuffixKind::alpha:
    case SuffixKind::beta:
    case SuffixKind::rc:
      pre_rank = static_cast<std::uint8_t>(static_cast<unsigned>(suffix_kind_of(key)) - 1U);
      pre_number = number;
      break;
    case SuffixKind::post:
      post_rank = 1;
      post_number = number;
      break;
    case SuffixKind::final_release:
    case SuffixKind::beyond:
      break;
  }
}

void OrderView::read_full(const VersionParts& parts) {
  epoch = parts.epoch;
  release = parts.release;
  if (parts.pre) {
    pre_rank = static_cast<std::uint8_t>(static_cast<unsigned>(parts.pre->kind) + 1U);
    pre_number = parts.pre->number;
  } else if (parts.dev && !parts.post) {
    pre_rank = 0;
  }
  if (parts.post) {
    post_rank = 1;
    post_number = *parts.post;
  }
  if (parts.dev) {
    dev_rank = 0;
    dev_number = *parts.dev;
  }
  local = parts.local;
  local_rank = local.empty() ? 0 : 1;
}

std::strong_ordering compare(const OrderView& a, const OrderView& b) {
  if (const auto order = a.epoch <=> b.epoch; order != 0) {
    return order;
  }
  if (const auto order = std::lexicographical_compare_three_way(a.release.begin(), a.release.end(), b.release.begin(),
                                                                b.release.end());
      order != 0) {
    return order;
  }
  const std::array<std::strong_ordering, 7> suffix_orders = {
      a.pre_rank <=> b.pre_rank,       a.pre_number <=> b.pre_number, a.post_rank <=> b.post_rank,
      a.post_number <=> b.post_number, a.dev_rank <=> b.dev_rank,     a.dev_number <=> b.dev_number,
      a.local_rank <=> b.local_rank};
  for (const std::strong_ordering order : suffix_orders) {
    if (order != 0) {
      return order;
    }
  }
  if (const auto order = compare_locals(a.local, b.local); order != 0) {
    return order;
  }
  return a.side <=> b.side;
}

}  // namespace axle::spec
