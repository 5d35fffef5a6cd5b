// SPDX-License-Identifier: MIT OR Apache-2.0
// Random small indexes with everything that the user can say about them, as data of which an oracle can tell what is
// right: each range is kept as the set of version numbers it stands for.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/resolver/fake_source.hpp"

namespace axle::resolver::test {

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

/// What is wrong with a version's only file.
enum class Fault : std::uint8_t { none, platform, python, sdist, metadata };

struct Version {
  Fault fault = Fault::none;
  bool yanked = false;
  bool prerelease = false;
  std::vector<Need> needs;
};

struct World {
  std::vector<std::vector<Version>> packages;  ///< versions 1 … n at [1] … [n]
  std::vector<Need> roots;
  std::vector<std::pair<int, Range>> constraints;
  std::map<int, std::vector<Need>> overrides;  ///< by target
  std::map<int, int> preferences;              ///< package to version
  std::map<int, int> installed;
  ResolutionMode resolution = ResolutionMode::highest;
  bool allows_prereleases = true;
  bool no_deps = false;
};

[[nodiscard]] std::string name_of(int package);
[[nodiscard]] std::string version_text(const World& world, int package, int version);

class Worlds {
 public:
  explicit Worlds(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] World next();
  std::mt19937_64& engine() { return random_; }

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
  void fill_version(const World& world, Version& version);
  void add_policies(World& world);
  Need need(const World& world, bool may_need_extra);
  Range range(const World& world, int package);

  std::mt19937_64 random_;
};

/// In random order, as the requirements of problem_of().
[[nodiscard]] Releases releases_of(const World& world, Worlds& random);
[[nodiscard]] FakeSource source_of(const World& world, const Releases& releases);
[[nodiscard]] Problem problem_of(const World& world, Worlds& random);

}  // namespace axle::resolver::test
