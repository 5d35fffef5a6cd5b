// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks the graph with a list of open nodes: a chain may be as long as an environment has packages.
#include "cli/tree_text.hpp"

#include <ranges>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::cli {
namespace {

using engine::GraphEdge;

class TreeDrawing {
 public:
  TreeDrawing(const engine::DependencyGraph& graph, const TreeView& view,
              const std::function<bool(std::string_view)>& write)
      : graph_(graph), view_(view), write_(write) {}

  void draw(const std::vector<std::size_t>& roots) {
    for (const std::size_t root : roots) {
      enter({.node = root, .children = {}}, label_of(root));
      while (!open_.empty() && goes_on_) {
        step();
      }
    }
    if (marked_ && goes_on_) {
      write_(view_.repeats ? "(*) Package tree is a cycle and cannot be shown\n"
                           : "(*) Package tree already displayed\n");
    }
  }

 private:
  struct Open {
    std::size_t node = 0;
    std::vector<const GraphEdge*> children;  ///< that are still to be drawn, last first
    std::string indent{};                    ///< of their lines
  };

  [[nodiscard]] std::vector<const GraphEdge*> children_of(std::size_t node) const {
    std::vector<const GraphEdge*> children;
    for (const GraphEdge& edge : graph_.nodes[node].needs | std::views::reverse) {
      if (!view_.pruned.contains(edge.target)) {
        children.push_back(&edge);
      }
    }
    return children;
  }

  [[nodiscard]] std::string label_of(std::size_t number) const {
    const engine::GraphNode& node = graph_.nodes[number];
    std::string label = format("{} v{}", node.name.text(), to_printable(node.version));
    if (view_.shows_sizes && node.bytes) {
      format_to(label, " ({})", format_bytes(*node.bytes));
    }
    if (const auto newer = view_.latest.find(node.name.text()); newer != view_.latest.end()) {
      format_to(label, " (latest: v{})", newer->second);
    }
    return label;
  }

  [[nodiscard]] std::string specifier_of(const GraphEdge& edge, std::size_t parent) const {
    std::string specifier = edge.specifier.empty() ? "*" : std::string();
    for (const char c : edge.specifier) {
      specifier += c == ',' ? std::string(", ") : std::string(1, c);
    }
    return view_.inverted ? format(" [requires: {} {}]", graph_.nodes[parent].name.text(), specifier)
                          : format(" [required: {}]", specifier);
  }

  void step() {
    Open& parent = open_.back();
    if (parent.children.empty()) {
      on_path_.erase(parent.node);
      open_.pop_back();
      return;
    }
    const GraphEdge& edge = *parent.children.back();
    parent.children.pop_back();
    const bool is_last = parent.children.empty();
    std::string line = parent.indent + (is_last ? "└── " : "├── ") + label_of(edge.target);
    line += view_.shows_specifiers ? specifier_of(edge, parent.node) : "";
    enter({.node = edge.target, .children = {}, .indent = parent.indent + (is_last ? "    " : "│   ")}, line);
  }

  /// Draws the line of a node, and opens it if its children are to follow.
  void enter(Open opened, const std::string& line) {
    opened.children = children_of(opened.node);
    const bool is_at_end = opened.children.empty() || open_.size() >= view_.depth;
    const bool is_ring = on_path_.contains(opened.node);
    const bool was_drawn = !view_.repeats && drawn_.contains(opened.node);
    const bool is_marked = !opened.children.empty() && (is_ring || (was_drawn && !is_at_end));
    marked_ = marked_ || is_marked;
    goes_on_ = write_(line + (is_marked ? " (*)\n" : "\n"));
    if (is_marked || is_at_end) {
      return;
    }
    drawn_.insert(opened.node);
    on_path_.insert(opened.node);
    open_.push_back(std::move(opened));
  }

  const engine::DependencyGraph& graph_;
  const TreeView& view_;
  const std::function<bool(std::string_view)>& write_;
  std::vector<Open> open_;
  std::set<std::size_t> on_path_;
  std::set<std::size_t> drawn_;
  bool marked_ = false;
  bool goes_on_ = true;
};

}  // namespace

void draw_tree(const engine::DependencyGraph& graph, const std::vector<std::size_t>& roots, const TreeView& view,
               const std::function<bool(std::string_view)>& write) {
  TreeDrawing(graph, view, write).draw(roots);
}

}  // namespace axle::cli
