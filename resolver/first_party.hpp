// SPDX-License-Identifier: MIT OR Apache-2.0
// What the user says about single packages, gathered by name: pins, URLs, constraints, overrides, preferences.
//
// Source:   resolver.md 1.5. Requirements whose marker is false for the target say nothing.
// Not here: the world (metadata_source.hpp), turning it into versions (candidate_policy.hpp).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/text_hash.hpp"
#include "base/url.hpp"
#include "resolver/problem.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"

namespace axle::resolver {

/// Everything the user says about one package.
struct PackageWishes {
  bool is_root = false;
  bool names_prerelease = false;
  bool is_overridden = false;
  /// Required for being installed alone, and not to be upgraded: it must not decide about what is.
  bool is_settled = false;
  std::optional<Url> url;                  ///< the first that names it; others may have another fragment
  std::vector<spec::Version> pins;         ///< `==V` and `===V`
  std::vector<spec::Version> preferences;  ///< in order
  std::vector<const GivenRequirement*> roots;
  std::vector<const GivenRequirement*> constraints;
  std::vector<const GivenRequirement*> overrides;
  std::vector<std::pair<const ScopedOverride*, bool>> scoped;  ///< what its versions need; whether the marker holds
};

/// By dependency of one version, what it needs in the place of what its metadata says: nothing where it is left out.
using Replacements = std::map<std::string, std::vector<const GivenRequirement*>, std::less<>>;

/// Of one version of the package, also those whose marker does not hold. What is said of this version goes before what
/// is said of all versions.
[[nodiscard]] Replacements all_replacements(const PackageWishes& parent, const spec::Version& version);

class FirstParty {
 public:
  /// Errors: no_solution when a name gets URLs of two files.
  [[nodiscard]] static Result<FirstParty> gather(const Problem& problem);
  [[nodiscard]] const PackageWishes& of(const spec::PackageName& name) const;
  [[nodiscard]] bool is_overridden(std::string_view name) const;
  /// Those of all_replacements() that hold.
  [[nodiscard]] Replacements replacements_of(const spec::PackageName& parent, const spec::Version& version) const;
  /// Root requirements that hold for the target, overrides applied, sorted by text.
  [[nodiscard]] const std::vector<const GivenRequirement*>& roots() const { return roots_; }

 private:
  void note_versions(const spec::Requirement& requirement);
  [[nodiscard]] Result<void> note(const GivenRequirement& given);
  void gather_roots(const Problem& problem);
  void gather_left_out(const Problem& problem);
  void gather_scoped(const Problem& problem);
  /// Whether the constraint names a URL other than the one that an override puts in its place.
  [[nodiscard]] bool is_elsewhere(const GivenRequirement& constraint) const;

  std::unordered_map<std::string, PackageWishes, TextHash, std::equal_to<>> by_name_;  // looked up, never walked
  std::vector<const GivenRequirement*> roots_;
};

}  // namespace axle::resolver
