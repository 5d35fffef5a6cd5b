// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/installed_roots: an environment as requirements, and what of it cannot move.
#include "engine/installed_roots.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;
using Texts = std::vector<std::string>;

NeedGraph graph_of(const Workspace& workspace) {
  return make_need_graph(workspace.installed(), resolver::test::linux_python().markers);
}

Texts roots_of(const InstallInputs& inputs) {
  Texts texts;
  for (const resolver::GivenRequirement& root : inputs.roots) {
    texts.push_back(root.requirement.to_string());
    CHECK(root.is_installed);
  }
  return texts;
}

InstallInputs inputs_of(const NeedGraph& graph, const std::vector<const char*>& held, OtherVersions others) {
  std::set<std::size_t> numbers;
  for (const char* name : held) {
    numbers.insert(graph.find(spec::PackageName::of(name)).value());
  }
  InstallInputs inputs;
  add_installed_roots(graph, numbers, others, inputs);
  return inputs;
}

/// With a RECORD: it could be removed.
void install_whole(const Workspace& workspace, const std::string& name) {
  workspace.install(name, "1.0");
  workspace.write("site/" + name + "-1.0.dist-info/RECORD", name + "-1.0.dist-info/RECORD,,\n");
}

}  // namespace

TEST_CASE("what is held keeps its version, and others may become newer, or anything", "[engine][installed_roots]") {
  const Workspace workspace;
  workspace.install("held", "1.0+local");
  workspace.install("other", "2.0+local");
  const NeedGraph graph = graph_of(workspace);
  // A local part is no lower bound: the public version behind it may be the newer one.
  CHECK(roots_of(inputs_of(graph, {"held"}, OtherVersions::newer)) == Texts{"held==1.0+local", "other>=2.0"});
  CHECK(roots_of(inputs_of(graph, {"held"}, OtherVersions::any)) == Texts{"held==1.0+local", "other"});
}

TEST_CASE("an extra that only the user can have asked for is asked for again", "[engine][installed_roots]") {
  const Workspace workspace;
  workspace.install("lib", "1.0", {"speed; extra == 'fast'", "gone; extra == 'dull'"});
  workspace.install("speed", "1.0");
  CHECK(roots_of(inputs_of(graph_of(workspace), {}, OtherVersions::any)) == Texts{"lib[fast]", "speed"});
}

TEST_CASE("what is not met now is told apart, for the version that is there and no other",
          "[engine][installed_roots]") {
  const Workspace workspace;
  workspace.install("app", "1.0", {"lib>=2", "gone", "far; extra == 'x'"});
  workspace.install("lib", "1.0");
  const InstallInputs inputs = inputs_of(graph_of(workspace), {}, OtherVersions::newer);
  REQUIRE(inputs.unmet.size() == 2);
  for (const resolver::ScopedOverride& left_out : inputs.unmet) {
    CHECK(left_out.parent == spec::PackageName::of("app"));
    CHECK(left_out.version == spec::Version::of("1.0"));
    CHECK_FALSE(left_out.given.requirement.marker.evaluate(resolver::test::linux_python().markers));
  }
  CHECK(inputs.unmet[0].given.requirement.name == spec::PackageName::of("lib"));
  CHECK(inputs.unmet[1].given.requirement.name == spec::PackageName::of("gone"));
}

TEST_CASE("what cannot be the subject of a requirement is none", "[engine][installed_roots]") {
  const Workspace workspace;
  workspace.install("fine", "1.0");
  workspace.install("twice", "1.0");
  workspace.install("twice", "2.0");
  workspace.write("site/odd-1.0.dist-info/METADATA", "no header\n");
  const NeedGraph graph = graph_of(workspace);
  CHECK(roots_of(inputs_of(graph, {}, OtherVersions::any)) == Texts{"fine"});
  CHECK(names_of(graph, {0, 2}) ==
        std::set<spec::PackageName>{spec::PackageName::of("fine"), spec::PackageName::of("twice")});
}

TEST_CASE("what cannot be upgraded is told with its reason", "[engine][installed_roots]") {
  const Workspace workspace;
  for (const char* name : {"fine", "linked", "edited"}) {
    install_whole(workspace, name);
  }
  workspace.write("site/linked-1.0.dist-info/direct_url.json",
                  R"({"url":"https://me:secret@index.example/linked-1.0-py3-none-any.whl","archive_info":{}})");
  workspace.write("site/edited-1.0.dist-info/direct_url.json",
                  R"({"url":"file:///src/edited","dir_info":{"editable":true}})");
  workspace.write("site/odd-1.0.dist-info/METADATA", "no header\n");
  workspace.write("site/odd-1.0.dist-info/RECORD", "odd-1.0.dist-info/RECORD,,\n");
  const auto staying = find_staying(graph_of(workspace), workspace.at("site"));
  REQUIRE(staying.size() == 3);
  CHECK(staying[0].name == spec::PackageName::of("edited"));
  CHECK(staying[0].reason == "it is editable, at `/src/edited`");
  CHECK(staying[1].name == spec::PackageName::of("linked"));
  CHECK(staying[1].reason == "it was installed from `https://me:****@index.example/linked-1.0-py3-none-any.whl`");
  CHECK(staying[2].name == spec::PackageName::of("odd"));
  CHECK(staying[2].reason.starts_with("its metadata cannot be read: "));

  const auto outside = find_staying(graph_of(workspace), workspace.at("elsewhere"));
  REQUIRE(outside.size() == 4);
  CHECK(outside[1].name == spec::PackageName::of("fine"));
  CHECK(outside[1].reason == "it lies outside of the environment, in `" + workspace.at("site") + "`");
}

}  // namespace axle::engine
