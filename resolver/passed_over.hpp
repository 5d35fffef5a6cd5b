// SPDX-License-Identifier: MIT OR Apache-2.0
// Better versions of what the user asked for that could not be picked because something has only source distributions.
//
// Source:   the search's own derivation of why the version was excluded, never a guess. Only wheels are installed so
//           far, so the answer can be far older than the one another installer would give: that must be said.
// Silent:   for versions that the user's requirements or constraints exclude anyway, for what stays because it is
//           installed, and where the user asked for wheels only (--only-binary).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "resolver/package_universe.hpp"
#include "resolver/problem.hpp"
#include "resolver/search.hpp"

namespace axle::resolver {

/// One line for each direct requirement that is concerned, in the order of `picks`. `search` has just found them.
[[nodiscard]] std::vector<std::string> warnings_of_passed_over(const Problem& problem, PackageUniverse& universe,
                                                               Search& search, std::span<const Pick> picks);

}  // namespace axle::resolver
