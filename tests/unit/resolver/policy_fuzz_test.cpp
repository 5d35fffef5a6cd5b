// SPDX-License-Identifier: MIT OR Apache-2.0
// Whole resolutions against enumeration: random small indexes with extras, markers, constraints, overrides,
// preferences, installed versions, yanked versions, pre-releases, other Pythons and other platforms.
//
// The oracle works on the literals of the world and knows nothing of specifiers or tables.
#include <algorithm>
#include <iostream>

#include "tests/support/catch.hpp"
#include "tests/unit/resolver/random_world.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

bool is_pinned(const World& world, int package, int version) {
  const auto pins = [&](int target, const Range& range) {
    return target == package && range.text == "==" + version_text(world, package, version);
  };
  const auto pinned_by = [&](const std::vector<Need>& needs) {
    return std::ranges::any_of(needs, [&](const Need& need) { return need.holds && pins(need.target, need.range); });
  };
  const auto overrides = world.overrides.find(package);
  return pinned_by(overrides != world.overrides.end() ? overrides->second : world.roots) ||
         std::ranges::any_of(world.constraints, [&](const auto& pair) { return pins(pair.first, pair.second); });
}

bool contains(std::uint64_t set, int version) {
  return ((set >> static_cast<unsigned>(version)) & 1U) != 0;
}

bool is_version(const std::map<int, int>& versions, std::size_t package, int version) {
  const auto found = versions.find(static_cast<int>(package));
  return found != versions.end() && found->second == version;
}

/// One selection under judgement: the version of each package, 0 if it is absent. Packages that nobody needs do not
/// count.
class Judge {
 public:
  Judge(const World& world, const std::vector<int>& selection)
      : world_(world), selection_(selection), needed_(selection.size(), false), extra_(selection.size(), false) {}

  bool holds() {
    for (const Need& need : world_.roots) {
      if (!is_met(need, false)) {
        return false;
      }
    }
    do {
      changed_ = false;
      for (std::size_t p = 0; p < selection_.size(); ++p) {
        if (needed_[p] && !package_holds(p)) {
          return false;
        }
      }
    } while (changed_);
    return true;
  }
  /// Asked after holds().
  [[nodiscard]] bool has_only_what_is_needed() const {
    for (std::size_t p = 0; p < selection_.size(); ++p) {
      if (selection_[p] != 0 && !needed_[p]) {
        return false;
      }
    }
    return true;
  }

 private:
  [[nodiscard]] bool is_usable(std::size_t p, const Version& version) const {
    if (is_version(world_.installed, p, selection_[p])) {
      return true;
    }
    if (version.yanked && !is_pinned(world_, static_cast<int>(p), selection_[p]) &&
        !is_version(world_.preferences, p, selection_[p])) {
      return false;
    }
    return (version.fault == Fault::none || (version.fault == Fault::metadata && world_.no_deps)) &&
           (!version.prerelease || world_.allows_prereleases);
  }
  bool package_holds(std::size_t p) {
    const Version& version = world_.packages[p][static_cast<std::size_t>(selection_[p])];
    if (!is_usable(p, version)) {
      return false;
    }
    for (const auto& [package, range] : world_.constraints) {
      if (package == static_cast<int>(p) && !contains(range.versions, selection_[p])) {
        return false;
      }
    }
    return world_.no_deps ||
           std::ranges::all_of(version.needs, [&](const Need& need) { return is_met(need, extra_[p]); });
  }
  /// Overrides take the place of a requirement whatever its marker says, but for its extra.
  bool is_met(const Need& need, bool with_extra) {
    if (need.from_extra && !with_extra) {
      return true;
    }
    const auto overrides = world_.overrides.find(need.target);
    if (overrides == world_.overrides.end()) {
      return has(need);
    }
    return std::ranges::all_of(overrides->second, [&](const Need& override) { return has(override); });
  }
  bool has(const Need& need) {
    if (!need.holds) {
      return true;
    }
    const auto target = static_cast<std::size_t>(need.target);
    changed_ = changed_ || !needed_[target] || (need.target_extra && !extra_[target]);
    needed_[target] = true;
    extra_[target] = extra_[target] || need.target_extra;
    return selection_[target] != 0 && contains(need.range.versions, selection_[target]);
  }

  const World& world_;
  const std::vector<int>& selection_;
  std::vector<bool> needed_;
  std::vector<bool> extra_;
  bool changed_ = false;
};

bool any_selection_holds(const World& world) {
  std::vector<int> selection(world.packages.size(), 0);
  while (true) {
    if (Judge(world, selection).holds()) {
      return true;
    }
    std::size_t p = 0;
    while (p < selection.size() && ++selection[p] == static_cast<int>(world.packages[p].size())) {
      selection[p++] = 0;
    }
    if (p == selection.size()) {
      return false;
    }
  }
}

std::vector<int> selection_of(const World& world, const Resolution& resolution) {
  std::vector<int> selection(world.packages.size(), 0);
  for (const ResolvedPackage& package : resolution.packages) {
    selection[static_cast<std::size_t>(std::stoi(package.name.text().substr(1)))] =
        static_cast<int>(package.version.release()[1]);
  }
  return selection;
}

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
  int solvable = 0;
  for (int i = 0; i < 20000; ++i) {
    const World world = worlds.next();
    const bool expected = any_selection_holds(world);
    solvable += expected ? 1 : 0;
    FakeSource source = source_of(world, releases_of(world, worlds));
    const auto outcome = solve(problem_of(world, worlds), source);
    INFO("instance " << i);
    REQUIRE(outcome);
    REQUIRE(std::holds_alternative<Resolution>(*outcome) == expected);
    if (expected) {
      const std::vector<int> selection = selection_of(world, std::get<Resolution>(*outcome));
      Judge judge(world, selection);
      REQUIRE(judge.holds());
      REQUIRE(judge.has_only_what_is_needed());
    } else {
      const Explanation explanation = explain(std::get<NoSolution>(*outcome));
      REQUIRE(!explanation.lines.empty());
      REQUIRE(explanation.lines.size() <= 12);
    }
  }
  CHECK(solvable > 2000);
  CHECK(solvable < 18000);
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
