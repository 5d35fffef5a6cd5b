// SPDX-License-Identifier: MIT OR Apache-2.0
// Whether an interpreter satisfies a Requires-Python.
//
// Rule:    release parts on both sides, upper bounds ignored (resolver.md 1.1, 2.4): a cap that a publisher guessed
//          years ago must not send the solver to releases from before the cap. `==` and `~=` keep their lower end.
//          `!=` counts where it moves the lower end (`>=3.0,!=3.0.*` begins at 3.1), not as a hole further up.
#include "spec/specifier.hpp"

#include <algorithm>
#include <utility>

namespace axle::spec {

namespace {

using Position = VersionBound::Position;

/// Where the versions that `specifier` allows begin, as a cut between releases; nothing for upper bounds and `!=`.
std::optional<VersionBound> find_lower_end(const Specifier& specifier) {
  const Version release = specifier.version().base_version();
  switch (specifier.op()) {
    case SpecifierOperator::greater:
      return VersionBound{release, Position::above_posts};
    case SpecifierOperator::equal:
    case SpecifierOperator::equal_star:
    case SpecifierOperator::greater_equal:
    case SpecifierOperator::compatible:
      return VersionBound{release, Position::below};
    case SpecifierOperator::arbitrary:
      // The version of `===` shows in its interval alone; a text that is no version sets no lower end.
      for (const VersionInterval& interval : specifier.intervals()) {
        return VersionBound{interval.lower->version.base_version(), Position::below};
      }
      return std::nullopt;
    case SpecifierOperator::not_equal:
    case SpecifierOperator::not_equal_star:
    case SpecifierOperator::less:
    case SpecifierOperator::less_equal:
      break;
  }
  return std::nullopt;
}

/// The hole that a `!=` makes.
std::optional<VersionInterval> find_hole(const Specifier& specifier) {
  if (specifier.op() == SpecifierOperator::not_equal) {
    const Version release = specifier.version().base_version();
    return VersionInterval{VersionBound{release, Position::below}, VersionBound{release, Position::above_posts}};
  }
  if (specifier.op() == SpecifierOperator::not_equal_star) {
    std::vector<VersionInterval> around = specifier.intervals();
    return VersionInterval{around.front().upper,
                           around.size() == 2 ? around.back().lower : std::optional<VersionBound>()};
  }
  return std::nullopt;
}

/// Where `lower` ends up when no hole may hold it. In the order of their beginnings one pass is enough: what is behind
/// a hole is behind all that begin before it.
VersionBound move_out(VersionBound lower, const std::vector<VersionInterval>& holes) {
  std::vector<const VersionInterval*> ascending;
  ascending.reserve(holes.size());
  for (const VersionInterval& hole : holes) {
    ascending.push_back(&hole);
  }
  std::ranges::sort(ascending, {}, [](const VersionInterval* hole) -> const VersionBound& { return *hole->lower; });
  for (const VersionInterval* hole : ascending) {
    if (lower < *hole->lower) {
      break;
    }
    if (hole->upper && lower < *hole->upper) {
      lower = *hole->upper;
    }
  }
  return lower;
}

}  // namespace

bool python_satisfies(const SpecifierSet& requires_python, const Version& python) {
  std::optional<VersionBound> lower;
  std::vector<VersionInterval> holes;
  for (const Specifier& specifier : requires_python.specifiers()) {
    std::optional<VersionBound> end = find_lower_end(specifier);
    if (end && (!lower || *lower < *end)) {
      lower = std::move(end);
    }
    if (std::optional<VersionInterval> hole = find_hole(specifier)) {
      holes.push_back(std::move(*hole));
    }
  }
  return !lower || move_out(std::move(*lower), holes).is_below(python.base_version());
}

}  // namespace axle::spec
