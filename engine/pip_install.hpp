// SPDX-License-Identifier: MIT OR Apache-2.0
// `pip install`: from requirements to a changed environment.
//
// Steps:   satisfied already? → solve → choose wheels → plan → obtain → stage → commit. Everything before `commit` can
//          be interrupted without a trace; a dry run stops after the plan.
// Not here: reading requirement files (engine/install_inputs), output (cli).
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/digest.hpp"
#include "base/link_tree.hpp"
#include "base/result.hpp"
#include "engine/environment.hpp"
#include "engine/index_metadata_source.hpp"
#include "engine/session.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "spec/artifact.hpp"
#include "spec/metadata_fields.hpp"
#include "venv/check.hpp"
#include "venv/commit.hpp"
#include "venv/plan.hpp"

namespace axle::engine {

/// The index that a project has a package from.
struct SentToIndex {
  std::string index;  ///< its name
  SourcePlace place;
};

/// What the user asks for, read and parsed.
struct InstallInputs {
  std::vector<resolver::GivenRequirement> roots;
  std::vector<resolver::GivenRequirement> constraints;
  std::vector<resolver::GivenRequirement> overrides;
  std::vector<resolver::ScopedOverride> scoped_overrides;
  /// What installed versions need and do not have: each as the override that leaves it out, see engine/unmet_needs.
  std::vector<resolver::ScopedOverride> unmet{};
  std::vector<DirectWheel> direct;
  std::vector<RefusedPackage> refused;
  std::vector<spec::Requirement> named_by_wheels;  ///< in the metadata of `direct`, filled by follow_direct_wheels()
  std::map<spec::PackageName, std::vector<Hash>> hashes;  ///< --hash values that all who give some allow
  std::map<spec::PackageName, SentToIndex> sent_to;       ///< names that one index serves, and no other
};

/// What `pip upgrade` is to move.
struct UpgradeScope {
  bool all = false;
  std::vector<spec::Requirement> named{};  ///< their bounds and extras count as well
  std::set<spec::PackageName> excluded{};  ///< they stay as they are
};

/// What an upgrade does not touch, and why.
struct StayingPackage {
  spec::PackageName name;
  std::string version;
  std::string reason;  ///< a clause: "it was installed from `URL`"
};

struct InstallOptions {
  resolver::Options resolver;
  fetch::IndexPlan indexes;
  fetch::RefreshPolicy refresh;
  bool reinstall_all = false;
  std::set<spec::PackageName> reinstall;
  bool exact = false;
  bool dry_run = false;
  bool from_list = false;  ///< all that is to be there is named, by a lock or for `pip sync`
  bool report = false;     ///< a dry run tells all about what it would install
  bool strict = false;
  bool require_hashes = false;
  bool compile_bytecode = false;
  bool installer_metadata = true;  ///< INSTALLER, REQUESTED and direct_url.json are written
  LinkMode link_mode = LinkMode::hardlink;
  std::optional<UpgradeScope> upgrade{};  ///< what is installed is asked for as well, and not marked as requested

  [[nodiscard]] bool upgrades() const { return resolver.upgrade.all || !resolver.upgrade.names.empty(); }
};

/// Told as each step ends, for status lines that must not wait for the next one.
class InstallObserver {
 public:
  using Elapsed = std::chrono::nanoseconds;
  virtual ~InstallObserver() = default;
  virtual void resolved(std::size_t packages, Elapsed elapsed) = 0;
  /// At most once.
  virtual void prepared(std::size_t packages, Elapsed elapsed) = 0;
  /// The change is visible. Old files leave in the commit; installing is staging and the commit.
  virtual void changed(const venv::InstallReport& report, Elapsed uninstalling, Elapsed installing) = 0;
  virtual void compiled(std::size_t files, Elapsed elapsed) = 0;
};

/// Everything asked for is installed; nothing was resolved.
struct AlreadySatisfied {
  std::size_t requirements = 0;
  InstallObserver::Elapsed elapsed{};
};

/// A file that would be installed, for a report.
struct ReportedInstall {
  spec::PinnedArtifact artifact;
  std::vector<std::string> requested_extras;  ///< by the user; sorted
  std::vector<spec::MetadataField> metadata;
};

struct InstallDone {
  venv::InstallPlan plan;
  std::vector<ReportedInstall> reported;  ///< by name; with `report`
  venv::InstallReport report;             ///< empty after a dry run
  std::size_t resolved = 0;               ///< packages of the resolution
  std::size_t to_download = 0;            ///< artifacts of the plan that the cache does not hold
  std::vector<venv::Finding> findings;    ///< with `strict`
  InstallObserver::Elapsed elapsed{};     ///< of checking the environment, for "Checked N packages in T"
  std::vector<StayingPackage> staying;    ///< with `upgrade`: what was asked for and cannot be upgraded
};

using InstallAnswer = std::variant<AlreadySatisfied, InstallDone, resolver::NoSolution>;

/// Errors: everything of the steps; hash_missing with --require-hashes; not_removable before any change.
[[nodiscard]] Result<InstallAnswer> run_pip_install(const InstallInputs& inputs, const InstallOptions& options,
                                                    const TargetEnvironment& environment, Session& session,
                                                    InstallObserver& observer);
/// The steps from the plan on, for artifacts that nobody has to choose any more. Errors: those of these steps.
[[nodiscard]] Result<InstallAnswer> run_pinned_install(const std::vector<spec::PinnedArtifact>& pins,
                                                       const InstallOptions& options,
                                                       const TargetEnvironment& environment, Session& session,
                                                       InstallObserver& observer);

}  // namespace axle::engine
