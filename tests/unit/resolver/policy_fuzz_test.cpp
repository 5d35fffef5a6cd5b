// SPDX-License-Identifier: MIT OR Apache-2.0
// Whole resolutions against enumeration: random small indexes with extras, markers, constraints, yanked versions,
// pre-releases, other Pythons and other platforms.
//
// The oracle works on the literals of the index and knows nothing of specifiers or tables: each generated range is kept
// as the set of version numbers it stands for.
#include <algorithm>
#include <iostream>
#include <random>

#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

struct Range {
  std::string text;
  std::uint64_t versions = 0;  ///< bit v: version v
};

struct Need {
  int target = 0;
  bool target_extra = false;
  Range range;
  bool holds = true;  ///< the marker, but for the extra
  bool from_extra = false;
};

struct Version {
  bool usable = true;
  bool yanked = false;
  bool prerelease = false;
  std::vector<Need> needs;
};

struct World {
  std::vector<std::vector<Version>> packages;  ///< versions 1 … n at [1] … [n]
  std::vector<Need> roots;
  std::vector<std::pair<int, Range>> constraints;
  bool allows_prereleases = true;
};

std::string name_of(int package) {
  return "p" + std::to_string(package);
}

std::string version_text(const World& world, int package, int version) {
  const auto& versions = world.packages[static_cast<std::size_t>(package)];
  return "0." + std::to_string(version) + (versions[static_cast<std::size_t>(version)].prerelease ? "a1" : "");
}

class Worlds {
 public:
  explicit Worlds(std::uint64_t seed) : random_(seed) {}

  World next() {
    World world;
    world.packages.resize(static_cast<std::size_t>(2 + below(3)));
    for (auto& versions : world.packages) {
      versions.resize(static_cast<std::size_t>(2 + below(3)));
      for (Version& version : versions) {
        version.prerelease = below(5) == 0;
      }
    }
    world.allows_prereleases = below(3) != 0;
    for (auto& versions : world.packages) {
      for (std::size_t v = 1; v < versions.size(); ++v) {
        versions[v].usable = below(8) != 0;
        versions[v].yanked = below(8) == 0;
        for (int i = below(3); i > 0; --i) {
          versions[v].needs.push_back(need(world, true));
        }
      }
    }
    for (int i = 1 + below(3); i > 0; --i) {
      world.roots.push_back(need(world, false));
    }
    if (below(4) == 0) {
      const int package = below(static_cast<int>(world.packages.size()));
      world.constraints.emplace_back(package, range(world, package));
    }
    return world;
  }
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
  std::mt19937_64& engine() { return random_; }

 private:
  Need need(const World& world, bool may_need_extra) {
    Need need;
    need.target = below(static_cast<int>(world.packages.size()));
    need.target_extra = below(5) == 0;
    need.range = range(world, need.target);
    need.holds = below(5) != 0;
    need.from_extra = may_need_extra && below(4) == 0;
    return need;
  }
  Range range(const World& world, int package) {
    const auto top = static_cast<int>(world.packages[static_cast<std::size_t>(package)].size()) - 1;
    const int v = 1 + below(top);
    const std::uint64_t all = (std::uint64_t{2} << top) - 2;
    const std::uint64_t one = std::uint64_t{1} << v;
    const std::string text = version_text(world, package, v);
    switch (below(6)) {
      case 0:
        return {"", all};
      case 1:
        return {">=" + text, all & ~(one - 1)};
      case 2:
        return {"<=" + text, all & ((one << 1) - 1)};
      case 3:
        return {"!=" + text, all & ~one};
      case 4:
        return {">" + text + ",<9", all & ~((one << 1) - 1)};
      default:
        return {"==" + text, one};
    }
  }
  std::mt19937_64 random_;
};

std::string requirement_text(const Need& need) {
  std::string text = name_of(need.target) + (need.target_extra ? "[x]" : "") + need.range.text;
  std::vector<std::string> markers;
  if (!need.holds) {
    markers.emplace_back("sys_platform == 'win32'");
  }
  if (need.from_extra) {
    markers.emplace_back("extra == 'x'");
  }
  for (std::size_t i = 0; i < markers.size(); ++i) {
    text += (i == 0 ? " ; " : " and ") + markers[i];
  }
  return text;
}

Releases releases_of(const World& world, Worlds& random) {
  Releases releases;
  for (std::size_t p = 0; p < world.packages.size(); ++p) {
    for (std::size_t v = 1; v < world.packages[p].size(); ++v) {
      const Version& version = world.packages[p][v];
      Release release{.name = name_of(static_cast<int>(p)),
                      .version = version_text(world, static_cast<int>(p), static_cast<int>(v)),
                      .extras = {"x"}};
      release.yanked = version.yanked;
      for (const Need& need : version.needs) {
        release.needs.push_back(requirement_text(need));
      }
      if (!version.usable) {
        switch (random.below(4)) {
          case 0:
            release.tag = "cp311-cp311-win_amd64";
            break;
          case 1:
            release.requires_python = ">=3.13";
            break;
          case 2:
            release.tag = "";
            break;
          default:
            release.metadata_problem = "its metadata is damaged";
            break;
        }
      }
      releases.push_back(std::move(release));
    }
  }
  std::ranges::shuffle(releases, random.engine());
  return releases;
}

bool is_pinned(const World& world, int package, int version) {
  const auto pins = [&](int target, const Range& range) {
    return target == package && range.text == "==" + version_text(world, package, version);
  };
  return std::ranges::any_of(world.roots,
                             [&](const Need& need) { return need.holds && pins(need.target, need.range); }) ||
         std::ranges::any_of(world.constraints, [&](const auto& pair) { return pins(pair.first, pair.second); });
}

bool contains(std::uint64_t set, int version) {
  return ((set >> static_cast<unsigned>(version)) & 1U) != 0;
}

/// One selection under judgement: the version of each package, 0 if it is absent.
class Judge {
 public:
  Judge(const World& world, const std::vector<int>& selection)
      : world_(world), selection_(selection), extra_(selection.size(), false) {}

  bool holds() {
    for (const Need& need : world_.roots) {
      if (!is_met(need, false)) {
        return false;
      }
    }
    do {
      changed_ = false;
      for (std::size_t p = 0; p < selection_.size(); ++p) {
        if (selection_[p] != 0 && !package_holds(p)) {
          return false;
        }
      }
    } while (changed_);
    return true;
  }

 private:
  bool package_holds(std::size_t p) {
    const Version& version = world_.packages[p][static_cast<std::size_t>(selection_[p])];
    if (!version.usable || (version.prerelease && !world_.allows_prereleases) ||
        (version.yanked && !is_pinned(world_, static_cast<int>(p), selection_[p]))) {
      return false;
    }
    for (const auto& [package, range] : world_.constraints) {
      if (package == static_cast<int>(p) && !contains(range.versions, selection_[p])) {
        return false;
      }
    }
    return std::ranges::all_of(version.needs, [&](const Need& need) { return is_met(need, extra_[p]); });
  }
  bool is_met(const Need& need, bool with_extra) {
    if (!need.holds || (need.from_extra && !with_extra)) {
      return true;
    }
    const auto target = static_cast<std::size_t>(need.target);
    if (need.target_extra && !extra_[target]) {
      extra_[target] = true;
      changed_ = true;
    }
    return selection_[target] != 0 && contains(need.range.versions, selection_[target]);
  }

  const World& world_;
  const std::vector<int>& selection_;
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

Problem problem_of_world(const World& world, Worlds& random) {
  std::vector<std::string> roots;
  for (const Need& need : world.roots) {
    roots.push_back(requirement_text(need));
  }
  std::ranges::shuffle(roots, random.engine());
  Problem problem = problem_of(roots);
  problem.options.prerelease = world.allows_prereleases ? PrereleaseMode::if_necessary : PrereleaseMode::disallow;
  for (const auto& [package, range] : world.constraints) {
    problem.constraints.push_back(given(name_of(package) + range.text));
  }
  return problem;
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
    FakeSource source(releases_of(world, worlds));
    const auto outcome = solve(problem_of_world(world, worlds), source);
    INFO("instance " << i);
    REQUIRE(outcome);
    REQUIRE(std::holds_alternative<Resolution>(*outcome) == expected);
    if (expected) {
      const std::vector<int> selection = selection_of(world, std::get<Resolution>(*outcome));
      REQUIRE(Judge(world, selection).holds());
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
      FakeSource source(releases);
      const auto outcome = solve(problem_of_world(world, worlds), source);
      REQUIRE(outcome);
      if (const auto* proof = std::get_if<NoSolution>(&*outcome)) {
        return text_of(*proof);
      }
      FakeSource again(releases);
      return picks_of(problem_of_world(world, worlds), again);
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
