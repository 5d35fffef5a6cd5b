// SPDX-License-Identifier: MIT OR Apache-2.0
// Why a package is there: chains of requirements that lead to it, for `pip why`.
//
// Begin:   at what the user asked for, and at what nothing requires; of rings that nothing else requires, at the first
//          by name. A chain goes on above a package that was asked for, since both are reasons.
//          A requirement of an extra counts where the same package requires the same one in no other way.
// Bounds:  chains can be more than anybody can count: looking ends after so many steps, but not before a shortest one
//          is found.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/need_graph.hpp"

namespace axle::engine {

struct NeedChain {
  std::size_t start = 0;             ///< of NeedGraph::packages
  std::vector<const Need*> steps{};  ///< from the start down; the last one leads to the package
};

struct NeedChains {
  bool is_beginning = false;        ///< nothing requires the package, or the user asked for it
  std::vector<NeedChain> chains{};  ///< shortest first, then by names; the first `most`
  std::size_t more = 0;             ///< that were found besides
  bool has_uncounted = false;       ///< there may be more than that
};

/// The chains point into `graph`.
[[nodiscard]] NeedChains find_chains(const NeedGraph& graph, std::size_t package, std::size_t most);

}  // namespace axle::engine
