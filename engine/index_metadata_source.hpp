// SPDX-License-Identifier: MIT OR Apache-2.0
// The solver's view of the world, answered by indexes, wheels given by URL, and the environment itself.
//
// Rules:   a name that has wheels given by URL has those and nothing else; the solver takes the one of its URL. Network
//          failures end the resolution; metadata that cannot be read makes one version unusable, with the reason kept
//          (resolver.md 1.4). What is installed twice, or with METADATA that nobody can read, is no candidate: the
//          version that an index has takes its place.
// Not here: policy (resolver), protocols (fetch/index_client).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/warning_sink.hpp"
#include "engine/direct_wheel.hpp"
#include "fetch/index_client.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/problem.hpp"
#include "spec/metadata.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

/// What is installed counts as a candidate, unless it is to be replaced in any case.
struct InstalledCandidates {
  const venv::Installed& installed;
  std::function<bool(const spec::PackageName&)> may_stay;
  std::set<spec::PackageName> held{};  ///< no index is asked for these
};

/// What the user named by URL.
struct DirectCandidates {
  std::span<const DirectWheel> wheels;
  std::span<const RefusedPackage> refused;
};

/// An installed distribution that does not count, since its METADATA cannot be read.
struct UnreadableInstalled {
  spec::PackageName name;
  spec::Version version;
  std::string reason;  ///< one clause
};

/// Why nothing newer than what is installed could be seen.
struct NotLookedUp {
  resolver::Absence absence = resolver::Absence::offline;  ///< or unauthorized, not_found, not_in_locations
  std::string refusal;                                     ///< for unauthorized, as in Candidates
};

class IndexMetadataSource final : public resolver::MetadataSource {
 public:
  /// `indexes` is null with --no-index and no other location. References must outlive the source.
  /// Errors of candidates(): also those of `direct.refused`.
  IndexMetadataSource(fetch::IndexClient* indexes, DirectCandidates direct, InstalledCandidates installed,
                      std::stop_token stop);

  void hint(std::span<const spec::PackageName> names) override;
  [[nodiscard]] Result<resolver::Candidates> candidates(const spec::PackageName& name) override;
  void hint_metadata(std::span<const resolver::Candidate> candidates) override;
  [[nodiscard]] Result<resolver::MetadataAnswer> metadata(const resolver::Candidate& candidate) override;
  void while_waiting(const std::function<bool()>& look) override;
  [[nodiscard]] std::optional<resolver::Candidates> find_candidates(const spec::PackageName& name) override;
  [[nodiscard]] std::optional<resolver::MetadataAnswer> find_metadata(const resolver::Candidate& candidate) override;
  /// Of the names that candidates() was asked for, in the order of asking.
  [[nodiscard]] const std::vector<UnreadableInstalled>& unreadable_installed() const { return unreadable_installed_; }
  /// What is installed and counts, while no index could tell of others: it looks like the newest version, and may not
  /// be.
  [[nodiscard]] const std::map<spec::PackageName, NotLookedUp>& not_looked_up() const { return not_looked_up_; }
  /// Of the names that candidates() was asked for, those that some index has.
  [[nodiscard]] std::size_t listed_names() const { return listed_names_.size(); }
  /// What indexes that refused said, where the answers of the others were taken; and of pages on which no file can be
  /// used, why that is so of one.
  [[nodiscard]] const std::set<std::string>& refusals() const { return refusals_; }

 private:
  [[nodiscard]] const DirectWheel* find_direct(const resolver::Candidate& candidate) const;
  [[nodiscard]] Result<std::optional<spec::IndexFile>> find_file(const resolver::Candidate& candidate);
  [[nodiscard]] Result<resolver::Candidates> list_index(const spec::PackageName& name);
  void note_unusable(const spec::PackageName& name, const std::vector<resolver::ListedPage>& pages);
  [[nodiscard]] std::vector<resolver::ListedPage> listed(const fetch::PageAnswer& answer) const;
  [[nodiscard]] std::optional<spec::Version> find_installed(const spec::PackageName& name);

  fetch::IndexClient* indexes_;
  std::map<spec::PackageName, std::vector<const DirectWheel*>> direct_;
  std::map<spec::PackageName, const RefusedPackage*> refused_;
  InstalledCandidates installed_;
  std::map<spec::PackageName, spec::DependencyMetadata> installed_metadata_;
  std::vector<UnreadableInstalled> unreadable_installed_;
  std::set<std::string> refusals_;
  std::map<spec::PackageName, NotLookedUp> not_looked_up_;
  std::set<spec::PackageName> listed_names_;
  std::stop_token stop_;
};

/// Tells where what is installed stays because nobody could be asked, of the packages that were to be upgraded:
/// otherwise an upgrade without the password of its index would look like one that found nothing newer. `locations` are
/// those of the indexes.
void warn_of_not_looked_up(const IndexMetadataSource& source, const resolver::NameSet& upgrade,
                           std::span<const fetch::IndexLocation> locations, WarningSink& warnings);

}  // namespace axle::engine
