// SPDX-License-Identifier: MIT OR Apache-2.0
// Whole resolutions against enumeration: random small indexes with extras, markers, constraints, overrides,
// exclusions, scoped overrides, preferences, installed versions, upgrades, yanked and local versions, pre-releases by
// package, dates, other Pythons and other platforms.
//
// AXLE_FUZZ_INSTANCES takes the place of the number of worlds of each test.
#include <algorithm>
#include <iostream>

#include "tests/support/catch.hpp"
#include "tests/unit/resolver/random_world.hpp"
#include "tests/unit/resolver/world_oracle.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

/// All that is made of a proof.
std::string text_of(const NoSolution& proof) {
  JsonWriter json;
  json.begin_object();
  write_proof(proof, json);
  json.end_object();
  std::string text = json.take();
  const Explanation explanation = explain(proof);
  for (const std::string& line : explanation.lines) {
    text += line + '\n';
  }
  for (const std::string& hint : explanation.hints) {
    text += hint + '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("a resolution is found exactly when enumeration finds one, and it is right", "[resolver][solve][fuzz]") {
  const std::uint64_t seed = Catch::rngSeed();
  std::cout << "fuzz seed: " << seed << '\n';
  Worlds worlds(seed);
  const int instances = fuzz_instances(20'000);
  int solvable = 0;
  for (int i = 0; i < instances; ++i) {
    const World world = worlds.next();
    const WorldOracle oracle(world);
    const std::vector<Selection> answers = oracle.answers();
    solvable += answers.empty() ? 0 : 1;
    FakeSource source = source_of(world, releases_of(world, worlds));
    const auto outcome = solve(problem_of(world, worlds), source);
    INFO("instance " << i);
    REQUIRE(outcome);
    REQUIRE(std::holds_alternative<Resolution>(*outcome) == !answers.empty());
    if (const auto* resolution = std::get_if<Resolution>(&*outcome)) {
      REQUIRE(std::ranges::find(answers, oracle.selection_of(*resolution)) != answers.end());
    } else {
      const Explanation explanation = explain(std::get<NoSolution>(*outcome));
      REQUIRE(!explanation.lines.empty());
      REQUIRE(explanation.lines.size() <= 12);
    }
  }
  std::cout << instances << " worlds, " << solvable << " with an answer\n";
  CHECK(solvable > instances / 10);
  CHECK(solvable < instances - instances / 10);
}

TEST_CASE("without promotion and swap the answer is the first in the documented order", "[resolver][solve][fuzz]") {
  Worlds worlds(Catch::rngSeed() + 2);
  for (int i = fuzz_instances(20'000); i > 0; --i) {
    const World world = worlds.next();
    const WorldOracle oracle(world);
    const auto expected = oracle.first_answer(oracle.answers());
    FakeSource source = source_of(world, releases_of(world, worlds));
    Problem problem = problem_of(world, worlds);
    problem.options.promote_after = 0;
    problem.options.swap = false;
    const auto outcome = solve(problem, source);
    INFO("instance " << i);
    REQUIRE(outcome);
    const auto* resolution = std::get_if<Resolution>(&*outcome);
    REQUIRE((resolution == nullptr ? std::nullopt : std::optional(oracle.selection_of(*resolution))) == expected);
  }
}

TEST_CASE("every fact of a proof is true, and the inputs it names have no answer by themselves",
          "[resolver][solve][fuzz]") {
  Worlds worlds(Catch::rngSeed() + 3);
  const int instances = fuzz_instances(20'000);
  int proofs = 0;
  for (int i = 0; i < instances; ++i) {
    const World world = worlds.next();
    FakeSource source = source_of(world, releases_of(world, worlds));
    const auto outcome = solve(problem_of(world, worlds), source);
    INFO("instance " << i);
    REQUIRE(outcome);
    const auto* proof = std::get_if<NoSolution>(&*outcome);
    if (proof != nullptr) {
      ++proofs;
      const std::string fault = fault_of(*proof, world);
      INFO(fault);
      REQUIRE(fault.empty());
      const World named = with_named_inputs(world, *proof);
      REQUIRE(WorldOracle(named).answers().empty());
    }
  }
  std::cout << proofs << " proofs\n";
  CHECK(proofs > instances / 10);
}

TEST_CASE("shuffled requirements and pages give the same answer and the same texts", "[resolver][solve][fuzz]") {
  Worlds worlds(Catch::rngSeed() + 1);
  for (int i = 0; i < 2000; ++i) {
    const World world = worlds.next();
    Releases releases = releases_of(world, worlds);
    const auto answer = [&] {
      FakeSource source = source_of(world, releases);
      const auto outcome = solve(problem_of(world, worlds), source);
      REQUIRE(outcome);
      if (const auto* proof = std::get_if<NoSolution>(&*outcome)) {
        return text_of(*proof);
      }
      FakeSource again = source_of(world, releases);
      return picks_of(problem_of(world, worlds), again);
    };
    const std::string first = answer();
    std::ranges::shuffle(releases, worlds.engine());
    for (Release& release : releases) {
      std::ranges::shuffle(release.needs, worlds.engine());
    }
    INFO("instance " << i);
    REQUIRE(answer() == first);
  }
}
