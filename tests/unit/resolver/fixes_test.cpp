// SPDX-License-Identifier: MIT OR Apache-2.0
// Ways out of a conflict: which are found, and that each of them is one.
#include "resolver/fixes.hpp"

#include <algorithm>
#include <iostream>
#include <map>

#include "resolver/explanation.hpp"
#include "resolver/further_conflicts.hpp"
#include "resolver/minimal_inputs.hpp"
#include "resolver/solve.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/random_world.hpp"

namespace axle::resolver::test {
namespace {

/// The proof that there is no solution, with all that is found beyond it.
std::optional<NoSolution> conflict_of(const Problem& problem, const FixSources& sources) {
  auto outcome = solve(problem, sources.asked);
  REQUIRE(outcome);
  auto* proof = std::get_if<NoSolution>(&*outcome);
  if (proof == nullptr) {
    return std::nullopt;
  }
  REQUIRE(minimize_inputs(problem, sources.asked, {}, *proof));
  REQUIRE(add_further_conflicts(problem, sources.asked, {}, *proof));
  REQUIRE(find_fixes(problem, sources, {}, *proof));
  return std::move(*proof);
}

/// The hints on ways out, one a line.
std::string fixes_of(const Problem& problem, Releases releases) {
  FakeSource source(std::move(releases));
  const auto proof = conflict_of(problem, {.asked = source});
  REQUIRE(proof);
  std::string text;
  for (const std::string& hint : explain(*proof).hints) {
    text += hint.contains(" it resolves") ? hint + "\n" : "";
  }
  return text;
}

/// What the fix promises and the changed problem does not give; empty: it keeps its word.
std::string missing_of(const Fix& fix, const Problem& changed, MetadataSource& source) {
  const auto outcome = solve(changed, source);
  const auto* resolution = outcome ? std::get_if<Resolution>(&*outcome) : nullptr;
  if (resolution == nullptr) {
    return "an answer";
  }
  std::string missing;
  for (const auto& [name, version] : fix.packages) {
    const auto found = std::ranges::find(resolution->packages, name, &ResolvedPackage::name);
    if (found == resolution->packages.end() || !(found->version == version)) {
      missing += name.text() + "==" + version.to_string() + '\n';
    }
  }
  return missing;
}

const Releases k_cakes = {{.name = "cake", .version = "1", .needs = {"flour>=2"}},
                          {.name = "flour", .version = "1"},
                          {.name = "flour", .version = "2"}};

}  // namespace

TEST_CASE("a bound of the user is told with what comes without it", "[resolver][fixes]") {
  Problem problem = problem_of({"cake"});
  problem.roots.push_back(given("flour[x]<2; python_version > '3'", "requirements.txt"));
  CHECK(
      fixes_of(problem, k_cakes) ==
      "with `flour[x] ; python_version > \"3\"` instead of `flour[x]<2 ; python_version > \"3\"` (requirements.txt) it "
      "resolves: cake 1, flour 2\n");
}

TEST_CASE("a constraint that is in the way is told", "[resolver][fixes]") {
  Problem problem = problem_of({"cake"});
  problem.constraints.push_back(given("flour<2", "limits.txt"));
  CHECK(fixes_of(problem, k_cakes) == "without the constraint `flour<2` (limits.txt) it resolves: cake 1, flour 2\n");
}

TEST_CASE("a constraint that is in the way of two packages is told once", "[resolver][fixes]") {
  Problem problem = problem_of({"cake", "bread"});
  problem.constraints.push_back(given("flour<2", "limits.txt"));
  Releases releases = k_cakes;
  releases.push_back({.name = "bread", .version = "1", .needs = {"flour>=2"}});
  CHECK(fixes_of(problem, releases) == "without the constraint `flour<2` (limits.txt) it resolves: bread 1, flour 2\n");
}

TEST_CASE("a constraint in the way of several packages hides no way out of another conflict", "[resolver][fixes]") {
  Problem problem = problem_of({"cake", "bread", "tea<1"});
  problem.constraints.push_back(given("flour<2", "limits.txt"));
  Releases releases = k_cakes;
  releases.push_back({.name = "bread", .version = "1", .needs = {"flour>=2"}});
  releases.push_back({.name = "tea", .version = "1"});
  CHECK(fixes_of(problem, releases) ==
        "with `tea` instead of `tea<1` and without the constraint `flour<2` (limits.txt) it resolves: bread 1, flour "
        "2, tea 1\n");
}

TEST_CASE("two constraints, each in the way of several packages, have one way out", "[resolver][fixes]") {
  Problem problem = problem_of({"cake", "bread", "jam", "pie"});
  problem.constraints.push_back(given("flour<2", "limits.txt"));
  problem.constraints.push_back(given("sugar<2", "limits.txt"));
  Releases releases = k_cakes;
  releases.push_back({.name = "bread", .version = "1", .needs = {"flour>=2"}});
  releases.push_back({.name = "jam", .version = "1", .needs = {"sugar>=2"}});
  releases.push_back({.name = "pie", .version = "1", .needs = {"sugar>=2"}});
  releases.push_back({.name = "sugar", .version = "1"});
  releases.push_back({.name = "sugar", .version = "2"});
  CHECK(fixes_of(problem, releases) ==
        "without the constraint `flour<2` (limits.txt) and without the constraint `sugar<2` (limits.txt) it resolves: "
        "bread 1, flour 2, jam 1, sugar 2\n");
}

TEST_CASE("what is installed is told as that, and its version is no bound of the user", "[resolver][fixes]") {
  Problem problem = problem_of({"flour==1"});
  problem.roots.push_back(given("cake[x]==1"));
  problem.roots.back().is_installed = true;
  FakeSource source(k_cakes);
  const auto proof = conflict_of(problem, {.asked = source});
  REQUIRE(proof);
  CHECK(
      explain(*proof).lines ==
      std::vector<std::string>{"Because cake==1 depends on flour>=2, cake[x]==1 is installed and you require flour==1, "
                               "we can conclude that your requirements are unsatisfiable."});
  CHECK(explain(*proof).headline == "`flour==1` cannot be installed together with the installed `cake`");
  CHECK(fixes_of(problem, k_cakes) == "with `flour` instead of `flour==1` it resolves: cake 1, flour 2\n");

  Problem all_installed = problem_of({"cake", "flour==1"});
  for (GivenRequirement& root : all_installed.roots) {
    root.is_installed = true;
  }
  const auto between = conflict_of(all_installed, {.asked = source});
  REQUIRE(between);
  CHECK(explain(*between).headline == "the installed `cake` and `flour` cannot stay together");
  CHECK(between->fixes.empty());
}

TEST_CASE("a requirement of a file is the user's, whatever the file is called", "[resolver][fixes]") {
  Problem problem = problem_of({"cake"});
  problem.roots.push_back(given("flour==1", "what is installed"));
  CHECK(fixes_of(problem, k_cakes) ==
        "with `flour` instead of `flour==1` (what is installed) it resolves: cake 1, flour 2\n");
}

TEST_CASE("the user's words are not those that stand for an installed package", "[resolver][fixes]") {
  // given: the same text twice, of which one can be changed
  Problem problem = problem_of({"cake", "flour==1"});
  problem.roots.push_back(given("flour==1"));
  problem.roots.back().is_installed = true;
  CHECK(fixes_of(problem, k_cakes).empty());
  const FixStep step{
      .kind = FixKind::requirement, .package = spec::PackageName::of("flour"), .requirement = "flour==1"};
  const Problem changed = with_change(problem, step);
  CHECK(changed.roots[1].requirement.specifiers.empty());
  CHECK_FALSE(changed.roots[2].requirement.specifiers.empty());
}

TEST_CASE("pre-releases and dates that hide what would do are told for one package", "[resolver][fixes]") {
  Problem problem = problem_of({"cake>1"});
  problem.options.prerelease.mode = PrereleaseMode::disallow;
  CHECK(fixes_of(problem, {{.name = "cake", .version = "2rc1"}}) ==
        "with `--prerelease-package cake=allow` it resolves: cake 2rc1\n");

  problem = problem_of({"cake>=2"});
  problem.options.exclude_newer.cutoff = parse_rfc3339("2024-01-01T00:00:00Z");
  CHECK(fixes_of(problem, {{.name = "cake", .version = "1", .upload_time = "2023-01-01T00:00:00Z"},
                           {.name = "cake", .version = "2", .upload_time = "2025-01-01T00:00:00Z"}}) ==
        "with `cake` instead of `cake>=2` it resolves: cake 1\n"
        "with `--exclude-newer-package cake=false` it resolves: cake 2\n");
}

TEST_CASE("the nearest Python with which it works is told", "[resolver][fixes]") {
  CHECK(fixes_of(problem_of({"cake"}), {{.name = "cake", .version = "1", .requires_python = ">=3.13"}}) ==
        "with Python 3.13 it resolves: cake 1\n");
}

TEST_CASE("what does not help is not told", "[resolver][fixes]") {
  CHECK(fixes_of(problem_of({"cake", "flour<2", "unicorn"}), k_cakes).empty());
  CHECK(fixes_of(problem_of({"cake>9"}), {{.name = "cake", .version = "1", .tag = "cp311-cp311-win_amd64"}}).empty());
}

TEST_CASE("several conflicts have one way out, which mends all of them", "[resolver][fixes]") {
  Releases releases = k_cakes;
  releases.push_back({.name = "tea", .version = "1", .needs = {"water>=2"}});
  releases.push_back({.name = "water", .version = "1"});
  releases.push_back({.name = "water", .version = "2"});
  CHECK(fixes_of(problem_of({"cake", "flour<2", "tea", "water<2"}), releases) ==
        "with `flour` instead of `flour<2` and with `water` instead of `water<2` it resolves: cake 1, flour 2, tea 1, "
        "water 2\n");
}

TEST_CASE("every way out that is told is one, under every policy", "[resolver][fixes][fuzz]") {
  const std::uint64_t seed = Catch::rngSeed();
  std::cout << "fuzz seed: " << seed << '\n';
  Worlds worlds(seed);
  const int instances = fuzz_instances(6'000);
  int conflicts = 0;
  std::map<FixKind, int> told;
  for (int i = 0; i < instances; ++i) {
    const World world = worlds.next();
    const Releases releases = releases_of(world, worlds);
    const Problem problem = problem_of(world, worlds);
    FakeSource asked = first_index_of(world, releases);
    FakeSource all = source_of(world, releases);
    const FixSources sources{.asked = asked, .all_indexes = [&]() -> MetadataSource& { return all; }};
    const auto proof = conflict_of(problem, sources);
    conflicts += proof ? 1 : 0;
    for (const Fix& fix : proof ? proof->fixes : std::vector<Fix>()) {
      Problem changed = problem;
      for (const FixStep& step : fix.steps) {
        ++told[step.kind];
        changed = with_change(std::move(changed), step);
      }
      INFO("world " << i);
      const bool asks_all = changed.options.index_strategy != problem.options.index_strategy;
      REQUIRE(missing_of(fix, changed, asks_all ? all : asked).empty());
    }
  }
  CHECK(conflicts > instances / 10);
  for (const FixKind kind : {FixKind::requirement, FixKind::constraint, FixKind::prereleases, FixKind::dates,
                             FixKind::indexes, FixKind::python}) {
    INFO("kind " << static_cast<int>(kind) << " of fix");
    CHECK(told[kind] >= instances / 600);
  }
}

}  // namespace axle::resolver::test
