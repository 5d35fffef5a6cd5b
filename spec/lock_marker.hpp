// SPDX-License-Identifier: MIT OR Apache-2.0
// Markers of a lock file, which ask for extras and dependency groups that somebody chose.
//
// Spec:    dependency-specifiers and pylock-toml: `"x" in extras`, `"x" in dependency_groups`; `extra == "x"`, which no
//          lock should hold, asks for the same as the first.
// Not here: markers of requirements (spec/marker.hpp), for which no group is ever chosen.
#pragma once

#include <vector>

#include "spec/marker.hpp"
#include "spec/name.hpp"

namespace axle::spec {

/// What is to be installed of a lock beside its packages without conditions.
struct LockChoice {
  std::vector<ExtraName> extras;  ///< both ascending by text
  std::vector<GroupName> groups;
};

[[nodiscard]] bool holds_in_lock(const Marker& marker, const MarkerEnvironment& environment, const LockChoice& choice);

}  // namespace axle::spec
