// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/pip_install: what is said while an install goes on. The whole way is tested with the program, in tests/cli.
#include "engine/pip_install.hpp"

#include "base/format.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/index_server.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::TickingClock;
using axle::test::wheel;

/// Five packages of four versions, no two of which may have the same one: what is found by trying only.
void add_pigeons(IndexServer& server) {
  for (int pigeon = 0; pigeon < 5; ++pigeon) {
    for (int hole = 1; hole < 5; ++hole) {
      auto made = wheel(format("p{}", pigeon), format("{}", hole));
      for (int other = 0; other < 5; ++other) {
        if (other != pigeon) {
          made.requires_dist(format("p{}!={}", other, hole));
        }
      }
      server.add(made);
    }
  }
}

}  // namespace

TEST_CASE("a search that lasts is told of while it lasts, and only then", "[engine][pip_install]") {
  IndexServer server;
  add_pigeons(server);
  const test::Workspace workspace;
  const TickingClock clock{std::chrono::seconds(2)};
  WarningSink warnings;
  std::vector<std::string> told;
  warnings.listen([&](const std::string& message) { told.push_back(message); });
  SessionOptions session_options;
  session_options.cache_directory = workspace.cache();
  Session session(session_options, {clock, null_log(), null_progress(), warnings, {}});
  InstallInputs inputs;
  inputs.roots = {resolver::test::given("p0")};
  InstallOptions options;
  options.indexes.locations = {{.name = {}, .url = Url::parse(server.url_of("/simple/")).value()}};
  options.dry_run = true;
  TargetEnvironment environment;
  environment.interpreter.python = resolver::test::linux_python();
  environment.target.root = workspace.at("site");
  environment.site_directories = {workspace.at("site")};
  test::NoObserver observer;
  const auto answer = run_pip_install(inputs, options, environment, session, observer);
  REQUIRE(answer);
  CHECK(std::holds_alternative<resolver::NoSolution>(*answer));
  CHECK(told == std::vector<std::string>{
                    "choosing versions is hard: after 1m 02s and 9 conflicts, 4 of them over `p1` (the most over one "
                    "package), the search goes on; narrower requirements would shorten it"});
  CHECK(warnings.take().empty());
}

}  // namespace axle::engine
