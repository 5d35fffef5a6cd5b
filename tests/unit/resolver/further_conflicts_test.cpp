// SPDX-License-Identifier: MIT OR Apache-2.0
// Several conflicts at once: each is told, and none is made up.
#include "resolver/further_conflicts.hpp"

#include "resolver/explanation.hpp"
#include "resolver/solve.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/world_oracle.hpp"

namespace axle::resolver::test {
namespace {

/// Headlines of the first conflict and of all others.
std::vector<std::string> headlines_of(const Problem& problem, FakeSource& source) {
  auto outcome = solve(problem, source);
  REQUIRE(outcome);
  auto* proof = std::get_if<NoSolution>(&*outcome);
  if (proof == nullptr) {
    return {};
  }
  REQUIRE(add_further_conflicts(problem, source, {}, *proof));
  std::vector<std::string> headlines{explain(*proof).headline};
  for (const NoSolution& other : proof->others) {
    headlines.push_back(explain(other).headline);
  }
  return headlines;
}

}  // namespace

TEST_CASE("conflicts that have nothing in common are all found", "[resolver][further_conflicts]") {
  FakeSource source(Releases{{.name = "cake", .version = "1", .needs = {"flour>=2"}},
                             {.name = "flour", .version = "1"},
                             {.name = "flour", .version = "2"},
                             {.name = "tea", .version = "1"}});
  CHECK(headlines_of(problem_of({"cake", "flour<2", "tea", "unicorn"}), source) ==
        std::vector<std::string>{"`unicorn` cannot be installed", "`cake` and `flour<2` cannot be installed together"});
}

TEST_CASE("what rests on one constraint or one override is one conflict", "[resolver][further_conflicts]") {
  const Releases releases{{.name = "cake", .version = "1", .needs = {"flour"}},
                          {.name = "bread", .version = "1", .needs = {"flour>=1"}},
                          {.name = "flour", .version = "1"}};
  FakeSource source(releases);
  const Problem free = problem_of({"cake", "bread", "flour", "unicorn"});
  Problem constrained = free;
  constrained.constraints.push_back(given("flour>3", "limits.txt"));
  Problem overridden = free;
  overridden.overrides.push_back(given("flour==9", "overrides.txt"));
  CHECK(headlines_of(constrained, source).size() == 2);
  CHECK(headlines_of(overridden, source).size() == 2);
}

TEST_CASE("what rests on an override of one package alone is one conflict", "[resolver][further_conflicts]") {
  FakeSource source(Releases{{.name = "cake", .version = "1", .needs = {"dough"}},
                             {.name = "bread", .version = "1", .needs = {"dough"}},
                             {.name = "dough", .version = "1", .needs = {"flour"}},
                             {.name = "flour", .version = "1"}});
  Problem problem = problem_of({"cake", "bread", "flour", "unicorn"});
  problem.scoped_overrides.push_back(
      {.parent = spec::PackageName::of("dough"), .given = given("flour==9", "pyproject.toml")});
  CHECK(headlines_of(problem, source).size() == 2);
}

TEST_CASE("one search is enough for all that rests on an override", "[resolver][further_conflicts]") {
  Releases releases{{.name = "flour", .version = "1"}};
  std::vector<std::string> roots;
  for (int i = 0; i < 50; ++i) {
    roots.push_back("cake" + std::to_string(i));
    releases.push_back({.name = roots.back(), .version = "1", .needs = {"flour"}});
  }
  FakeSource source(releases);
  Problem problem = problem_of(roots);
  problem.overrides.push_back(given("flour==9", "overrides.txt"));
  auto outcome = solve(problem, source);
  REQUIRE(outcome);
  auto& proof = std::get<NoSolution>(*outcome);
  const std::size_t asked = source.pages_read.size();
  REQUIRE(add_further_conflicts(problem, source, {}, proof));
  CHECK(proof.others.empty());
  CHECK(source.pages_read.size() - asked <= roots.size());
}

TEST_CASE("at most four conflicts are told", "[resolver][further_conflicts]") {
  FakeSource source;
  CHECK(headlines_of(problem_of({"a", "b", "c", "d", "e", "f"}), source).size() == 4);
}

TEST_CASE("looking for further conflicts ends where the network does", "[resolver][further_conflicts]") {
  FakeSource source;
  const Problem problem = problem_of({"a", "b"});
  auto outcome = solve(problem, source);
  REQUIRE(outcome);
  auto& proof = std::get<NoSolution>(*outcome);
  source.failure = ErrorCode::network;
  CHECK(add_further_conflicts(problem, source, {}, proof));
  CHECK(proof.others.empty());
}

TEST_CASE("each of several conflicts is one without the others", "[resolver][further_conflicts][fuzz]") {
  Worlds worlds(20'261'123);
  std::size_t further = 0;
  for (int i = 0; i < 3'000; ++i) {
    const World world = worlds.next();
    const Releases releases = releases_of(world, worlds);
    const Problem problem = problem_of(world, worlds);
    FakeSource source = source_of(world, releases);
    auto outcome = solve(problem, source);
    REQUIRE(outcome);
    auto* proof = std::get_if<NoSolution>(&*outcome);
    if (proof == nullptr) {
      continue;
    }
    REQUIRE(add_further_conflicts(problem, source, {}, *proof));
    for (const NoSolution& other : proof->others) {
      ++further;
      const auto named = packages_of(other, FactKind::requirement);
      Problem alone = problem;
      std::erase_if(alone.roots, [&](const auto& root) { return !named.contains(root.requirement.name); });
      const auto again = solve(alone, source);
      INFO("world " << i);
      REQUIRE(again);
      CHECK(std::holds_alternative<NoSolution>(*again));
      CHECK(fault_of(other, world).empty());
    }
  }
  CHECK(further > 50);
}

}  // namespace axle::resolver::test
