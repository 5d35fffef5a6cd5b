// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/plan_execution: marks of what stays, and what becomes of those that cannot be written. Whole changes are
// tested with the program, in tests/cli and tests/faults.
#include "engine/plan_execution.hpp"

#include "engine/request_marks.hpp"
#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {
namespace {

/// One package in an environment, and the plan to mark it.
class Marking {
 public:
  Marking() {
    workspace.write("env/site/alpha-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: alpha\nVersion: 1.0\n");
    workspace.write("env/site/alpha-1.0.dist-info/RECORD",
                    "alpha-1.0.dist-info/METADATA,,\nalpha-1.0.dist-info/RECORD,,\n");
  }

  [[nodiscard]] Result<void> mark(std::stop_token stop = {}) {
    const venv::Installed installed = venv::Installed::scan({workspace.at("env/site")}).value();
    TargetEnvironment environment;
    environment.target = {.root = workspace.at("env"), .purelib = "site", .platlib = "site"};
    Session session({}, {.clock = system_clock(),
                         .log = null_log(),
                         .progress = null_progress(),
                         .warnings = warnings,
                         .stop = std::move(stop)});
    const std::set<spec::PackageName> asked = {spec::PackageName::of("alpha")};
    venv::InstallPlan plan = plan_to_keep(asked, installed, environment.target.root);
    add_request_marks(plan, asked);
    REQUIRE(plan.has_new_marks());
    const InstallOptions options;
    return write_marks(
        plan,
        {.options = options, .environment = environment, .installed = installed, .lock = nullptr, .session = session});
  }

  [[nodiscard]] bool is_marked() const { return workspace.exists("env/site/alpha-1.0.dist-info/REQUESTED"); }

  test::Workspace workspace;
  WarningSink warnings;
};

}  // namespace

TEST_CASE("what stays is marked without a word", "[engine][plan_execution]") {
  Marking marking;
  REQUIRE(marking.mark());
  CHECK(marking.is_marked());
  CHECK(marking.warnings.take().empty());
  CHECK_FALSE(marking.workspace.exists("env/.axle-change"));
}

TEST_CASE("a mark that cannot be written is told, and fails nothing", "[engine][plan_execution]") {
  Marking marking;
  marking.workspace.write("env/.axle-change", "in the way");
  REQUIRE(marking.mark());
  CHECK_FALSE(marking.is_marked());
  const auto told = marking.warnings.take();
  REQUIRE(told.size() == 1);
  CHECK(told.front().starts_with("what was asked for is there, but is not marked as asked for: "));
}

TEST_CASE("a mark that is cancelled leaves no trace, and ends the command", "[engine][plan_execution]") {
  Marking marking;
  std::stop_source source;
  source.request_stop();
  const auto marked = marking.mark(source.get_token());
  REQUIRE_FALSE(marked);
  CHECK(marked.error().code() == ErrorCode::undone);
  CHECK_FALSE(marking.is_marked());
  CHECK(marking.warnings.take().empty());
}

}  // namespace axle::engine
