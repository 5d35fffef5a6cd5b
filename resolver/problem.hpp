// SPDX-License-Identifier: MIT OR Apache-2.0
// The question: what the user asks for, for which interpreter, under which policies.
//
// Source:   resolver.md 1.5 (policies of the oracle), design README *Decisions* (pre-releases: stable first).
// Not here: the world (metadata_source.hpp), the answer (outcome.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "spec/name.hpp"
#include "spec/requirement.hpp"
#include "spec/tag.hpp"
#include "spec/target_python.hpp"
#include "spec/version.hpp"

namespace axle::resolver {

/// A requirement of the user. `origin` is where it stands (`requirements.txt`), empty for the command line.
struct GivenRequirement {
  spec::Requirement requirement;
  std::string origin;
  bool is_installed = false;  ///< nobody wrote it: it stands for an installed package
};

/// What versions of one package need, whatever their metadata says of that dependency. A requirement whose marker does
/// not hold takes the dependency away.
struct ScopedOverride {
  spec::PackageName parent;
  std::optional<spec::Version> version{};  ///< of the parent; nothing: all
  GivenRequirement given{};
};

/// A version to take where it is allowed: an installed one, or a pin of an earlier answer. Only an order of values.
struct Preference {
  spec::PackageName name;
  spec::Version version;
};

enum class ResolutionMode : std::uint8_t { highest, lowest, lowest_direct };

/// if_necessary: stable versions first, pre-releases behind them. explicit_only: the same for names whose first-party
/// requirements name a pre-release, none for the others. allow: pre-releases are ordinary versions.
enum class PrereleaseMode : std::uint8_t { disallow, allow, if_necessary, explicit_only, if_necessary_or_explicit };

/// `--index-strategy`: the first index that has a name; all indexes that have it, each to its last version before the
/// next; the best version of all of them.
enum class IndexStrategy : std::uint8_t { first_index, unsafe_first_match, unsafe_best_match };

/// A set of names that may be "all".
struct NameSet {
  bool all = false;
  std::vector<spec::PackageName> names;
  [[nodiscard]] bool contains(const spec::PackageName& name) const;
};

/// `--no-binary` and `--only-binary`; how they join is in resolver/format_control.hpp.
struct FormatControl {
  NameSet no_binary;
  NameSet only_binary;
};

/// `--exclude-newer`: files uploaded at or after the cut-off do not exist, nor do files without a time, unless they
/// stand in a --find-links location, where nothing has a time.
struct ExcludeNewer {
  std::optional<UnixTime> cutoff;
  /// Per name; nothing lifts the cut-off for the name.
  std::vector<std::pair<spec::PackageName, std::optional<UnixTime>>> per_package;
  [[nodiscard]] std::optional<UnixTime> of(const spec::PackageName& name) const;
};

/// `--prerelease` and `--prerelease-package`.
struct PrereleasePolicy {
  PrereleaseMode mode = PrereleaseMode::if_necessary;
  std::vector<std::pair<spec::PackageName, PrereleaseMode>> per_package;  ///< of several for a name the last counts
  [[nodiscard]] PrereleaseMode of(const spec::PackageName& name) const;
};

struct Options {
  ResolutionMode resolution = ResolutionMode::highest;
  PrereleasePolicy prerelease;
  IndexStrategy index_strategy = IndexStrategy::first_index;  ///< how the pages of a name are ranked
  ExcludeNewer exclude_newer;
  FormatControl format;
  NameSet upgrade;          ///< names whose preferences do not count; installed versions keep away older ones
  bool wheels_only = true;  ///< a version with only an sdist is unusable
  bool no_deps = false;
  bool tells_markers = false;  ///< Resolution::markers
  /// Conflicts after which a name is decided before the names it clashed with; 0 switches it off (tests).
  std::uint32_t promote_after = 5;
  /// Whether an answer that holds a package far back for the sake of another is questioned (swap.hpp); tests that
  /// compare with a plain depth-first search switch it off.
  bool swap = true;
  /// Conflicts after which the search ends without an answer: for questions that nobody asked.
  std::uint64_t most_conflicts = std::numeric_limits<std::uint64_t>::max();
  /// Bytes that the search may take for sets and clauses, and as many that a proof may take for its facts and sets.
  std::size_t search_memory = std::size_t{256} << 20U;
};

struct Problem {
  std::vector<GivenRequirement> roots;
  std::vector<GivenRequirement> constraints;
  std::vector<GivenRequirement> overrides;
  std::vector<ScopedOverride> scoped_overrides{};  ///< before those for all packages
  /// In the metadata of wheels that the user gave by URL: their pins and pre-releases count as the user's own.
  std::vector<spec::Requirement> named_by_wheels;
  /// Of the user, and left out, see leave_out_roots(): their pins, pre-releases and URLs count still.
  std::vector<spec::Requirement> left_out{};
  std::vector<Preference> preferences;
  spec::TargetPython target;
  spec::SupportedTags tags = spec::SupportedTags::from_list({});
  Options options;
};

/// Takes away the requirements (constraints) of the user that are meant, but not what they permit: a yanked version
/// that one of them pins, pre-releases that it names. What is true of the smaller problem is true of the whole one.
void leave_out_roots(Problem& problem, const std::function<bool(const GivenRequirement&)>& is_meant);
void leave_out_constraints(Problem& problem, const std::function<bool(const GivenRequirement&)>& is_meant);

}  // namespace axle::resolver
