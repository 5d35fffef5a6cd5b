// SPDX-License-Identifier: MIT OR Apache-2.0
// The answer: a resolution, or the proof that there is none. Both are data; texts are made from them.
//
// Source:   architecture.md 3.3, 3.5 ("no solution" is no error); resolver.md 5.3 (data first).
// Not here: which file of a version to install (wheel_choice.hpp), the text of a proof (explanation.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/url.hpp"
#include "resolver/metadata_source.hpp"
#include "spec/index_page.hpp"
#include "spec/marker.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"

namespace axle::resolver {

/// Files of one version on one page: [first, last). All of them, whatever the target.
struct FileRange {
  ListedPage listed;
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Who asked for a package: `name` is empty for the user.
struct Requirer {
  spec::PackageName name;
  /// Without its marker. As written when it is the user's; of metadata, `b[x]>=1` gives two: `b>=1` and `b[x]`.
  std::string requirement;
  std::string origin;  ///< file of a user's requirement
};

struct ResolvedPackage {
  spec::PackageName name;
  spec::Version version;
  CandidateOrigin origin = CandidateOrigin::index;
  bool installed = false;  ///< the environment holds this version, and it may stay
  bool requested = false;  ///< named by the user
  std::optional<Url> direct_url;
  std::vector<FileRange> files;  ///< empty for direct URLs and for what only the environment holds
  std::vector<spec::ExtraName> extras;
  std::vector<Requirer> required_by;  ///< the user first, then by name
};

/// What the search did.
struct SearchStatistics {
  std::uint64_t decisions = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t propagations = 0;
  std::uint64_t restarts = 0;
  std::uint64_t clauses = 0;
  std::uint64_t metadata_read = 0;
  std::uint64_t names = 0;
  bool operator==(const SearchStatistics&) const = default;
};

/// The marker of a requirement in metadata.
struct MetadataMarker {
  spec::PackageName name;  ///< that is required
  spec::Marker marker;
  bool is_scoped = false;  ///< of what the user has in its place in this package alone
};

struct Resolution {
  std::vector<ResolvedPackage> packages;  ///< by name
  std::vector<MetadataMarker> markers;    ///< in the metadata of these packages; only with Options::tells_markers
  std::vector<std::string> warnings;
  SearchStatistics statistics;
};

/// What a clause of the proof says.
enum class FactKind : std::uint8_t {
  derived,           ///< follows from its two causes
  requirement,       ///< the user requires it
  dependency,        ///< versions of one package need versions of another
  constraint,        ///< a constraint of the user forbids versions
  unusable,          ///< versions cannot be used, see `reason`
  extra_needs_base,  ///< an extra is nothing without its package
  self_dependency,   ///< versions that need another version of themselves
  no_versions,       ///< nothing listed satisfies `text`
  empty_range,       ///< nothing can satisfy `text`, whatever is listed
};

/// Why versions cannot be used.
enum class UnusableReason : std::uint8_t {
  none,
  requires_python,
  wheel_python,
  wheel_abi,
  wheel_platform,
  only_sdist,
  no_binary,
  yanked,
  metadata,
  needs_build,
  bad_requirement,
  url_dependency,
};

/// "The package at one of these versions" (or absent). The versions are a bitset over ExplainedPackage::versions.
struct FactTerm {
  std::uint32_t package = 0;             ///< index into NoSolution::packages; 0 is the user
  std::optional<spec::ExtraName> extra;  ///< the package's extra; then `versions` is empty
  bool absent = false;                   ///< whether the term also holds when the package is absent
  std::vector<std::uint64_t> versions;
};

/// A clause: not all of its terms hold together.
struct Fact {
  FactKind kind = FactKind::derived;
  UnusableReason reason = UnusableReason::none;
  std::vector<FactTerm> terms;
  /// Requirement or constraint as written, empty if there are `texts`; for `unusable` the detail, if any.
  std::string text;
  /// Where versions ask for the same listed versions in different words: each wording once, of the oldest first.
  std::vector<std::string> texts;
  std::string origin;         ///< file of a user's requirement or constraint
  bool is_installed = false;  ///< a requirement that nobody wrote: it stands for an installed package
  std::optional<std::pair<std::uint32_t, std::uint32_t>> causes;  ///< indexes of earlier facts, for `derived`
};

/// A version whose files are all newer than the cut-off date.
struct HiddenVersion {
  spec::Version version;
  std::optional<UnixTime> uploaded;  ///< its oldest file; nothing: the index does not say
};

/// What is known of a package that takes part in the proof.
struct ExplainedPackage {
  spec::PackageName name;
  std::vector<spec::Version> versions;   ///< all that the policies let exist, ascending
  std::vector<UnusableReason> unusable;  ///< for each version
  std::vector<bool> available;           ///< for each version: false for what only the environment holds
  Absence absence = Absence::none;
  std::string refusal;  ///< for unauthorized: which index refused what, and whether credentials were sent
  std::string url;      ///< that the user gave, for display: nothing else counts then
  /// Not there by --prerelease, ascending. Of these and the next: only what no requirement of the proof excludes.
  std::vector<spec::Version> hidden_prereleases;
  std::vector<HiddenVersion> hidden_newer;  ///< not there by --exclude-newer, ascending
  std::string cutoff_option;                ///< what hides them, as one would type it
  /// For each version its compressed tag sets, sorted; empty unless it has wheels, but none for the target, and the
  /// user's constraints let it in.
  std::vector<std::vector<std::string>> wheel_tags;
};

/// What kind of change helps; they are told in this order.
enum class FixKind : std::uint8_t {
  requirement,  ///< the user's requirement without its bounds
  constraint,   ///< without a constraint
  prereleases,  ///< of one package
  dates,        ///< without the cut-off date for one package
  indexes,      ///< all that know a name count
  python,       ///< another one
};

/// One change of the problem.
struct FixStep {
  FixKind kind = FixKind::requirement;
  spec::PackageName package;
  std::string requirement{};  ///< requirement, constraint: as written
  std::string origin{};       ///< its file
  /// What to write in its place. A constraint has none, but for the bound of an option: then `origin` is that option.
  std::string replacement{};
  std::optional<spec::Version> python{};
  bool operator==(const FixStep&) const = default;
};

/// Changes with which there is an answer.
struct Fix {
  std::vector<FixStep> steps;
  std::vector<std::pair<spec::PackageName, spec::Version>> packages;  ///< of the conflict, as they are then
};

/// The proof: facts in order, causes before what follows from them; the last one says that nothing works.
struct NoSolution {
  std::vector<ExplainedPackage> packages;  ///< 0 is the user
  std::vector<Fact> facts;
  std::string python_version;
  std::string best_tag;  ///< the most specific tag of the target
  std::vector<std::string> warnings;
  SearchStatistics statistics;
  /// Conflicts that have nothing to do with this one: nothing that the user said is in two of them.
  std::vector<NoSolution> others{};
  std::vector<Fix> fixes{};  ///< each of them helps, with `others` too
};

using Outcome = std::variant<Resolution, NoSolution>;

}  // namespace axle::resolver
