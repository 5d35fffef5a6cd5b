// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/dependency_graph: what `pip tree` draws, its edges, its roots and what hangs on them.
#include "engine/dependency_graph.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;
using Texts = std::vector<std::string>;
using Numbers = std::set<std::size_t>;

DependencyGraph graph_of(const Workspace& workspace, WarningSink& warnings) {
  return make_dependency_graph(workspace.installed(), resolver::test::linux_python().markers, warnings);
}

DependencyGraph graph_of(const Workspace& workspace) {
  WarningSink warnings;
  DependencyGraph graph = graph_of(workspace, warnings);
  CHECK(warnings.take().empty());
  return graph;
}

/// `app: lib [>=1]`.
Texts edges_of(const DependencyGraph& graph) {
  Texts texts;
  for (const GraphNode& node : graph.nodes) {
    for (const GraphEdge& edge : node.needs) {
      texts.push_back(node.name.text() + ": " + graph.nodes[edge.target].name.text() + " [" + edge.specifier + "]");
    }
  }
  return texts;
}

Numbers all_of(const DependencyGraph& graph) {
  Numbers numbers;
  for (std::size_t number = 0; number < graph.nodes.size(); ++number) {
    numbers.insert(number);
  }
  return numbers;
}

template <typename List>
Texts names_in(const DependencyGraph& graph, const List& numbers) {
  Texts names;
  for (const std::size_t number : numbers) {
    names.push_back(graph.nodes[number].name.text());
  }
  return names;
}

std::size_t number_of(const DependencyGraph& graph, const char* name) {
  return graph.find(spec::PackageName::of(name)).value();
}

/// app → lib → base, a ring of two, and one that stands alone.
void install_forest(const Workspace& workspace) {
  workspace.install("app", "1.0", {"lib"});
  workspace.install("lib", "1.0", {"base"});
  workspace.install("base", "1.0");
  workspace.install("ring1", "1.0", {"ring2"});
  workspace.install("ring2", "1.0", {"ring1", "base"});
  workspace.install("single", "1.0");
}

}  // namespace

TEST_CASE("an edge is a requirement that holds here and is met, without extras", "[engine][dependency_graph]") {
  const Workspace workspace;
  workspace.install("app", "1.0",
                    {"lib", "gone", "old<1", "windows; sys_platform == 'win32'", "more; extra == 'x'",
                     "linked @ https://index.example/linked-1.0-py3-none-any.whl"});
  for (const char* name : {"lib", "old", "windows", "more", "linked"}) {
    workspace.install(name, "1.0");
  }
  const DependencyGraph graph = graph_of(workspace);
  CHECK(edges_of(graph) == Texts{"app: lib []", "app: linked []"});
  CHECK(graph.nodes[number_of(graph, "lib")].version == "1.0");
  CHECK_FALSE(graph.find(spec::PackageName::of("gone")));
}

TEST_CASE("several requirements on a package are one edge, its parts by version and each once",
          "[engine][dependency_graph]") {
  const Workspace workspace;
  workspace.install("app", "1.0", {"lib<3,>=1", "lib!=1.9", "lib>=1; python_version > '3'"});
  workspace.install("lib", "2.0");
  CHECK(edges_of(graph_of(workspace)) == Texts{"app: lib [>=1,!=1.9,<3]"});
}

TEST_CASE("metadata that cannot be read is told once, and has no edges", "[engine][dependency_graph]") {
  const Workspace workspace;
  workspace.install("lib", "1.0");
  workspace.write("site/odd-1.0.dist-info/METADATA", "no header\n");
  WarningSink warnings;
  const DependencyGraph graph = graph_of(workspace, warnings);
  CHECK(names_in(graph, all_of(graph)) == Texts{"lib", "odd"});
  CHECK(edges_of(graph).empty());
  const auto told = warnings.take();
  REQUIRE(told.size() == 1);
  CHECK(told.front().contains("odd-1.0.dist-info"));
}

TEST_CASE("turned around, edges keep what was required", "[engine][dependency_graph]") {
  const Workspace workspace;
  workspace.install("app", "1.0", {"lib>=1"});
  workspace.install("tool", "1.0", {"lib<2"});
  workspace.install("lib", "1.0");
  CHECK(edges_of(invert(graph_of(workspace))) == Texts{"lib: app [>=1]", "lib: tool [<2]"});
}

TEST_CASE("roots are what nothing needs, and the first of a ring that nothing needs", "[engine][dependency_graph]") {
  const Workspace workspace;
  install_forest(workspace);
  const DependencyGraph graph = graph_of(workspace);
  CHECK(names_in(graph, roots_of(graph, all_of(graph), {})) == Texts{"app", "ring1", "single"});
  // What is hidden leads nowhere.
  const Numbers hidden = {number_of(graph, "lib")};
  Numbers shown = all_of(graph);
  shown.erase(*hidden.begin());
  CHECK(names_in(graph, roots_of(graph, shown, hidden)) == Texts{"app", "ring1", "single"});
  shown.erase(number_of(graph, "ring1"));
  shown.erase(number_of(graph, "ring2"));
  CHECK(names_in(graph, roots_of(graph, shown, hidden)) == Texts{"app", "base", "single"});
}

TEST_CASE("what is reached includes where it begins, and goes around rings once", "[engine][dependency_graph]") {
  const Workspace workspace;
  install_forest(workspace);
  const DependencyGraph graph = graph_of(workspace);
  CHECK(names_in(graph, reached_from(graph, {number_of(graph, "ring2")}, {})) == Texts{"base", "ring1", "ring2"});
  CHECK(names_in(graph, reached_from(graph, {number_of(graph, "app")}, {number_of(graph, "lib")})) == Texts{"app"});
}

TEST_CASE("a size is the sum of a RECORD, and unknown without one", "[engine][dependency_graph]") {
  const Workspace workspace;
  workspace.install("lib", "1.0");
  workspace.install("bare", "1.0");
  workspace.write("site/lib-1.0.dist-info/RECORD", "lib.py,,40\nother.py,,2\nlib-1.0.dist-info/RECORD,,\n");
  DependencyGraph graph = graph_of(workspace);
  CHECK_FALSE(graph.nodes[number_of(graph, "lib")].bytes);
  add_sizes(graph, workspace.installed());
  CHECK(graph.nodes[number_of(graph, "lib")].bytes == 42);
  CHECK_FALSE(graph.nodes[number_of(graph, "bare")].bytes);
}

}  // namespace axle::engine
