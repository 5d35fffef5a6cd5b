// SPDX-License-Identifier: MIT OR Apache-2.0
// Which file of a resolved version to install on one interpreter.
//
// Source:  resolver.md 1.5 *Wheel order*: hashes, then tag priority, then build tag; 1.5 *Unusable files*: the closest
//          reason is kept. Pure: a lock's resolution is used for many targets.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "spec/tag.hpp"
#include "spec/version.hpp"

namespace axle::resolver {

/// `ResolvedPackage::files[range]`, and there the page's file number `file`.
struct ChosenWheel {
  std::size_t range = 0;
  std::size_t file = 0;
  bool operator==(const ChosenWheel&) const = default;
};

/// Why there is none: the reason of the file that came closest.
struct NoWheel {
  UnusableReason reason = UnusableReason::none;
  std::string detail;  ///< one clause, for example "no wheel of `numpy` 2.1.0 has a matching platform tag"
};

struct WheelTarget {
  const spec::SupportedTags& tags;
  const spec::Version& python;
  std::optional<UnixTime> uploaded_before;
};

/// `required` are the user's --hash values: when not empty, files that have none of them do not count. One that has a
/// match goes before one of which the index has no digest to compare.
[[nodiscard]] std::variant<ChosenWheel, NoWheel> select_wheel(const ResolvedPackage& package, const WheelTarget& target,
                                                              const FormatControl& format,
                                                              std::span<const Hash> required);

}  // namespace axle::resolver
