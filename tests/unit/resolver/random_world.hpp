// SPDX-License-Identifier: MIT OR Apache-2.0
// Random small indexes with everything that the user can say about them, as data of which an oracle can tell what is
// right: each range is kept as the set of version numbers it stands for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/resolver/fake_source.hpp"

namespace axle::resolver::test {

struct Range {
  std::string text;
  std::uint64_t versions = 0;  ///< bit v: version v
  bool names_prerelease = false;
};

struct Need {
  int target = 0;
  bool target_extra = false;
  Range range;
  bool holds = true;  ///< the marker, but for the extra
  bool from_extra = false;
};

/// What is wrong with a version's only file.
enum class Fault : std::uint8_t { none, platform, python, sdist, metadata, metadata_python };

/// How a version is written: `0.3`, `0.3a1`, or as a build of the version before it, `0.2+l`.
enum class Form : std::uint8_t { plain, prerelease, local };

struct Version {
  Fault fault = Fault::none;
  bool yanked = false;
  Form form = Form::plain;
  int day = 1;              ///< of its upload; 0: the index does not say
  bool is_further = false;  ///< stands on the second index
  std::vector<Need> needs;
};

/// What versions of `parent` need in the place of what their metadata says of the target.
struct ScopedNeed {
  int parent = 0;
  int version = 0;  ///< 0: all
  Need need;        ///< one that does not hold takes the dependency away
};

struct World {
  std::vector<std::vector<Version>> packages;  ///< versions 1 … n at [1] … [n]
  std::vector<Need> roots;
  std::vector<std::pair<int, Range>> constraints;
  std::vector<std::pair<int, Range>> left_out;  ///< ask for nothing, but their pins and pre-releases count
  std::map<int, std::vector<Need>> overrides;   ///< by target; one that does not hold and stands alone: an exclusion
  std::vector<ScopedNeed> scoped;
  std::map<int, int> preferences;  ///< package to version
  std::map<int, int> installed;
  std::set<int> upgraded;
  std::set<int> no_binary;
  ResolutionMode resolution = ResolutionMode::highest;
  PrereleaseMode prerelease = PrereleaseMode::if_necessary;
  std::map<int, PrereleaseMode> prerelease_of;
  int cutoff = 0;                ///< day at and after which nothing exists; 0: there is none
  std::map<int, int> cutoff_of;  ///< 0: lifted
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
  bool one_in(int chance) { return below(chance) == 0; }
  void add_forms(std::vector<Version>& versions);
  void fill_version(const World& world, Version& version);
  void add_policies(World& world);
  void add_version_policies(World& world);
  void add_scoped(World& world);
  Need need(const World& world, bool may_need_extra);
  Range range(const World& world, int package);

  std::mt19937_64 random_;
};

/// How many worlds a test tries: `usual` (a part of them in builds with sanitizers), or what AXLE_FUZZ_INSTANCES says.
[[nodiscard]] int fuzz_instances(int usual);

/// As the user or the metadata writes it, with its markers.
[[nodiscard]] std::string requirement_text(const Need& need);

/// In random order, as the requirements of problem_of().
[[nodiscard]] Releases releases_of(const World& world, Worlds& random);
[[nodiscard]] FakeSource source_of(const World& world, const Releases& releases);
/// Where the first index that has a name hides the other: what stands there of each name that it has.
[[nodiscard]] FakeSource first_index_of(const World& world, const Releases& releases);
[[nodiscard]] Problem problem_of(const World& world, Worlds& random);

}  // namespace axle::resolver::test
