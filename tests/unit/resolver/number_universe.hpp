// SPDX-License-Identifier: MIT OR Apache-2.0
// Universes made of numbers for tests of the search alone, and random ones.
//
// Source:  universal.md §5: few names, few versions, extras, bans.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "resolver/universe.hpp"

namespace axle::resolver::test {

/// `from_extra` needs `target` (with its extra, if `target_extra`) at one of the versions in the bit mask `allowed`.
struct NumberDependency {
  bool from_extra = false;
  int target = 0;
  bool target_extra = false;
  std::uint64_t allowed = 0;
  auto operator<=>(const NumberDependency&) const = default;
};

/// Package 0 is the root with version 1; versions are 1…n, higher ones preferred; each package may have one extra.
struct NumberInstance {
  struct Package {
    int versions = 1;
    std::uint64_t banned = 0;
    std::vector<std::vector<NumberDependency>> needs;  ///< by version; [0] unused
  };
  std::vector<Package> packages;
};

inline std::uint64_t all_versions(int versions) {
  return (std::uint64_t{2} << versions) - 2;
}

class RandomInstances {
 public:
  explicit RandomInstances(std::uint64_t seed) : random_(seed) {}

  NumberInstance next(int max_packages, int max_versions) {
    NumberInstance instance;
    const int packages = 2 + below(max_packages - 1);
    instance.packages.resize(static_cast<std::size_t>(packages) + 1);
    for (auto& package : instance.packages) {
      package.versions = 1 + below(max_versions);
      package.banned = below(4) == 0 ? all_versions(package.versions) & random_() : 0;
    }
    instance.packages[0].versions = 1;
    instance.packages[0].banned = 0;
    for (auto& package : instance.packages) {
      package.needs.resize(static_cast<std::size_t>(package.versions) + 1);
      const bool is_root = &package == instance.packages.data();
      for (std::size_t version = 1; version < package.needs.size(); ++version) {
        fill(instance, package.needs[version], is_root ? 2 + below(2) : below(4));
      }
    }
    return instance;
  }
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
  std::mt19937_64& engine() { return random_; }

 private:
  void fill(const NumberInstance& instance, std::vector<NumberDependency>& needs, int count) {
    for (int i = 0; i < count; ++i) {
      NumberDependency need;
      need.target = 1 + below(static_cast<int>(instance.packages.size()) - 1);
      need.target_extra = below(5) == 0;
      need.from_extra = below(6) == 0;
      need.allowed = some_set(instance.packages[static_cast<std::size_t>(need.target)].versions);
      needs.push_back(need);
    }
  }
  std::uint64_t some_set(int versions) {
    const std::uint64_t all = all_versions(versions);
    const auto bit = static_cast<unsigned>(1 + below(versions));
    switch (below(6)) {
      case 0:
      case 1:
        return all;
      case 2:
        return all & ~((std::uint64_t{1} << bit) - 1);
      case 3:
        return ((std::uint64_t{2} << bit) - 1) & all;
      case 4:
        return all & ~(std::uint64_t{1} << bit);
      default:
        return std::uint64_t{1} << bit;
    }
  }
  std::mt19937_64 random_;
};

/// Names: package p is 2p, its extra 2p + 1.
class NumberUniverse final : public Universe {
 public:
  explicit NumberUniverse(const NumberInstance& instance) : instance_(instance) {}

  SetPool& sets() override { return sets_; }
  NameId base(NameId name) const override { return name & ~1U; }
  std::size_t bits(NameId name) const override {
    return (name & 1U) != 0 ? 2 : static_cast<std::size_t>(instance_.packages[name / 2].versions) + 1;
  }
  std::span<const Ban> bans(NameId name) override {
    ban_.clear();
    if ((name & 1U) == 0 && instance_.packages[name / 2].banned != 0) {
      ban_.push_back({sets_.intern(std::vector{instance_.packages[name / 2].banned}), 0});
    }
    return ban_;
  }
  std::span<const std::uint32_t> preferred(NameId name) override { return preferences[name]; }
  Result<const VersionFacts*> facts(NameId name, std::size_t bit, SearchRoom&) override {
    ++reads;
    std::set<std::tuple<NameId, SetId>> needs;
    for (const NumberDependency& need : instance_.packages[name / 2].needs[bit]) {
      if (need.from_extra != ((name & 1U) != 0)) {
        continue;
      }
      const auto target = static_cast<NameId>(need.target) * 2;
      needs.emplace(target, sets_.intern(std::vector{need.allowed}));
      if (need.target_extra) {
        needs.emplace(target + 1, sets_.single(2, 1));
      }
    }
    VersionFacts& facts = facts_[{name, bit}];
    facts.dependencies.clear();
    for (const auto& [target, allowed] : needs) {
      facts.dependencies.push_back({target, allowed, 0});
    }
    return &facts;
  }

  std::map<NameId, std::vector<std::uint32_t>> preferences;
  int reads = 0;

 private:
  const NumberInstance& instance_;
  SetPool sets_;
  std::vector<Ban> ban_;
  std::map<std::pair<NameId, std::size_t>, VersionFacts> facts_;
};

}  // namespace axle::resolver::test
