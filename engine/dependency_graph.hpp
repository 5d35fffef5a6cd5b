// SPDX-License-Identifier: MIT OR Apache-2.0
// Who needs whom among what is installed.
//
// Rules:   a requirement counts where its marker holds, without extras, and where the installed version satisfies it,
//          as in uv; of what is installed twice the one that `import` finds counts. What cannot be read needs nothing,
//          and is told.
// Not here: how a tree is drawn (cli/tree_text), what is wrong with an environment (venv/check).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/warning_sink.hpp"
#include "spec/marker.hpp"
#include "spec/name.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

struct GraphEdge {
  std::size_t target = 0;  ///< of DependencyGraph::nodes
  std::string specifier;   ///< `>=1,!=2,<3`: by version, as METADATA has no order that tells; empty: any version
};

struct GraphNode {
  spec::PackageName name;
  std::string version;
  std::optional<std::uint64_t>
      bytes{};                   ///< of all files in its RECORD; nothing when it was not asked for, or is not told
  std::vector<GraphEdge> needs;  ///< by the name of the target, each once
};

struct DependencyGraph {
  std::vector<GraphNode> nodes;  ///< by name
  [[nodiscard]] std::optional<std::size_t> find(const spec::PackageName& name) const;
};

/// Edges are the requirements whose markers hold, without extras, on what is installed. One warning for each
/// distribution whose metadata cannot be read.
[[nodiscard]] DependencyGraph make_dependency_graph(const venv::Installed& installed,
                                                    const spec::MarkerEnvironment& markers, WarningSink& warnings);
/// Reads every RECORD.
void add_sizes(DependencyGraph& graph, const venv::Installed& installed);
/// Who is needed by whom; an edge has the specifier of the one it is the reverse of.
[[nodiscard]] DependencyGraph invert(const DependencyGraph& graph);
/// From where all of `among` is reached, by name: what nothing else among them needs, and of rings that nothing else
/// needs the first by name. Steps lead to nodes that are not in `hidden`.
[[nodiscard]] std::vector<std::size_t> roots_of(const DependencyGraph& graph, const std::set<std::size_t>& among,
                                                const std::set<std::size_t>& hidden);
/// What is reached from `start`, itself included, but for `hidden`.
[[nodiscard]] std::set<std::size_t> reached_from(const DependencyGraph& graph, const std::set<std::size_t>& start,
                                                 const std::set<std::size_t>& hidden);

}  // namespace axle::engine
