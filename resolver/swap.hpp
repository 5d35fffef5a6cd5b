// SPDX-License-Identifier: MIT OR Apache-2.0
// The guard of quality: whether one decision holds another package far back, and another order keeps both new.
//
// Source:  universal.md §2 rule 7 (swap). Narrower in four things: a run ends when it comes to the package that it is
//          about and nothing better is left of it; it counts as better only if it throws no package back that far, or
//          at most half as far as it brings the other one forward, so that what the user asked for is not given up for
//          a package with many versions; picks that were preferred (installed, pinned in an earlier answer) stay; and
//          nothing gives way to a version older than the installed one.
// Not here: the audit of the universal lock.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "base/result.hpp"
#include "resolver/package_universe.hpp"
#include "resolver/search.hpp"

namespace axle::resolver {

/// After `search` has found `picks`: tries other orders, and gives each better answer to `take`, while the search still
/// stands at it. Ends silently where a try takes too many conflicts or too much memory, or asks for what the source
/// cannot give whenever it is asked: a missing file, a page or metadata that is refused, what `--offline` keeps away.
/// Errors: the other ones of the source, such as those of the network.
[[nodiscard]] Result<void> try_swaps(Search& search, PackageUniverse& universe, std::span<const Pick> picks,
                                     const std::function<void(std::span<const Pick>)>& take);

}  // namespace axle::resolver
