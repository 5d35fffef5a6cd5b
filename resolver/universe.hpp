// SPDX-License-Identifier: MIT OR Apache-2.0
// What the search knows of the world: names, versions and facts as numbers.
//
// Source:   universal.md §1. A name is a package or an extra of one ("face": present or absent, without versions of
//           its own). The root is name 0 with one version.
// Contract: dependencies come in canonical order (by name, then extra), whatever the order of the input; a name's
//           table never changes after the name was first given out.
// Not here: texts; package_universe.hpp makes a universe of a Problem and a MetadataSource.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "resolver/version_set.hpp"

namespace axle::resolver {

using NameId = std::uint32_t;
/// Number of a statement about the world, for the proof; the universe knows what it says.
using FactId = std::uint32_t;

inline constexpr NameId k_root = 0;
inline constexpr FactId k_no_fact = 0xFFFFFFFF;

/// "needs `target` at one of `allowed`" (never the absent bit).
struct Dependency {
  NameId target = 0;
  SetId allowed = 0;
  FactId fact = k_no_fact;
};

struct Pick {
  NameId name = 0;
  std::uint32_t bit = 0;
  bool operator==(const Pick&) const = default;
};

/// Versions (without the absent bit) that cannot be used.
struct Ban {
  SetId versions = 0;
  FactId fact = k_no_fact;
};

/// What one version says, or why it cannot be read.
struct VersionFacts {
  bool usable = true;
  FactId fact = k_no_fact;  ///< the reason when not usable
  std::vector<Dependency> dependencies;
};

class SearchRoom;

/// A package is far back when so many better versions of it went by decisions about other packages.
inline constexpr std::uint32_t k_far_back = 5;

class Universe {
 public:
  virtual ~Universe() = default;
  [[nodiscard]] virtual SetPool& sets() = 0;
  /// The package of a face; a package itself.
  [[nodiscard]] virtual NameId base(NameId name) const = 0;
  /// Versions + 1. The table of a name that was given out is frozen.
  [[nodiscard]] virtual std::size_t bits(NameId name) const = 0;
  [[nodiscard]] virtual std::span<const Ban> bans(NameId name) = 0;
  /// Bits to try before the best one, in this order.
  [[nodiscard]] virtual std::span<const std::uint32_t> preferred(NameId name) = 0;
  /// The facts of `bit` of a package are asked for next; those of other versions in `open` may follow. Latency only.
  virtual void expect(NameId, std::size_t /*bit*/, SetId /*open*/) {}
  /// The package holds another one far back: the facts of its worse versions may be asked for when there is an answer.
  /// Latency only.
  virtual void expect_swap(const Pick& /*holder*/) {}
  /// The dependencies of `bit` of a package, or, for a face, those that the extra adds to `bit` of its package.
  /// Stays valid. May block. Errors: those of `room`, which is asked before each set.
  [[nodiscard]] virtual Result<const VersionFacts*> facts(NameId name, std::size_t bit, SearchRoom& room) = 0;
};

}  // namespace axle::resolver
