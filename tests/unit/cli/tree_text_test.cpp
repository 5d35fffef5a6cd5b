// SPDX-License-Identifier: MIT OR Apache-2.0
// Drawn trees: what comes once, what comes again, rings, and what an option adds.
#include "cli/tree_text.hpp"

#include "base/format.hpp"
#include "tests/support/catch.hpp"

namespace axle::cli {
namespace {

using engine::DependencyGraph;

struct Package {
  std::string name;
  std::vector<std::pair<std::string, std::string>> needs{};  ///< by name, with specifier
};

/// Packages by name, all of version 1.0.
DependencyGraph graph_of(const std::vector<Package>& packages) {
  DependencyGraph graph;
  for (const Package& package : packages) {
    graph.nodes.push_back({.name = spec::PackageName::of(package.name), .version = "1.0", .needs = {}});
  }
  for (std::size_t i = 0; i < packages.size(); ++i) {
    for (const auto& [name, specifier] : packages[i].needs) {
      graph.nodes[i].needs.push_back(
          {.target = graph.find(spec::PackageName::of(name)).value(), .specifier = specifier});
    }
  }
  return graph;
}

std::string drawn(const DependencyGraph& graph, const TreeView& view = {}, std::set<std::size_t> among = {}) {
  const bool is_whole = among.empty();
  for (std::size_t i = 0; is_whole && i < graph.nodes.size(); ++i) {
    among.insert(i);
  }
  std::string text;
  const auto shown = engine::reached_from(graph, among, view.pruned);
  draw_tree(graph, engine::roots_of(graph, shown, view.pruned), view, [&text](std::string_view line) {
    text += line;
    return true;
  });
  return text;
}

const DependencyGraph& office() {
  static const DependencyGraph k_graph = graph_of({{"app", {{"base", "<3"}, {"leaf", ""}, {"lib", ">=1"}}},
                                                   {"base", {{"leaf", "~=1.0"}}},
                                                   {"leaf"},
                                                   {"lib", {{"base", ">=1"}}},
                                                   {"ring1", {{"ring2", ""}}},
                                                   {"ring2", {{"leaf", ""}, {"ring1", ""}}}});
  return k_graph;
}

}  // namespace

TEST_CASE("what needs something is drawn with it once, and named where it comes again", "[cli][tree_text]") {
  CHECK(drawn(office()) ==
        "app v1.0\n"
        "├── base v1.0\n"
        "│   └── leaf v1.0\n"
        "├── leaf v1.0\n"
        "└── lib v1.0\n"
        "    └── base v1.0 (*)\n"
        "ring1 v1.0\n"
        "└── ring2 v1.0\n"
        "    ├── leaf v1.0\n"
        "    └── ring1 v1.0 (*)\n"
        "(*) Package tree already displayed\n");
}

TEST_CASE("without deduplication only rings end early", "[cli][tree_text]") {
  CHECK(drawn(office(), {.pruned = {}, .repeats = true}, {0}) ==
        "app v1.0\n"
        "├── base v1.0\n"
        "│   └── leaf v1.0\n"
        "├── leaf v1.0\n"
        "└── lib v1.0\n"
        "    └── base v1.0\n"
        "        └── leaf v1.0\n");
  CHECK(drawn(office(), {.pruned = {}, .repeats = true}, {4}) ==
        "ring1 v1.0\n"
        "└── ring2 v1.0\n"
        "    ├── leaf v1.0\n"
        "    └── ring1 v1.0 (*)\n"
        "(*) Package tree is a cycle and cannot be shown\n");
}

TEST_CASE("a tree has a depth, and packages that are pruned", "[cli][tree_text]") {
  CHECK(drawn(office(), {.depth = 0, .pruned = {}}) == "app v1.0\nring1 v1.0\n");
  CHECK(drawn(office(), {.depth = 1, .pruned = {}}, {0}) ==
        "app v1.0\n"
        "├── base v1.0\n"
        "├── leaf v1.0\n"
        "└── lib v1.0\n");
  CHECK(drawn(office(), {.pruned = {2}}, {0}) ==
        "app v1.0\n"
        "├── base v1.0\n"
        "└── lib v1.0\n"
        "    └── base v1.0\n");
  CHECK(drawn(office(), {.pruned = {0}}, {0, 1}) == "base v1.0\n└── leaf v1.0\n");
}

TEST_CASE("a tree turned round shows who needs whom, and what", "[cli][tree_text]") {
  CHECK(drawn(engine::invert(office()), {.pruned = {}, .inverted = true, .shows_specifiers = true}, {1}) ==
        "base v1.0\n"
        "├── app v1.0 [requires: base <3]\n"
        "└── lib v1.0 [requires: base >=1]\n"
        "    └── app v1.0 [requires: lib >=1]\n");
}

TEST_CASE("specifiers, sizes and newer versions stand behind a package", "[cli][tree_text]") {
  DependencyGraph graph = graph_of({{"app", {{"leaf", ""}}}, {"leaf"}});
  graph.nodes[1].bytes = 2048;
  CHECK(drawn(graph, {.pruned = {}, .shows_specifiers = true, .shows_sizes = true, .latest = {{"leaf", "2.0"}}}) ==
        "app v1.0\n"
        "└── leaf v1.0 (2.0KiB) (latest: v2.0) [required: *]\n");
}

TEST_CASE("of rings that nothing else needs the one that leads to others comes first", "[cli][tree_text]") {
  CHECK(drawn(graph_of({{"a", {{"b", ""}}}, {"b", {{"a", ""}}}, {"x", {{"y", ""}}}, {"y", {{"a", ""}, {"x", ""}}}})) ==
        "x v1.0\n"
        "└── y v1.0\n"
        "    ├── a v1.0\n"
        "    │   └── b v1.0\n"
        "    │       └── a v1.0 (*)\n"
        "    └── x v1.0 (*)\n"
        "(*) Package tree already displayed\n");
}

TEST_CASE("a chain of a hundred thousand packages reaches no stack", "[cli][tree_text]") {
  DependencyGraph graph;
  constexpr std::size_t k_length = 100'000;
  for (std::size_t i = 0; i < k_length; ++i) {
    graph.nodes.push_back({.name = spec::PackageName::of(format("p{:06}", i)), .version = "1", .needs = {}});
    if (i + 1 < k_length) {
      graph.nodes[i].needs.push_back({.target = i + 1, .specifier = {}});
    }
  }
  std::size_t lines = 0;
  draw_tree(graph, engine::roots_of(graph, engine::reached_from(graph, {0}, {}), {}), {.pruned = {}},
            [&lines](std::string_view) {
              ++lines;
              return true;
            });
  CHECK(lines == 256);
}

}  // namespace axle::cli
