// SPDX-License-Identifier: MIT OR Apache-2.0
// The one lowering of a specifier to an interval (or its complement), and what is defined through it.
//
// Source:  version-specifiers; resolver.md 2.2. Two implementations (membership and ranges) are how others came to
//          disagree with themselves; here there is one.
// Not here: cuts (version_bound.cpp), parsing (specifier_parse.cpp), sets (specifier_set.cpp).
#include "spec/specifier.hpp"

#include <utility>

#include "base/text.hpp"
#include "spec/version_order.hpp"

namespace axle::spec {

namespace {

using Position = VersionBound::Position;

struct Lowered {
  VersionInterval inside;
  bool complement = false;  ///< everything but `inside`
  bool nothing = false;     ///< no version at all: `===` of a text that is no version
};

/// The smallest release above all versions that begin with the first `count` parts of `version`; nothing when there
/// is none, which takes numbers of 64 bits.
std::optional<Version> find_next_release(const Version& version, std::size_t count) {
  if (version.packed_key() != 0 && count <= 4) {
    const std::uint64_t limit = count == 1 ? 0xFFFF : 0xFF;
    if (release_part_of(version.packed_key(), count - 1) < limit) {
      const auto shift = static_cast<unsigned>(56 - 8 * count);
      const std::uint64_t prefix = ((version.packed_key() >> shift) + 1) << shift;
      const std::uint64_t final_kind = pack_key(KeyFields{}).key;
      return Version::from_packed(prefix | final_kind, static_cast<std::uint8_t>(count));
    }
  }
  VersionParts parts;
  parts.epoch = version.epoch();
  parts.release = version.release();
  parts.release.resize(count);
  while (!parts.release.empty() && parts.release.back() == UINT64_MAX) {
    parts.release.pop_back();
  }
  if (parts.release.empty()) {
    if (parts.epoch == UINT64_MAX) {
      return std::nullopt;
    }
    ++parts.epoch;
    parts.release.push_back(0);
  } else {
    ++parts.release.back();
  }
  return Version::from_parts(std::move(parts));
}

std::optional<VersionBound> bound_below_next(const Version& version, std::size_t count) {
  std::optional<Version> next = find_next_release(version, count);
  return next ? std::optional(VersionBound{std::move(*next), Position::below_all}) : std::nullopt;
}

std::size_t release_count(const Version& version) {
  return version.packed_key() != 0 ? version.packed_release_count() : version.release().size();
}

VersionInterval lower_equal(const Version& version) {
  const Position upper = version.has_local() ? Position::above : Position::above_locals;
  return {VersionBound{version, Position::below}, VersionBound{version, upper}};
}

VersionInterval lower_prefix(const Version& version) {
  return {VersionBound{version, Position::below_all}, bound_below_next(version, release_count(version))};
}

VersionInterval lower_less(const Version& version) {
  return {std::nullopt, VersionBound{version, version.is_prerelease() ? Position::below : Position::below_all}};
}

VersionInterval lower_greater(const Version& version) {
  const bool has_posts = !version.is_postrelease() && !version.is_devrelease();
  return {VersionBound{version, has_posts ? Position::above_posts : Position::above_locals}, std::nullopt};
}

Lowered lower_arbitrary(const std::string& text) {
  const std::optional<Version> version = Version::try_parse(text);
  if (!version) {
    return {.inside = {}, .nothing = true};
  }
  return {.inside = {VersionBound{*version, Position::below}, VersionBound{*version, Position::above}}};
}

Lowered lower(SpecifierOperator op, const Version& version, const std::string& arbitrary_text) {
  switch (op) {
    case SpecifierOperator::equal:
      return {.inside = lower_equal(version)};
    case SpecifierOperator::not_equal:
      return {.inside = lower_equal(version), .complement = true};
    case SpecifierOperator::equal_star:
      return {.inside = lower_prefix(version)};
    case SpecifierOperator::not_equal_star:
      return {.inside = lower_prefix(version), .complement = true};
    case SpecifierOperator::less:
      return {.inside = lower_less(version)};
    case SpecifierOperator::less_equal:
      return {.inside = {std::nullopt, VersionBound{version, Position::above_locals}}};
    case SpecifierOperator::greater:
      return {.inside = lower_greater(version)};
    case SpecifierOperator::greater_equal:
      return {.inside = {VersionBound{version, Position::below}, std::nullopt}};
    case SpecifierOperator::compatible:
      return {
          .inside = {VersionBound{version, Position::below}, bound_below_next(version, release_count(version) - 1)}};
    case SpecifierOperator::arbitrary:
      break;
  }
  return lower_arbitrary(arbitrary_text);
}

bool is_inside(const VersionInterval& interval, const Version& candidate) {
  return (!interval.lower || interval.lower->is_below(candidate)) &&
         (!interval.upper || !interval.upper->is_below(candidate));
}

std::string_view text_of(SpecifierOperator op) {
  switch (op) {
    case SpecifierOperator::equal:
    case SpecifierOperator::equal_star:
      return "==";
    case SpecifierOperator::not_equal:
    case SpecifierOperator::not_equal_star:
      return "!=";
    case SpecifierOperator::less:
      return "<";
    case SpecifierOperator::less_equal:
      return "<=";
    case SpecifierOperator::greater:
      return ">";
    case SpecifierOperator::greater_equal:
      return ">=";
    case SpecifierOperator::compatible:
      return "~=";
    case SpecifierOperator::arbitrary:
      break;
  }
  return "===";
}

}  // namespace

Specifier Specifier::of(SpecifierOperator op, Version version) {
  const bool local_allowed =
      op == SpecifierOperator::equal || op == SpecifierOperator::not_equal || op == SpecifierOperator::arbitrary;
  ASSERT(local_allowed || !version.has_local(), "the operator takes no local version");
  ASSERT(op != SpecifierOperator::compatible || release_count(version) > 1, "`~=` needs two release parts");
  Specifier specifier;
  specifier.op_ = op;
  if (op == SpecifierOperator::arbitrary) {
    specifier.arbitrary_text_ = version.to_string();
  }
  specifier.version_ = std::move(version);
  return specifier;
}

std::string Specifier::to_string() const {
  std::string text(text_of(op_));
  if (op_ == SpecifierOperator::arbitrary) {
    return text + arbitrary_text_;
  }
  text += version_.to_string();
  if (op_ == SpecifierOperator::equal_star || op_ == SpecifierOperator::not_equal_star) {
    text += ".*";
  }
  return text;
}

std::vector<VersionInterval> Specifier::intervals() const {
  Lowered lowered = lower(op_, version_, arbitrary_text_);
  if (lowered.nothing) {
    return {};
  }
  if (!lowered.complement) {
    return {std::move(lowered.inside)};
  }
  std::vector<VersionInterval> result;
  result.push_back({std::nullopt, std::move(lowered.inside.lower)});
  if (lowered.inside.upper) {
    result.push_back({std::move(lowered.inside.upper), std::nullopt});
  }
  return result;
}

bool Specifier::contains(const Version& candidate) const {
  const Lowered lowered = lower(op_, version_, arbitrary_text_);
  if (lowered.nothing || is_inside(lowered.inside, candidate) == lowered.complement) {
    return false;
  }
  return op_ != SpecifierOperator::arbitrary || equals_ignoring_case(candidate.to_string(), arbitrary_text_);
}

bool Specifier::operator==(const Specifier& other) const {
  if (op_ != other.op_ || version_ != other.version_ || arbitrary_text_ != other.arbitrary_text_) {
    return false;
  }
  const bool parts_matter = op_ == SpecifierOperator::equal_star || op_ == SpecifierOperator::not_equal_star ||
                            op_ == SpecifierOperator::compatible;
  return !parts_matter || release_count(version_) == release_count(other.version_);
}

}  // namespace axle::spec
