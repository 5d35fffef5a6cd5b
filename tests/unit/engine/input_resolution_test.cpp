// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/input_resolution: from what the user asks for to an answer or a conflict, and how long that may take.
#include "engine/input_resolution.hpp"

#include <variant>

#include "resolver/explanation.hpp"
#include "tests/support/index_server.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::wheel;
using test::Workspace;

InstallInputs asking_for(const std::vector<std::string>& texts) {
  InstallInputs inputs;
  for (const std::string& text : texts) {
    inputs.roots.push_back({.requirement = spec::parse_requirement(text).value(), .origin = {}});
  }
  return inputs;
}

fetch::IndexPlan plan_of(const std::string& url) {
  fetch::IndexPlan plan;
  plan.locations.push_back({.name = {}, .url = Url::parse(url).value()});
  return plan;
}

/// A resolution for one Linux and an empty environment, and all that it refers to.
struct Resolving {
  Resolving(Workspace& workspace, InstallInputs inputs, fetch::IndexPlan plan)
      : indexes(std::move(plan)),
        resolution(std::move(inputs),
                   {.options = options,
                    .indexes = indexes,
                    .refresh = refresh,
                    .target = resolver::test::linux_python(),
                    .installed = {nothing, [](const spec::PackageName&) { return false; }},
                    .preferences = {}},
                   workspace.session()) {}

  resolver::Options options;
  fetch::IndexPlan indexes;
  fetch::RefreshPolicy refresh;
  venv::Installed nothing;
  InputResolution resolution;
};

std::string versions_of(const resolver::Outcome& outcome) {
  std::string text;
  for (const resolver::ResolvedPackage& package : std::get<resolver::Resolution>(outcome).packages) {
    text += (text.empty() ? "" : ", ") + package.name.text() + " " + package.version.to_string();
  }
  return text;
}

}  // namespace

TEST_CASE("what is asked for is resolved with what the index lists", "[engine][input_resolution]") {
  IndexServer server;
  server.add(wheel("cake", "1.0").requires_dist("flour<2"));
  server.add(wheel("flour", "1.5")).add(wheel("flour", "2.0"));
  Workspace workspace;
  Resolving resolving(workspace, asking_for({"cake"}), plan_of(server.url()));
  const auto outcome = resolving.resolution.run();
  REQUIRE(outcome);
  CHECK(versions_of(*outcome) == "cake 1.0, flour 1.5");
  CHECK(resolving.resolution.problem().roots.size() == 1);
  CHECK(resolving.resolution.unreadable().empty());
}

TEST_CASE("a package that is to come from an index nobody has named is an error with its place",
          "[engine][input_resolution]") {
  Workspace workspace;
  InstallInputs inputs = asking_for({"cake"});
  inputs.sent_to.emplace(spec::PackageName::of("cake"),
                         SentToIndex{.index = "own", .place = {.file = "pyproject.toml"}});
  Resolving resolving(workspace, std::move(inputs), plan_of("http://127.0.0.1:9/simple/"));
  const auto outcome = resolving.resolution.run();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == ErrorCode::bad_configuration);
  REQUIRE(outcome.error().where());
  CHECK(outcome.error().where()->file == "pyproject.toml");
  CHECK(outcome.error().message() == "`cake` is to come from the index `own`, and no index has that name");
}

TEST_CASE("a conflict comes with a way out that was resolved, and nothing is asked for without an index",
          "[engine][input_resolution]") {
  IndexServer server;
  server.add(wheel("cake", "1.0").requires_dist("flour>=2"));
  server.add(wheel("flour", "1.0")).add(wheel("flour", "2.0"));
  Workspace workspace;
  Resolving resolving(workspace, asking_for({"cake", "flour<2"}), plan_of(server.url()));
  const auto outcome = resolving.resolution.run();
  REQUIRE(outcome);
  REQUIRE(std::get<resolver::NoSolution>(*outcome).fixes.size() == 1);
  CHECK(std::get<resolver::NoSolution>(*outcome).fixes.front().steps.size() == 1);

  Resolving without(workspace, asking_for({"cake"}), {});
  const auto absent = without.resolution.run();
  REQUIRE(absent);
  CHECK(std::holds_alternative<resolver::NoSolution>(*absent));
  CHECK(without.resolution.indexes() == nullptr);
}

TEST_CASE("without the bound of an upgrade the name is still to be upgraded", "[engine][input_resolution]") {
  IndexServer server;
  server.add(wheel("cake", "1.0"));
  Workspace workspace;
  InstallInputs inputs = asking_for({"cake"});
  inputs.constraints.push_back(
      {.requirement = spec::parse_requirement("cake>5").value(), .origin = std::string(k_upgrade_origin)});
  Resolving resolving(workspace, std::move(inputs), plan_of(server.url()));
  const auto outcome = resolving.resolution.run();
  REQUIRE(outcome);
  const auto& proof = std::get<resolver::NoSolution>(*outcome);
  REQUIRE(proof.fixes.size() == 1);
  CHECK(proof.fixes.front().steps.front().replacement == "cake");
  CHECK(resolver::explain(proof).hints == std::vector<std::string>{"with `--upgrade-package cake` instead of "
                                                                   "`--upgrade-package cake>5` it resolves: cake 1.0"});
}

TEST_CASE("waits are limited while the limit lives, and no longer", "[engine][input_resolution]") {
  IndexServer server;
  server.add(wheel("later", "1.0"));
  const axle::test::RawServer silent({{axle::test::read_request(), axle::test::hold()}});
  fetch::IndexPlan plan = plan_of(server.url());
  plan.locations.push_back({.name = "silent", .url = Url::parse(silent.url()).value(), .is_explicit = true});
  plan.sent_to.emplace(spec::PackageName::of("never"), 1);
  Workspace workspace;
  const auto client = workspace.session().make_index_client(std::move(plan), {});
  fetch::WaitBudget nothing(std::chrono::seconds(0));
  {
    const WaitLimit limit(client.get(), nothing);
    CHECK(client->page(spec::PackageName::of("never"), {}).kind == fetch::PageAnswerKind::unreachable);
  }
  CHECK(nothing.was_short());
  CHECK(client->page(spec::PackageName::of("later"), {}).kind == fetch::PageAnswerKind::found);
  const WaitLimit of_nothing(nullptr, nothing);
}

}  // namespace axle::engine
