// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/orphans: what goes with a removed package, and what never does.
#include "engine/orphans.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;
using Texts = std::vector<std::string>;

/// Something that can be removed, and whose installer marks what is asked for.
void add(const Workspace& workspace, const std::string& name, const std::vector<std::string>& needs = {}) {
  workspace.install(name, "1.0", needs);
  const std::string entry = name + "-1.0.dist-info";
  workspace.write("site/" + entry + "/RECORD", entry + "/METADATA,,\n" + entry + "/RECORD,,\n");
  workspace.write("site/" + entry + "/INSTALLER", "axle\n");
}

void mark(const Workspace& workspace, const std::string& name) {
  workspace.write("site/" + name + "-1.0.dist-info/REQUESTED", "");
}

Texts texts_of(const std::vector<spec::PackageName>& names) {
  Texts texts;
  for (const spec::PackageName& name : names) {
    texts.push_back(name.text());
  }
  return texts;
}

Orphans orphans_of(const Workspace& workspace, const std::string& removed, const std::string& root = "") {
  const NeedGraph graph = make_need_graph(workspace.installed(), resolver::test::linux_python().markers);
  return find_orphans(graph, {spec::PackageName::of(removed)}, root);
}

}  // namespace

TEST_CASE("what only the removed package needed is an orphan, rings of them included", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib", "shared", "ring1", "asked"});
  add(workspace, "lib", {"deep"});
  add(workspace, "deep");
  add(workspace, "ring1", {"ring2"});
  add(workspace, "ring2", {"ring1"});
  add(workspace, "asked", {"kept"});
  add(workspace, "kept");
  add(workspace, "shared");
  add(workspace, "other", {"shared"});
  add(workspace, "stranger");
  mark(workspace, "asked");
  CHECK(texts_of(orphans_of(workspace, "app").names) == Texts{"deep", "lib", "ring1", "ring2"});
  CHECK(orphans_of(workspace, "stranger").names.empty());
  CHECK(orphans_of(workspace, "nothing").names.empty());
}

TEST_CASE("while something stays that cannot be read, nothing is known to be an orphan", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib", "odd"});
  add(workspace, "lib");
  add(workspace, "odd", {"foo &&& 3"});
  // It goes as well: what else it may need is nobody's concern.
  CHECK(texts_of(orphans_of(workspace, "app").names) == Texts{"lib", "odd"});
  mark(workspace, "odd");
  CHECK(orphans_of(workspace, "app").names.empty());
  CHECK(texts_of(orphans_of(workspace, "app").unproven) == Texts{"lib"});
}

TEST_CASE("an entry that tells no name may require anything", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib"});
  add(workspace, "lib");
  workspace.write("site/-x-.dist-info/RECORD", "");
  CHECK(texts_of(orphans_of(workspace, "app").unproven) == Texts{"lib"});
}

TEST_CASE("an extra that may be in use keeps what it needs", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib", "leaf"});
  add(workspace, "lib");
  add(workspace, "leaf");
  add(workspace, "other", {"lib; extra == 'full'", "leaf; extra == 'lacking'", "gone; extra == 'lacking'"});
  mark(workspace, "other");
  CHECK(texts_of(orphans_of(workspace, "app").names) == Texts{"leaf"});
}

TEST_CASE("an extra that nobody can have named keeps nothing", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib"});
  add(workspace, "lib");
  add(workspace, "other", {"helper"});
  add(workspace, "helper", {"lib; extra == 'full'"});
  workspace.write("site/helper-1.0.dist-info/INSTALLER", "conda\n");
  CHECK(orphans_of(workspace, "app").names.empty());
  workspace.write("site/helper-1.0.dist-info/INSTALLER", "pip\n");
  CHECK(texts_of(orphans_of(workspace, "app").names) == Texts{"lib"});
  mark(workspace, "helper");
  CHECK(orphans_of(workspace, "app").names.empty());
}

TEST_CASE("a requirement that is not met keeps what it names", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib"});
  add(workspace, "lib");
  add(workspace, "other", {"lib>=2"});
  CHECK(orphans_of(workspace, "app").names.empty());
}

TEST_CASE("what an installer marked without being asked is in doubt", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib", "free"});
  add(workspace, "lib", {"deep"});
  add(workspace, "deep");
  add(workspace, "free");
  mark(workspace, "lib");
  workspace.write("site/lib-1.0.dist-info/INSTALLER", "uv");
  const Orphans orphans = orphans_of(workspace, "app");
  CHECK(texts_of(orphans.names) == Texts{"free"});
  CHECK(texts_of(orphans.in_doubt) == Texts{"deep", "lib"});
}

TEST_CASE("what an installer did not mark that marks nothing is in doubt", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib", "free"});
  add(workspace, "lib", {"deep"});
  add(workspace, "deep");
  add(workspace, "free");
  workspace.write("site/lib-1.0.dist-info/INSTALLER", "");
  const Orphans orphans = orphans_of(workspace, "app");
  CHECK(texts_of(orphans.names) == Texts{"free"});
  CHECK(texts_of(orphans.in_doubt) == Texts{"deep", "lib"});
}

TEST_CASE("what was given by URL, belongs to environments or cannot be removed stays", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"direct", "pip", "stuck"});
  add(workspace, "direct");
  workspace.write("site/direct-1.0.dist-info/direct_url.json",
                  R"({"url":"https://x.example/d.whl","archive_info":{}})");
  add(workspace, "pip");
  workspace.install("stuck", "1.0", {"deep"});
  add(workspace, "deep");
  CHECK(orphans_of(workspace, "app").names.empty());
  CHECK(orphans_of(workspace, "app").in_doubt.empty());
}

TEST_CASE("what lies outside of the environment stays", "[engine][orphans]") {
  Workspace workspace;
  add(workspace, "app", {"lib"});
  add(workspace, "lib");
  CHECK(texts_of(orphans_of(workspace, "app", workspace.at("site")).names) == Texts{"lib"});
  CHECK(orphans_of(workspace, "app", workspace.at("elsewhere")).names.empty());
}

}  // namespace axle::engine
