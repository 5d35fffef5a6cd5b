// SPDX-License-Identifier: MIT OR Apache-2.0
// What a conflict is told to be about: nothing that it would be one without.
#include "resolver/minimal_inputs.hpp"

#include <algorithm>
#include <iostream>
#include <set>

#include "resolver/explanation.hpp"
#include "resolver/solve.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/world_oracle.hpp"

namespace axle::resolver::test {
namespace {

std::optional<NoSolution> minimal_conflict_of(const Problem& problem, MetadataSource& source) {
  auto outcome = solve(problem, source);
  REQUIRE(outcome);
  auto* proof = std::get_if<NoSolution>(&*outcome);
  if (proof == nullptr) {
    return std::nullopt;
  }
  REQUIRE(minimize_inputs(problem, source, {}, *proof));
  return std::move(*proof);
}

/// The worlds that say one thing less: a constraint, or a requirement in all places where it stands.
std::vector<World> with_one_less(const World& world) {
  std::vector<World> worlds;
  const auto key = [&](const Need& need) {
    return world.overrides.contains(need.target) ? name_of(need.target) : without_marker(need);
  };
  std::set<std::string> seen;
  for (const Need& root : world.roots) {
    if (seen.insert(key(root)).second) {
      World& less = worlds.emplace_back(world);
      for (std::size_t i = less.roots.size(); i-- > 0;) {
        if (key(less.roots[i]) == key(root)) {
          leave_out_root(less, i);
        }
      }
    }
  }
  for (std::size_t i = 0; i < world.constraints.size(); ++i) {
    leave_out_constraint(worlds.emplace_back(world), i);
  }
  return worlds;
}

}  // namespace

TEST_CASE("a requirement that a conflict does without is not named", "[resolver][minimal_inputs]") {
  // given: what asks for more than cake 1 can have no cake at all, and the search stumbles over cake 1 first
  FakeSource source(
      Releases{{.name = "cake", .version = "1"}, {.name = "cake", .version = "2", .tag = "cp311-cp311-win_amd64"}});
  const Problem problem = problem_of({"cake==1", "cake>1"});
  const auto first = solve(problem, source);
  REQUIRE(first);
  REQUIRE(explain(std::get<NoSolution>(*first)).headline == "`cake==1` and `cake>1` cannot be installed together");

  const auto proof = minimal_conflict_of(problem, source);

  REQUIRE(proof);
  CHECK(explain(*proof).headline == "`cake>1` cannot be installed");
  CHECK(proof->statistics == std::get<NoSolution>(*first).statistics);
}

TEST_CASE("a URL that is left out goes on saying where a package comes from", "[resolver][minimal_inputs]") {
  // given: bread and cake clash over flour; both need salt, which only the user's URL has
  const std::string url = "https://files.example/salt-1-py3-none-any.whl";
  FakeSource source(Releases{{.name = "bread", .version = "1", .needs = {"flour<2", "salt"}},
                             {.name = "cake", .version = "1", .needs = {"flour>=2", "salt"}},
                             {.name = "flour", .version = "1"},
                             {.name = "flour", .version = "2"}});
  source.add_direct("salt", url, {.name = "salt", .version = "1"});

  const auto proof = minimal_conflict_of(problem_of({"bread", "cake", "salt @ " + url}), source);

  REQUIRE(proof);
  CHECK(explain(*proof).headline == "`bread` and `cake` cannot be installed together");
}

TEST_CASE("a constraint that a conflict does without is not named", "[resolver][minimal_inputs]") {
  // given: without the user's limit on flour, cake and bread clash all the same
  FakeSource source(Releases{{.name = "bread", .version = "1", .needs = {"flour<2"}},
                             {.name = "cake", .version = "1", .needs = {"flour>=2"}},
                             {.name = "flour", .version = "1"},
                             {.name = "flour", .version = "2"}});
  Problem problem = problem_of({"bread", "cake"});
  problem.constraints.push_back(given("flour<3", "limits.txt"));

  const auto proof = minimal_conflict_of(problem, source);

  REQUIRE(proof);
  CHECK(explain(*proof).headline == "`bread` and `cake` cannot be installed together");
  CHECK(std::ranges::none_of(proof->facts, [](const Fact& fact) { return fact.kind == FactKind::constraint; }));
}

TEST_CASE("looking for what a conflict does without ends where the network does", "[resolver][minimal_inputs]") {
  FakeSource source(
      Releases{{.name = "cake", .version = "1", .needs = {"flour>=2"}}, {.name = "flour", .version = "1"}});
  const Problem problem = problem_of({"cake", "flour"});
  auto outcome = solve(problem, source);
  REQUIRE(outcome);
  auto& proof = std::get<NoSolution>(*outcome);
  const std::size_t facts = proof.facts.size();
  source.failure = ErrorCode::network;
  CHECK(minimize_inputs(problem, source, {}, proof));
  CHECK(proof.facts.size() == facts);
}

TEST_CASE("looking for what a conflict does without can be stopped", "[resolver][minimal_inputs]") {
  FakeSource source(Releases{{.name = "cake", .version = "1", .needs = {"flour>=2"}},
                             {.name = "flour", .version = "1"},
                             {.name = "flour", .version = "2"}});
  const Problem problem = problem_of({"cake", "flour<2"});
  auto outcome = solve(problem, source);
  REQUIRE(outcome);
  std::stop_source stop;
  stop.request_stop();
  const auto answer = minimize_inputs(problem, source, stop.get_token(), std::get<NoSolution>(*outcome));
  REQUIRE(!answer);
  CHECK(answer.error().code() == ErrorCode::cancelled);
}

TEST_CASE("without any one of the inputs that a conflict names the others have an answer",
          "[resolver][minimal_inputs][fuzz]") {
  const std::uint64_t seed = Catch::rngSeed();
  std::cout << "fuzz seed: " << seed << '\n';
  Worlds worlds(seed);
  const int instances = fuzz_instances(10'000);
  int proofs = 0;
  int shrunk = 0;
  for (int i = 0; i < instances; ++i) {
    const World world = worlds.next();
    const Problem problem = problem_of(world, worlds);
    FakeSource source = source_of(world, releases_of(world, worlds));
    const auto first = solve(problem, source);
    const auto proof = minimal_conflict_of(problem, source);
    if (!proof) {
      continue;
    }
    ++proofs;
    INFO("instance " << i);
    const World named = with_named_inputs(world, *proof);
    const World before = with_named_inputs(world, std::get<NoSolution>(*first));
    shrunk += named.roots.size() + named.constraints.size() < before.roots.size() + before.constraints.size() ? 1 : 0;
    REQUIRE(fault_of(*proof, world).empty());
    REQUIRE(WorldOracle(named).answers().empty());
    for (const World& less : with_one_less(named)) {
      REQUIRE(!WorldOracle(less).answers().empty());
    }
  }
  std::cout << proofs << " conflicts, " << shrunk << " of them named more at first\n";
  CHECK(proofs > instances / 10);
  CHECK(shrunk > 0);
}

}  // namespace axle::resolver::test
