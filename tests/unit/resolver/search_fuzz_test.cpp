// SPDX-License-Identifier: MIT OR Apache-2.0
// The search against oracles that share no code with it: enumeration of all selections, and a naive depth-first search
// in the same order (universal.md §3 no. 6).
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <random>

#include "resolver/search.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/number_universe.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

/// Version of each package; 0: absent.
using Selection = std::vector<int>;
/// Picks by name number (2p package, 2p + 1 its extra).
using Picks = std::map<NameId, std::uint32_t>;

bool allows(std::uint64_t set, int version) {
  return ((set >> static_cast<unsigned>(version)) & 1U) != 0;
}

/// Whether the selection is right: everything needed is there, allowed and not banned. (More than needed is fine.)
bool holds(const NumberInstance& instance, const Selection& selection) {
  std::vector<bool> extra(selection.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t p = 0; p < selection.size(); ++p) {
      if (selection[p] == 0) {
        continue;
      }
      if (allows(instance.packages[p].banned, selection[p])) {
        return false;
      }
      for (const auto& need : instance.packages[p].needs[static_cast<std::size_t>(selection[p])]) {
        if (need.from_extra && !extra[p]) {
          continue;
        }
        const auto target = static_cast<std::size_t>(need.target);
        if (selection[target] == 0 || !allows(need.allowed, selection[target])) {
          return false;
        }
        if (need.target_extra && !extra[target]) {
          extra[target] = true;
          changed = true;
        }
      }
    }
  }
  return true;
}

bool any_selection_holds(const NumberInstance& instance) {
  Selection selection(instance.packages.size(), 0);
  selection[0] = 1;
  while (true) {
    if (holds(instance, selection)) {
      return true;
    }
    std::size_t p = 1;
    while (p < selection.size() && ++selection[p] > instance.packages[p].versions) {
      selection[p++] = 0;
    }
    if (p == selection.size()) {
      return false;
    }
  }
}

/// Depth first: names in discovery order (a package before its extra), newest version first.
struct NaiveSearch {
  const NumberInstance& instance;
  std::map<NameId, std::vector<std::uint32_t>> preferences;
  int steps = 0;

  std::vector<std::uint32_t> values(NameId name) const {
    if ((name & 1U) != 0) {
      return {1};
    }
    std::vector<std::uint32_t> out;
    if (const auto found = preferences.find(name); found != preferences.end()) {
      out = found->second;
    }
    for (int v = instance.packages[name / 2].versions; v > 0; --v) {
      out.push_back(static_cast<std::uint32_t>(v));
    }
    return out;
  }

  std::optional<NameId> next(const Picks& picks, const std::vector<NameId>& order) const {
    for (const NameId name : order) {
      if (!picks.contains(name)) {
        return picks.contains(name & ~1U) ? name : name & ~1U;
      }
    }
    return std::nullopt;
  }

  // Depth is at most twice the number of packages of a small instance.
  std::optional<Picks> search(const Picks& picks, const std::vector<NameId>& order,
                              const std::map<NameId, std::uint64_t>& allowed) {
    ++steps;
    const auto name = next(picks, order);
    if (!name) {
      return picks;
    }
    for (const std::uint32_t value : values(*name)) {
      if (auto found = attempt(*name, value, picks, order, allowed)) {
        return found;
      }
    }
    return std::nullopt;
  }

  std::optional<Picks> attempt(NameId name, std::uint32_t value, Picks picks, std::vector<NameId> order,
                               std::map<NameId, std::uint64_t> allowed) {
    const auto& package = instance.packages[name / 2];
    const bool is_extra = (name & 1U) != 0;
    if (!is_extra) {
      const auto bound = allowed.find(name);
      if (allows(package.banned, static_cast<int>(value)) ||
          (bound != allowed.end() && !allows(bound->second, static_cast<int>(value)))) {
        return std::nullopt;
      }
    }
    picks[name] = value;
    std::vector<NumberDependency> needs = package.needs[picks[name & ~1U]];
    std::ranges::sort(needs, {}, [](const auto& need) { return std::pair(need.target, need.target_extra); });
    for (const auto& need : needs) {
      const auto target = static_cast<NameId>(need.target) * 2;
      if (need.from_extra != is_extra) {
        continue;
      }
      allowed.try_emplace(target, ~std::uint64_t{0}).first->second &= need.allowed;
      if (picks.contains(target) && !allows(need.allowed, static_cast<int>(picks[target]))) {
        return std::nullopt;
      }
    }
    std::set<NameId> found;
    for (const auto& need : needs) {
      if (need.from_extra == is_extra) {
        found.insert(static_cast<NameId>(need.target) * 2);
        if (need.target_extra) {
          found.insert(static_cast<NameId>(need.target) * 2 + 1);
        }
      }
    }
    for (const NameId target : found) {
      if (std::ranges::find(order, target) == order.end()) {
        order.push_back(target);
      }
    }
    return search(picks, order, allowed);
  }
};

std::optional<Picks> solve_numbers(const NumberInstance& instance, std::uint32_t promote_after,
                                   const std::map<NameId, std::vector<std::uint32_t>>& preferences = {}) {
  NumberUniverse universe(instance);
  universe.preferences = preferences;
  Search search(universe, {.promote_after = promote_after});
  auto answer = search.run({});
  REQUIRE(answer);
  if (answer->refutation) {
    return std::nullopt;
  }
  Picks picks;
  for (const Pick& pick : answer->picks) {
    picks[pick.name] = pick.bit;
  }
  return picks;
}

Selection selection_of(const NumberInstance& instance, const Picks& picks) {
  Selection selection(instance.packages.size(), 0);
  for (const auto& [name, bit] : picks) {
    if ((name & 1U) == 0) {
      selection[name / 2] = static_cast<int>(bit);
    }
  }
  return selection;
}

std::uint64_t seed_of_this_run() {
  const std::uint64_t seed = Catch::rngSeed();
  std::cout << "fuzz seed: " << seed << '\n';
  return seed;
}

}  // namespace

TEST_CASE("the search finds a solution exactly when enumeration does", "[resolver][search][fuzz]") {
  RandomInstances random(seed_of_this_run());
  int solvable = 0;
  for (int i = 0; i < 20000; ++i) {
    const NumberInstance instance = random.next(4, 3);
    const bool expected = any_selection_holds(instance);
    solvable += expected ? 1 : 0;
    for (const std::uint32_t promote_after : {0U, 1U, 5U}) {
      const auto picks = solve_numbers(instance, promote_after);
      INFO("instance " << i << ", promotion after " << promote_after);
      REQUIRE(picks.has_value() == expected);
      if (picks) {
        REQUIRE(holds(instance, selection_of(instance, *picks)));
      }
    }
  }
  CHECK(solvable > 2000);
  CHECK(solvable < 18000);
}

TEST_CASE("without promotion the picks are the first solution of a naive depth-first search",
          "[resolver][search][fuzz]") {
  RandomInstances random(seed_of_this_run() + 1);
  for (int i = 0; i < 20000; ++i) {
    const NumberInstance instance = random.next(7, 5);
    std::map<NameId, std::vector<std::uint32_t>> preferences;
    if (i % 3 == 0) {
      const int p = 1 + random.below(static_cast<int>(instance.packages.size()) - 1);
      const int versions = instance.packages[static_cast<std::size_t>(p)].versions;
      preferences[static_cast<NameId>(p) * 2] = {static_cast<std::uint32_t>(1 + random.below(versions))};
    }
    NaiveSearch naive{instance, preferences};
    const auto expected = naive.search({}, {k_root}, {});
    const auto picks = solve_numbers(instance, 0, preferences);
    INFO("instance " << i);
    REQUIRE(picks == expected);
  }
}

TEST_CASE("the order of dependencies in the input does not matter", "[resolver][search][fuzz]") {
  RandomInstances random(seed_of_this_run() + 2);
  for (int i = 0; i < 2000; ++i) {
    NumberInstance instance = random.next(7, 5);
    const auto picks = solve_numbers(instance, 2);
    for (auto& package : instance.packages) {
      for (auto& needs : package.needs) {
        std::ranges::shuffle(needs, random.engine());
      }
    }
    INFO("instance " << i);
    REQUIRE(solve_numbers(instance, 2) == picks);
  }
}
