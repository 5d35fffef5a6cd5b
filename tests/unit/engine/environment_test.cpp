// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/environment: when an interpreter of a distributor may be changed. Discovery is tested in venv and tests/cli.
#include "engine/environment.hpp"

#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {
namespace {

TargetEnvironment managed_by_distributor(const test::Workspace& workspace) {
  workspace.write("lib/EXTERNALLY-MANAGED", "[externally-managed]\nError=Use the package manager.\n See its manual.\n");
  TargetEnvironment environment;
  environment.interpreter.prefix = "/usr";
  environment.interpreter.externally_managed_marker = workspace.at("lib/EXTERNALLY-MANAGED");
  return environment;
}

}  // namespace

TEST_CASE("an externally managed interpreter is refused with its distributor's words", "[engine][environment]") {
  const test::Workspace workspace;
  const auto refused = check_may_change(managed_by_distributor(workspace), {});
  CHECK(test::message_of(refused) ==
        "The interpreter at /usr is externally managed, and indicates the following:\n\n"
        "Use the package manager.\nSee its manual.");
  CHECK(refused.error().code() == ErrorCode::externally_managed);
  REQUIRE(refused.error().hints().size() == 1);
  CHECK(refused.error().hints().front().find("--break-system-packages") != std::string::npos);
}

TEST_CASE("it may be changed when asked for, and nothing is changed with a target of its own",
          "[engine][environment]") {
  const test::Workspace workspace;
  const TargetEnvironment environment = managed_by_distributor(workspace);
  TargetOptions broken;
  broken.break_system_packages = true;
  CHECK(check_may_change(environment, broken));
  TargetOptions folder;
  folder.target_directory = "/x";
  CHECK(check_may_change(environment, folder));
  TargetOptions prefix;
  prefix.prefix = "/x";
  CHECK(check_may_change(environment, prefix));
  CHECK(check_may_change({}, {}));
}

}  // namespace axle::engine
