// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/need_chains: ways down to a package, shortest first, and never without an end.
#include "engine/need_chains.hpp"

#include "base/format.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;
using Texts = std::vector<std::string>;

struct Found {
  NeedChains chains;
  Texts texts;
};

Found chains_to(const Workspace& workspace, const std::string& name, std::size_t most = 10) {
  const NeedGraph graph = make_need_graph(workspace.installed(), resolver::test::linux_python().markers);
  Found found{find_chains(graph, graph.find(spec::PackageName::of(name)).value(), most), {}};
  for (const NeedChain& chain : found.chains.chains) {
    std::string text = graph.packages[chain.start].name().text();
    for (const Need* need : chain.steps) {
      text += " " + need->requirement.to_string();
    }
    found.texts.push_back(std::move(text));
  }
  return found;
}

}  // namespace

TEST_CASE("chains come shortest first, from what nothing requires and from what was asked for",
          "[engine][need_chains]") {
  Workspace workspace;
  workspace.install("app", "1.0", {"lib>=1", "base"});
  workspace.install("lib", "1.0", {"base<3", "lib[x]; extra == 'y'"});
  workspace.install("base", "2.0");
  CHECK(chains_to(workspace, "base").texts == Texts{"app base", "app lib>=1 base<3"});
  workspace.write("site/lib-1.0.dist-info/REQUESTED", "");
  const Found found = chains_to(workspace, "base");
  CHECK(found.texts == Texts{"app base", "lib base<3", "app lib>=1 base<3"});
  CHECK_FALSE(found.chains.is_beginning);
  CHECK(chains_to(workspace, "app").chains.is_beginning);
  CHECK(chains_to(workspace, "app").texts.empty());
}

TEST_CASE("what several extras need is told once", "[engine][need_chains]") {
  Workspace workspace;
  workspace.install("app", "1.0",
                    {"lib; extra == 'b'", "lib>=1; extra == 'a'", "leaf; extra == 'a'", "leaf>=1", "leaf<9"});
  workspace.install("lib", "1.0");
  workspace.install("leaf", "1.0");
  CHECK(chains_to(workspace, "lib").texts == Texts{"app lib ; extra == \"b\""});
  CHECK(chains_to(workspace, "leaf").texts == Texts{"app leaf>=1", "app leaf<9"});
}

TEST_CASE("a ring that nothing else requires begins at its first name", "[engine][need_chains]") {
  Workspace workspace;
  workspace.install("a", "1.0", {"b"});
  workspace.install("b", "1.0", {"a", "leaf"});
  workspace.install("leaf", "1.0");
  CHECK(chains_to(workspace, "leaf").texts == Texts{"a b leaf"});
  CHECK(chains_to(workspace, "b").texts == Texts{"a b"});
  const Found first = chains_to(workspace, "a");
  CHECK(first.texts.empty());
  CHECK(first.chains.is_beginning);
}

TEST_CASE("more chains than are wanted are counted", "[engine][need_chains]") {
  Workspace workspace;
  workspace.install("leaf", "1.0");
  for (int i = 0; i < 5; ++i) {
    workspace.install(format("p{}", i), "1.0", {"leaf"});
  }
  const Found found = chains_to(workspace, "leaf", 3);
  CHECK(found.texts == Texts{"p0 leaf", "p1 leaf", "p2 leaf"});
  CHECK(found.chains.more == 2);
  CHECK_FALSE(found.chains.has_uncounted);
}

TEST_CASE("looking for chains ends where nobody could count them", "[engine][need_chains]") {
  Workspace workspace;
  workspace.install("leaf", "1.0");
  Texts below{"leaf"};
  for (int level = 0; level < 14; ++level) {
    const Texts needs = below;
    below.clear();
    for (int i = 0; i < 5; ++i) {
      below.push_back(format("l{}-{}", level, i));
      workspace.install(format("l{}_{}", level, i), "1.0", needs);
    }
  }
  const Found found = chains_to(workspace, "leaf");
  CHECK(found.chains.has_uncounted);
  CHECK(found.texts.size() == 10);
  CHECK(found.texts.front() == "l13-0 l12-0 l11-0 l10-0 l9-0 l8-0 l7-0 l6-0 l5-0 l4-0 l3-0 l2-0 l1-0 l0-0 leaf");
  CHECK(found.chains.more > 0);
}

TEST_CASE("a way that leads over the package itself is no chain to it", "[engine][need_chains]") {
  Workspace workspace;
  workspace.install("app", "1.0", {"leaf"});
  workspace.install("leaf", "1.0", {"ring"});
  workspace.install("ring", "1.0", {"leaf", "other"});
  workspace.install("other", "1.0", {"ring"});
  CHECK(chains_to(workspace, "leaf").texts == Texts{"app leaf"});
  CHECK(chains_to(workspace, "ring").texts == Texts{"app leaf ring"});
  CHECK_FALSE(chains_to(workspace, "ring").chains.has_uncounted);
}

TEST_CASE("chains of all lengths are found, the short ones first", "[engine][need_chains]") {
  Workspace workspace;
  workspace.install("a", "1.0", {"b"});
  workspace.install("b", "1.0", {"c", "leaf"});
  workspace.install("c", "1.0", {"d"});
  workspace.install("d", "1.0", {"leaf", "b"});
  workspace.install("z", "1.0", {"leaf"});
  workspace.install("leaf", "1.0");
  CHECK(chains_to(workspace, "leaf").texts == Texts{"z leaf", "a b leaf", "a b c d leaf"});
}

}  // namespace axle::engine
