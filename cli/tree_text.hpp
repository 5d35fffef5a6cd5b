// SPDX-License-Identifier: MIT OR Apache-2.0
// The tree that `axle pip tree` draws.
//
// Form:    uv's: `app v1.0`, below it `├── lib v1.5 [required: >=1] (*)`, and a line that says what `(*)` means.
// Not here: the graph (engine/dependency_graph).
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/dependency_graph.hpp"

namespace axle::cli {

struct TreeView {
  std::size_t depth = 255;       ///< 0: only the roots
  std::set<std::size_t> pruned;  ///< nodes that are not drawn
  bool repeats = false;          ///< what was drawn before is drawn again
  bool inverted = false;         ///< the graph is one of who is needed by whom
  bool shows_specifiers = false;
  bool shows_sizes = false;
  std::map<std::string, std::string> latest{};  ///< newer versions by name
};

/// Gives the lines to `write`, in order; ends early when that returns false: with `repeats` there may be very many.
void draw_tree(const engine::DependencyGraph& graph, const std::vector<std::size_t>& roots, const TreeView& view,
               const std::function<bool(std::string_view)>& write);

}  // namespace axle::cli
