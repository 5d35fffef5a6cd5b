// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/upgrade_scope and engine/installed_roots: what is installed as the question of a resolution.
#include "engine/upgrade_scope.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;
using Texts = std::vector<std::string>;

struct Added {
  InstallInputs inputs;
  UpgradeInputs upgrade;

  [[nodiscard]] Texts roots() const {
    Texts texts;
    for (const resolver::GivenRequirement& root : inputs.roots) {
      texts.push_back(root.requirement.to_string());
    }
    return texts;
  }
};

Result<Added> add(const Workspace& workspace, const UpgradeScope& scope) {
  TargetEnvironment environment;
  environment.interpreter.python = resolver::test::linux_python();
  environment.target.root = workspace.at("site");
  Added added;
  TRY_ASSIGN(added.upgrade, add_upgrade(scope, workspace.installed(), environment, added.inputs));
  return added;
}

void install(const Workspace& workspace, const std::string& name, const std::string& version,
             const std::vector<std::string>& needs = {}) {
  workspace.install(name, version, needs);
  const std::string entry = name + "-" + version + ".dist-info";
  workspace.write("site/" + entry + "/RECORD", entry + "/METADATA,,\n" + entry + "/RECORD,,\n");
}

spec::Requirement parse(const char* text) {
  return spec::parse_requirement(text).value();
}

}  // namespace

TEST_CASE("with --all everything may go forward and nothing back", "[engine][upgrade_scope]") {
  Workspace workspace;
  install(workspace, "app", "1.0", {"lib"});
  install(workspace, "lib", "2.0+own");
  const Added added = add(workspace, {.all = true}).value();
  CHECK(added.roots() == Texts{"app>=1.0", "lib>=2.0"});
  CHECK(added.upgrade.held.empty());
  CHECK(added.upgrade.staying.empty());
}

TEST_CASE("what requires a named package is held, unless it is named too", "[engine][upgrade_scope]") {
  Workspace workspace;
  install(workspace, "app", "1.0", {"lib"});
  install(workspace, "lib", "1.0", {"leaf"});
  install(workspace, "leaf", "1.0");
  CHECK(add(workspace, {.named = {parse("leaf<3")}})->roots() == Texts{"app==1.0", "leaf>=1.0", "lib==1.0", "leaf<3"});
  CHECK(add(workspace, {.named = {parse("leaf"), parse("lib")}})->roots() ==
        Texts{"app==1.0", "leaf>=1.0", "lib>=1.0"});
  CHECK(add(workspace, {.all = true, .excluded = {spec::PackageName::of("lib")}})->roots() ==
        Texts{"app>=1.0", "leaf>=1.0", "lib==1.0"});
  CHECK(test::message_of(add(workspace, {.named = {parse("leave")}})) == "`leave` is not installed");
}

TEST_CASE("what an upgrade cannot touch stays, with the reason", "[engine][upgrade_scope]") {
  Workspace workspace;
  install(workspace, "edit", "1.0");
  workspace.write("site/edit-1.0.dist-info/direct_url.json", R"({"url":"file:///src/e","dir_info":{"editable":true}})");
  install(workspace, "link", "1.0");
  workspace.write("site/link-1.0.dist-info/direct_url.json",
                  R"({"url":"https://user:secret@x.example/l.whl","archive_info":{}})");
  workspace.install("stuck", "1.0");
  const Added added = add(workspace, {.all = true}).value();
  CHECK(added.roots() == Texts{"edit==1.0", "link==1.0", "stuck==1.0"});
  Texts reasons;
  for (const StayingPackage& staying : added.upgrade.staying) {
    reasons.push_back(staying.name.text() + ": " + staying.reason);
  }
  REQUIRE(reasons.size() == 3);
  CHECK(reasons[0] == "edit: it is editable, at `/src/e`");
  CHECK(reasons[1] == "link: it was installed from `https://user:****@x.example/l.whl`");
  CHECK(reasons[2].starts_with("stuck: "));
}

TEST_CASE("what nobody can name a version of is not asked about", "[engine][upgrade_scope]") {
  Workspace workspace;
  install(workspace, "good", "1.0");
  install(workspace, "twice", "1.0");
  install(workspace, "twice", "2.0");
  workspace.write("site/odd-1.0.dist-info/METADATA", "no header\n");
  CHECK(add(workspace, {.all = true})->roots() == Texts{"good>=1.0"});
}

TEST_CASE("requirements that are not met are told apart, and extras of the user's are kept",
          "[engine][upgrade_scope]") {
  Workspace workspace;
  install(workspace, "app", "1.0", {"gone", "leaf<1", "side; extra == 'x'", "absent; extra == 'y'"});
  install(workspace, "leaf", "1.0");
  install(workspace, "side", "1.0");
  const Added added = add(workspace, {.all = true}).value();
  CHECK(added.roots() == Texts{"app[x]>=1.0", "leaf>=1.0", "side>=1.0"});
  REQUIRE(added.inputs.unmet.size() == 2);
  const resolver::ScopedOverride& first = added.inputs.unmet[0];
  CHECK(first.parent.text() == "app");
  CHECK(first.version->to_string() == "1.0");
  CHECK(first.given.requirement.name.text() == "gone");
  CHECK_FALSE(first.given.requirement.marker.evaluate(resolver::test::linux_python().markers));
  CHECK(added.inputs.unmet[1].given.requirement.name.text() == "leaf");
  // Where nobody named the package or what it needs, they are left out without a try.
  const Added named = add(workspace, {.named = {parse("side")}}).value();
  CHECK(named.inputs.unmet.empty());
  CHECK(named.inputs.scoped_overrides.size() == 2);
  CHECK(add(workspace, {.named = {parse("app")}})->inputs.unmet.size() == 2);
  CHECK(add(workspace, {.named = {parse("leaf")}})->inputs.unmet.size() == 1);
}

}  // namespace axle::engine
