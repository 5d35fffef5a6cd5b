// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/request_marks: which of what is named and stays is to be marked.
#include "engine/request_marks.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;

void add(const Workspace& workspace, const std::string& name) {
  workspace.install(name, "1.0");
  const std::string entry = name + "-1.0.dist-info";
  workspace.write("site/" + entry + "/RECORD", entry + "/METADATA,,\n" + entry + "/RECORD,,\n");
}

std::set<spec::PackageName> names(std::initializer_list<const char*> texts) {
  std::set<spec::PackageName> made;
  for (const char* text : texts) {
    made.insert(spec::PackageName::of(text));
  }
  return made;
}

std::vector<std::string> steps_of(const venv::InstallPlan& plan) {
  std::vector<std::string> texts;
  for (const venv::PlanStep& step : plan.steps) {
    texts.push_back(to_string(step));
  }
  return texts;
}

}  // namespace

TEST_CASE("what a requirement names counts where its marker does", "[engine][request_marks]") {
  InstallInputs inputs;
  for (const char* text : {"here; sys_platform == 'linux'", "there; sys_platform == 'win32'", "plain>=1"}) {
    inputs.roots.push_back({.requirement = spec::parse_requirement(text).value(), .origin = {}});
  }
  CHECK(names_asked_for(inputs, resolver::test::linux_python().markers) == names({"here", "plain"}));
}

TEST_CASE("only what is asked for, installed and not marked yet is to be marked", "[engine][request_marks]") {
  const Workspace workspace;
  for (const char* name : {"asked", "listed", "marked", "other"}) {
    add(workspace, name);
  }
  workspace.write("site/marked-1.0.dist-info/REQUESTED", "");
  workspace.write("site/listed-1.0.dist-info/REQUESTED", "# one of a list of all that was to be there\n");
  const auto asked = names({"asked", "listed", "marked", "missing"});
  venv::InstallPlan plan = plan_to_keep(asked, workspace.installed(), workspace.at("site"));
  add_request_marks(plan, asked);
  CHECK(steps_of(plan) == std::vector<std::string>{"mark asked 1.0", "keep listed 1.0", "keep marked 1.0"});
}

TEST_CASE("what was asked for stays so when it comes anew, and an upgrade asks for nothing new",
          "[engine][request_marks]") {
  const Workspace workspace;
  add(workspace, "asked");
  add(workspace, "needed");
  workspace.write("site/asked-1.0.dist-info/REQUESTED", "");
  const venv::Installed installed = workspace.installed();
  const auto requested_anew = [&](const char* name, bool is_named, const InstallOptions& options) {
    spec::PinnedArtifact pin;
    pin.name = spec::PackageName::of(name);
    pin.requested = is_named;
    venv::InstallPlan plan{.steps = {venv::Replace{{*installed.find_first(pin.name)}, pin}}};
    keep_requests(plan, options);
    return std::get<venv::Replace>(plan.steps.front()).artifact.requested;
  };
  InstallOptions upgrade;
  upgrade.upgrade.emplace();
  CHECK(requested_anew("asked", false, {}));
  CHECK(requested_anew("needed", true, {}));
  CHECK_FALSE(requested_anew("needed", false, {}));
  CHECK(requested_anew("asked", true, upgrade));
  CHECK_FALSE(requested_anew("needed", true, upgrade));
}

TEST_CASE("what lies elsewhere is not this environment's to mark", "[engine][request_marks]") {
  const Workspace workspace;
  add(workspace, "asked");
  CHECK(plan_to_keep(names({"asked"}), workspace.installed(), workspace.at("elsewhere")).steps.empty());
}

}  // namespace axle::engine
