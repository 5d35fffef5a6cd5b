// SPDX-License-Identifier: MIT OR Apache-2.0
// What a world means, told by enumeration of all its selections: which are answers, which of them is the one to give,
// and whether a proof that there is none is true. Works on the literals of the world, knows no specifiers or tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "resolver/outcome.hpp"
#include "tests/unit/resolver/random_world.hpp"

namespace axle::resolver::test {

/// The version of each package; 0: it is absent.
using Selection = std::vector<int>;

class WorldOracle {
 public:
  explicit WorldOracle(const World& world) : world_(world) {}

  /// Every selection in which all that is needed is there and may be there, and nothing else is there.
  [[nodiscard]] std::vector<Selection> answers() const;
  /// Of the answers the first one in the order in which names are found and versions preferred, as a plain depth-first
  /// search would find it.
  [[nodiscard]] std::optional<Selection> first_answer(std::vector<Selection> answers) const;
  [[nodiscard]] Selection selection_of(const Resolution& resolution) const;

  /// What the user asks for: requirements with what overrides put in their place.
  [[nodiscard]] std::vector<const Need*> roots() const;
  /// What a version needs by itself, or with its extra as well.
  [[nodiscard]] std::vector<const Need*> needs_of(int package, int version, bool of_extra) const;
  /// Whether a version exists under the policies, is listed or installed.
  [[nodiscard]] bool exists(int package, int version) const;
  /// Whether an existing version can be used.
  [[nodiscard]] bool is_usable(int package, int version) const;
  [[nodiscard]] bool is_constrained(int package, int version) const;
  /// Whether the world has the version, under whatever policy.
  [[nodiscard]] bool has(int package, int version) const { return version <= version_count(package); }
  /// Number of the version in the world; 0: there is none.
  [[nodiscard]] int number_of(int package, const std::string& version) const;

 private:
  [[nodiscard]] bool is_answer(const Selection& selection) const;
  [[nodiscard]] bool is_pinned(int package, int version) const;
  [[nodiscard]] bool is_preferred(int package, int version) const;
  [[nodiscard]] bool is_installed(int package, int version) const;
  [[nodiscard]] bool names_prerelease(int package) const;
  [[nodiscard]] PrereleaseMode mode_of(int package) const;
  [[nodiscard]] bool prefers_lowest(int package) const;
  [[nodiscard]] std::vector<int> by_preference(int package) const;
  [[nodiscard]] std::vector<const Need*> in_place_of(const Need& need, int package, int version) const;
  [[nodiscard]] std::optional<std::vector<const Need*>> scoped(int package, int version, int target) const;
  [[nodiscard]] const Version& version(int package, int version) const {
    return world_.packages[static_cast<std::size_t>(package)][static_cast<std::size_t>(version)];
  }
  [[nodiscard]] int package_count() const { return static_cast<int>(world_.packages.size()); }
  [[nodiscard]] int version_count(int package) const {
    return static_cast<int>(world_.packages[static_cast<std::size_t>(package)].size()) - 1;
  }

  const World& world_;
};

[[nodiscard]] inline bool allows(const Range& range, int version) {
  return ((range.versions >> static_cast<unsigned>(version)) & 1U) != 0;
}

/// The requirement as a proof writes it.
[[nodiscard]] std::string without_marker(const Need& need);

/// Takes away a requirement or a constraint of the user, but not what it permits.
void leave_out_root(World& world, std::size_t place);
void leave_out_constraint(World& world, std::size_t place);
/// The world in which the user asks for nothing but what the proof names.
[[nodiscard]] World with_named_inputs(const World& world, const NoSolution& proof);

/// The first thing in the proof that is not so, in words; empty: it is a proof.
[[nodiscard]] std::string fault_of(const NoSolution& proof, const World& world);

}  // namespace axle::resolver::test
