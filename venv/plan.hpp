// SPDX-License-Identifier: MIT OR Apache-2.0
// What has to change: from pinned artifacts and what is installed to a list of steps, without touching anything.
//
// Refusals come here, before any change: a distribution without RECORD is never half-removed.
#pragma once

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "spec/artifact.hpp"
#include "venv/installed.hpp"

namespace axle::venv {

struct Keep {
  InstalledDistribution installed;
  bool newly_asked_for = false;  ///< REQUESTED is to be written, which changes nothing else
  bool operator==(const Keep&) const = default;
};
struct Install {
  spec::PinnedArtifact artifact;
  bool operator==(const Install&) const = default;
};
/// `old` holds every installed distribution of the name, duplicates too.
struct Replace {
  std::vector<InstalledDistribution> old;
  spec::PinnedArtifact artifact;
  bool operator==(const Replace&) const = default;
};
struct Remove {
  std::vector<InstalledDistribution> old;
  bool operator==(const Remove&) const = default;
};
using PlanStep = std::variant<Keep, Install, Replace, Remove>;

/// Sorted by name, one step a name.
struct InstallPlan {
  std::vector<PlanStep> steps;
  /// Whether all stays, marked anew or not.
  [[nodiscard]] bool changes_nothing() const;
  [[nodiscard]] bool has_new_marks() const;
  /// Artifacts of Install and Replace steps, in order.
  [[nodiscard]] std::vector<spec::PinnedArtifact> artifacts() const;
  bool operator==(const InstallPlan&) const = default;
};

[[nodiscard]] const spec::PackageName& name_of(const PlanStep& step);
/// For tests: `keep a 1.0`, `mark a 1.0`, `install b 2.0`, `replace c 1.0 -> 1.1`, `remove d 1.0`.
[[nodiscard]] std::string to_string(const PlanStep& step);

struct PlanPolicy {
  bool reinstall_all = false;
  std::set<spec::PackageName> reinstall{};
  bool exact = false;                          ///< remove what is not pinned
  std::set<spec::PackageName> never_remove{};  ///< spared by `exact`
  std::string root{};                          ///< only distributions below it may be changed; "" means any
};

/// What planning reads of installed distributions, when it has to. The default reads the disk.
class DistributionReader {
 public:
  virtual ~DistributionReader() = default;
  [[nodiscard]] virtual std::optional<spec::DirectUrl> direct_url(const InstalledDistribution& distribution) const = 0;
  [[nodiscard]] virtual std::optional<std::string> removal_obstacle(
      const InstalledDistribution& distribution) const = 0;
  [[nodiscard]] virtual std::string installer(const InstalledDistribution& distribution) const = 0;
};
[[nodiscard]] const DistributionReader& disk_reader();

/// A pinned version that is installed is kept, unless it is to be reinstalled, or is pinned to a URL and was installed
/// from another place, or from an archive that was another one then (where both digests are known).
/// Errors: not_removable "cannot replace `foo` 1.0: …" before any change.
[[nodiscard]] Result<InstallPlan> plan_install(const std::vector<spec::PinnedArtifact>& pins,
                                               const Installed& installed, const PlanPolicy& policy,
                                               const DistributionReader& reader = disk_reader());

struct UninstallPlan {
  InstallPlan plan;
  std::vector<spec::PackageName> not_installed;  ///< asked for, but not there
};
/// Errors: not_removable "cannot uninstall `foo` 1.0: …".
[[nodiscard]] Result<UninstallPlan> plan_uninstall(const std::vector<spec::PackageName>& names,
                                                   const Installed& installed, const PlanPolicy& policy = {},
                                                   const DistributionReader& reader = disk_reader());

}  // namespace axle::venv
