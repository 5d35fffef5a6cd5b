// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/need_graph: who requires whom, with which extras, and what the user asked for.
#include "engine/need_graph.hpp"

#include "base/format.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;
using Texts = std::vector<std::string>;

NeedGraph graph_of(const Workspace& workspace) {
  return make_need_graph(workspace.installed(), resolver::test::linux_python().markers);
}

const NeedingPackage& package_of(const NeedGraph& graph, const std::string& name) {
  return graph.packages.at(graph.find(spec::PackageName::of(name)).value());
}

Texts needs_of(const NeedGraph& graph, const std::string& name) {
  Texts texts;
  for (const Need& need : package_of(graph, name).needs) {
    texts.push_back(graph.packages[need.target].name().text() + ": " + need.requirement.to_string() +
                    (need.met ? "" : ", not met"));
  }
  return texts;
}

Texts extras_of(const std::set<spec::ExtraName>& extras) {
  Texts texts;
  for (const spec::ExtraName& extra : extras) {
    texts.push_back(extra.text());
  }
  return texts;
}

}  // namespace

TEST_CASE("a requirement counts where its marker holds, whether it is met or not", "[engine][need_graph]") {
  Workspace workspace;
  workspace.install("app", "1.0", {"lib<1", "lib; sys_platform == 'win32'", "gone>=2", "other @ https://x.example/o"});
  workspace.install("lib", "1.5");
  workspace.install("other", "1.0");
  const NeedGraph graph = graph_of(workspace);
  CHECK(needs_of(graph, "app") == Texts{"lib: lib<1, not met", "other: other @ https://x.example/o"});
  const NeedingPackage& app = package_of(graph, "app");
  REQUIRE(app.unmet.size() == 2);
  CHECK(app.unmet[0].requirement.to_string() == "lib<1");
  CHECK(app.unmet[1].requirement.to_string() == "gone>=2");
  CHECK_FALSE(graph.find(spec::PackageName::of("gone")));
}

TEST_CASE("an extra is in use when a package asks for it, and so are those that it is made of",
          "[engine][need_graph]") {
  Workspace workspace;
  workspace.install("app", "1.0", {"lib[all]"});
  workspace.install("lib", "1.0", {"lib[fast]; extra == 'all'", "speed; extra == 'fast'", "app; extra == 'slow'"});
  workspace.install("speed", "1.0");
  const NeedGraph graph = graph_of(workspace);
  const NeedingPackage& lib = package_of(graph, "lib");
  CHECK(extras_of(lib.extras_in_use) == Texts{"all", "fast"});
  CHECK(lib.extras_of_user.empty());
  CHECK(extras_of(lib.extras_met) == Texts{"all", "fast", "slow"});
}

TEST_CASE("an extra of which everything is there is the user's, where nobody else can have asked",
          "[engine][need_graph]") {
  Workspace workspace;
  workspace.install("lib", "1.0", {"speed; extra == 'fast'", "gone; extra == 'dull'", "speed; extra == 'dull'"});
  workspace.install("speed", "1.0", {"leaf; extra == 'x'", "leaf[dull]; extra == 'y'"});
  workspace.install("leaf", "1.0", {"gone; extra == 'dull'"});
  const NeedGraph graph = graph_of(workspace);
  CHECK(extras_of(package_of(graph, "lib").extras_of_user) == Texts{"fast"});
  CHECK(package_of(graph, "speed").extras_of_user.empty());
  CHECK(extras_of(package_of(graph, "speed").extras_met) == Texts{"x"});
}

TEST_CASE("an extra that explains nothing is nobody's", "[engine][need_graph]") {
  Workspace workspace;
  workspace.install("lib", "1.0", {"base[deep]; extra == 'fast'", "base", "other; extra == 'dull'"});
  workspace.install("base", "1.0", {"deep; extra == 'deep'"});
  workspace.install("deep", "1.0");
  workspace.install("other", "1.0");
  workspace.write("site/other-1.0.dist-info/REQUESTED", "");
  const NeedGraph graph = graph_of(workspace);
  CHECK(extras_of(package_of(graph, "lib").extras_met) == Texts{"dull", "fast"});
  CHECK(extras_of(package_of(graph, "lib").extras_of_user) == Texts{"fast"});
  CHECK(extras_of(package_of(graph, "base").extras_in_use) == Texts{"deep"});
}

TEST_CASE("extras by the thousand, made of each other, are told apart", "[engine][need_graph]") {
  constexpr int k_extras = 2000;
  Workspace workspace;
  std::vector<std::string> needs;
  // e0 lacks something, and with it all that leads to it; f0 needs what nothing else requires, and so the others do.
  for (int number = 1; number < k_extras; ++number) {
    needs.push_back(format("lib[e{}]; extra == 'e{}'", number - 1, number));
    needs.push_back(format("lib[f{}]; extra == 'f{}'", number - 1, number));
    needs.push_back(format("lib[f{}]; extra == 'all'", number));
    needs.push_back(format("lib[e{}]; extra == 'most'", number));
  }
  needs.insert(needs.end(), {"gone; extra == 'e0'", "speed; extra == 'f0'",
                             // A ring is met, and explains nothing.
                             "lib[r1]; extra == 'r0'", "lib[r0]; extra == 'r1'"});
  workspace.install("lib", "1.0", needs);
  workspace.install("speed", "1.0");
  const NeedGraph graph = graph_of(workspace);
  const NeedingPackage& lib = package_of(graph, "lib");
  std::set<spec::ExtraName> good{spec::ExtraName::of("all")};
  for (int number = 0; number < k_extras; ++number) {
    good.insert(spec::ExtraName::of(format("f{}", number)));
  }
  CHECK(lib.extras_of_user == good);
  CHECK(lib.extras_in_use == good);
  good.insert({spec::ExtraName::of("r0"), spec::ExtraName::of("r1")});
  CHECK(lib.extras_met == good);
}

TEST_CASE("an extra of which only another package's extra explains something is the user's, too",
          "[engine][need_graph]") {
  Workspace workspace;
  workspace.install("app", "1.0", {"middle[all]; extra == 'full'", "middle[none]; extra == 'dull'"});
  workspace.install("middle", "1.0", {"end[deep]; extra == 'all'", "end; extra == 'none'"});
  workspace.install("end", "1.0", {"speed; extra == 'deep'"});
  workspace.install("speed", "1.0");
  for (const char* name : {"app", "middle", "end"}) {
    workspace.write(format("site/{}-1.0.dist-info/REQUESTED", name), "");
  }
  const NeedGraph graph = graph_of(workspace);
  CHECK(extras_of(package_of(graph, "app").extras_of_user) == Texts{"full"});
  CHECK(extras_of(package_of(graph, "middle").extras_of_user) == Texts{"all"});
  CHECK(extras_of(package_of(graph, "end").extras_of_user) == Texts{"deep"});
  CHECK(extras_of(package_of(graph, "app").extras_met) == Texts{"dull", "full"});
}

TEST_CASE("a mark tells what was asked for, but not of an installer that marks everything or nothing",
          "[engine][need_graph]") {
  Workspace workspace;
  workspace.install("a", "1.0");
  workspace.write("site/a-1.0.dist-info/INSTALLER", "pip\n");
  workspace.install("b", "1.0");
  workspace.install("c", "1.0");
  workspace.write("site/b-1.0.dist-info/REQUESTED", "");
  workspace.write("site/c-1.0.dist-info/REQUESTED", "");
  workspace.write("site/c-1.0.dist-info/INSTALLER", "uv");
  workspace.install("d", "1.0");
  workspace.write("site/d-1.0.dist-info/INSTALLER", "conda\n");
  const NeedGraph graph = graph_of(workspace);
  CHECK(package_of(graph, "a").asked_for == AskedFor::no);
  CHECK(package_of(graph, "b").asked_for == AskedFor::yes);
  CHECK(package_of(graph, "c").asked_for == AskedFor::unknown);
  CHECK(package_of(graph, "d").asked_for == AskedFor::unknown);
}

TEST_CASE("what is there twice or cannot be read is said to be so", "[engine][need_graph]") {
  Workspace workspace;
  workspace.install("twice", "1.0");
  workspace.install("twice", "2.0");
  workspace.write("site/odd-1.0.dist-info/METADATA", "no header\n");
  const NeedGraph graph = graph_of(workspace);
  CHECK(graph.packages.size() == 2);
  CHECK(package_of(graph, "twice").has_twins);
  CHECK(package_of(graph, "odd").fault.contains("odd-1.0.dist-info/METADATA"));
}

TEST_CASE("those that require a package are found over all steps, rings included", "[engine][need_graph]") {
  Workspace workspace;
  workspace.install("app", "1.0", {"ring1"});
  workspace.install("ring1", "1.0", {"ring2"});
  workspace.install("ring2", "1.0", {"ring1", "leaf"});
  workspace.install("leaf", "1.0");
  workspace.install("else", "1.0");
  const NeedGraph graph = graph_of(workspace);
  const auto number = [&](const char* name) { return *graph.find(spec::PackageName::of(name)); };
  CHECK(requirers_of(graph, {number("leaf")}) ==
        std::set<std::size_t>{number("app"), number("leaf"), number("ring1"), number("ring2")});
  CHECK(requirers_of(graph, {number("else")}) == std::set<std::size_t>{number("else")});
}

}  // namespace axle::engine
