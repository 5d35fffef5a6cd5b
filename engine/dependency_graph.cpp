// SPDX-License-Identifier: MIT OR Apache-2.0
// Nodes of an environment and walks over them, with lists instead of recursion: rings and long chains are foreign
// input.
#include "engine/dependency_graph.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "engine/installed_needs.hpp"
#include "spec/requirement.hpp"

namespace axle::engine {
namespace {

bool is_met(const spec::Requirement& requirement, const venv::InstalledDistribution& target) {
  return requirement.url || requirement.specifiers.empty() ||
         (target.version && requirement.specifiers.contains(*target.version));
}

/// Of several requirements on one package, or parts in any order; what is said twice counts once.
std::string sorted_text(std::vector<spec::Specifier> specifiers) {
  std::ranges::stable_sort(specifiers, {}, [](const spec::Specifier& specifier) { return specifier.version(); });
  std::set<std::string> told;
  std::string text;
  for (const spec::Specifier& specifier : specifiers) {
    const auto [part, is_new] = told.insert(specifier.to_string());
    if (is_new) {
      format_to(text, "{}{}", text.empty() ? "" : ",", *part);
    }
  }
  return text;
}

std::optional<std::uint64_t> bytes_of(const venv::InstalledDistribution& distribution) {
  const auto rows = venv::read_installed_record(distribution);
  if (!rows || !*rows) {
    return std::nullopt;
  }
  std::uint64_t bytes = 0;
  for (const spec::RecordRow& row : **rows) {
    bytes += row.size_bytes.value_or(0);
  }
  return bytes;
}

class GraphMaker {
 public:
  GraphMaker(const venv::Installed& installed, const spec::MarkerEnvironment& markers, WarningSink& warnings)
      : installed_(installed), markers_(markers), warnings_(warnings) {}

  DependencyGraph make() {
    for (const venv::InstalledDistribution& distribution : installed_.distributions()) {
      if (number_of_.try_emplace(distribution.name, graph_.nodes.size()).second) {
        graph_.nodes.push_back({.name = distribution.name, .version = distribution.version_text, .needs = {}});
      }
    }
    for (GraphNode& node : graph_.nodes) {
      add_needs(node);
    }
    return std::move(graph_);
  }

 private:
  void add_needs(GraphNode& node) {
    const venv::InstalledDistribution& distribution = *installed_.find_first(node.name);
    const InstalledNeeds read = read_needs(distribution);
    if (!read.fault.empty()) {
      warnings_.warn(fault_text(distribution, read.fault));
    }
    std::map<std::size_t, std::vector<spec::Specifier>> needs;
    for (const spec::Requirement& requirement : read.requirements) {
      if (!requirement.marker.evaluate(markers_)) {
        continue;
      }
      const auto target = number_of_.find(requirement.name);
      if (target != number_of_.end() && is_met(requirement, *installed_.find_first(requirement.name))) {
        std::ranges::copy(requirement.specifiers.specifiers(), std::back_inserter(needs[target->second]));
      }
    }
    for (auto& [target, specifiers] : needs) {
      node.needs.push_back({.target = target, .specifier = sorted_text(std::move(specifiers))});
    }
  }

  const venv::Installed& installed_;
  const spec::MarkerEnvironment& markers_;
  WarningSink& warnings_;
  DependencyGraph graph_;
  std::map<spec::PackageName, std::size_t> number_of_;
};

}  // namespace

std::optional<std::size_t> DependencyGraph::find(const spec::PackageName& name) const {
  const auto found = std::ranges::lower_bound(nodes, name, {}, &GraphNode::name);
  return found != nodes.end() && found->name == name ? std::optional(static_cast<std::size_t>(found - nodes.begin()))
                                                     : std::nullopt;
}

DependencyGraph make_dependency_graph(const venv::Installed& installed, const spec::MarkerEnvironment& markers,
                                      WarningSink& warnings) {
  return GraphMaker(installed, markers, warnings).make();
}

void add_sizes(DependencyGraph& graph, const venv::Installed& installed) {
  for (GraphNode& node : graph.nodes) {
    node.bytes = bytes_of(*installed.find_first(node.name));
  }
}

DependencyGraph invert(const DependencyGraph& graph) {
  DependencyGraph inverted = graph;
  for (GraphNode& node : inverted.nodes) {
    node.needs.clear();
  }
  for (std::size_t from = 0; from < graph.nodes.size(); ++from) {
    for (const GraphEdge& edge : graph.nodes[from].needs) {
      inverted.nodes[edge.target].needs.push_back({.target = from, .specifier = edge.specifier});
    }
  }
  return inverted;
}

std::set<std::size_t> reached_from(const DependencyGraph& graph, const std::set<std::size_t>& start,
                                   const std::set<std::size_t>& hidden) {
  std::set<std::size_t> reached;
  std::vector<std::size_t> open(start.begin(), start.end());
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    if (hidden.contains(node) || !reached.insert(node).second) {
      continue;
    }
    for (const GraphEdge& edge : graph.nodes[node].needs) {
      open.push_back(edge.target);
    }
  }
  return reached;
}

std::vector<std::size_t> roots_of(const DependencyGraph& graph, const std::set<std::size_t>& among,
                                  const std::set<std::size_t>& hidden) {
  std::set<std::size_t> needed;
  for (const std::size_t node : among) {
    for (const GraphEdge& edge : hidden.contains(node) ? std::vector<GraphEdge>() : graph.nodes[node].needs) {
      needed.insert(edge.target);
    }
  }
  std::set<std::size_t> roots;
  for (const std::size_t node : among) {
    if (!needed.contains(node) && !hidden.contains(node)) {
      roots.insert(node);
    }
  }
  std::set<std::size_t> reached = reached_from(graph, roots, hidden);
  // What is left lies in rings or behind them. One that leads to an earlier one is the better beginning.
  std::set<std::size_t> of_rings;
  for (const std::size_t node : among) {
    if (reached.contains(node) || hidden.contains(node)) {
      continue;
    }
    const std::set<std::size_t> behind = reached_from(graph, {node}, hidden);
    std::erase_if(of_rings, [&](std::size_t earlier) { return behind.contains(earlier); });
    of_rings.insert(node);
    reached.insert(behind.begin(), behind.end());
  }
  roots.merge(of_rings);
  return {roots.begin(), roots.end()};
}

}  // namespace axle::engine
