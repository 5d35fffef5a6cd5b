// SPDX-License-Identifier: MIT OR Apache-2.0
// From what the user asks for to one answer of the solver: indexes, wheels given by URL, and what is installed, joined.
//
// Used by: `pip install`, `pip compile`. Not here: choosing files (engine/pin_selection), changing environments.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "engine/index_metadata_source.hpp"
#include "engine/install_inputs.hpp"
#include "engine/session.hpp"
#include "fetch/index_client.hpp"
#include "fetch/wait_budget.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "spec/target_python.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

/// What is known of a conflict is told, however slow the network: all that only adds to it waits no longer than this.
inline constexpr std::chrono::seconds k_wait_for_ways_out{5};
/// Where that was too short.
void warn_of_slow_index(const fetch::WaitBudget& budget, WarningSink& warnings);

/// Limits the waits of a client for as long as it lives: what is asked for later waits again.
class WaitLimit {
 public:
  /// `indexes` may be null; it, and `budget`, must outlive this.
  WaitLimit(fetch::IndexClient* indexes, fetch::WaitBudget& budget) : indexes_(indexes) {
    if (indexes_ != nullptr) {
      indexes_->limit_waits(&budget);
    }
  }
  ~WaitLimit() {
    if (indexes_ != nullptr) {
      indexes_->limit_waits(nullptr);
    }
  }
  WaitLimit(const WaitLimit&) = delete;
  WaitLimit& operator=(const WaitLimit&) = delete;

 private:
  fetch::IndexClient* indexes_;
};

/// How and for whom to choose. References must outlive the resolution.
struct ResolutionScope {
  const resolver::Options& options;
  const fetch::IndexPlan& indexes;
  const fetch::RefreshPolicy& refresh;
  spec::TargetPython target;
  InstalledCandidates installed;
  std::vector<resolver::Preference> preferences;
  bool keeps_texts = false;  ///< of metadata, for IndexClient::metadata_text()
};

class InputResolution {
 public:
  InputResolution(InstallInputs inputs, ResolutionScope scope, Session& session);

  /// Warnings of an answer go to the session's sink. Errors: those of the solver and of the network.
  [[nodiscard]] Result<resolver::Outcome> run();

  /// After run(): the version of a package that would be chosen if it were asked for alone and nothing were installed;
  /// nothing where that cannot be told. Errors: cancelled.
  [[nodiscard]] Result<std::optional<spec::Version>> find_newest(const spec::Requirement& wanted);

  /// With what wheels given by URL name.
  [[nodiscard]] const InstallInputs& inputs() const { return inputs_; }
  [[nodiscard]] const resolver::Problem& problem() const { return problem_; }
  /// Null when nothing but the environment could be asked.
  [[nodiscard]] fetch::IndexClient* indexes() const { return indexes_.get(); }
  /// A wheel must say what the solver read of it (reliability F40). Also a URL may have served something else when that
  /// was read: its metadata is kept for a while. Errors: those of IndexClient::check_metadata().
  [[nodiscard]] Result<void> check_metadata(const spec::PinnedArtifact& artifact, const fetch::OwnMetadata& own) const;
  /// What is installed and does not count, since its metadata cannot be read.
  [[nodiscard]] const std::vector<UnreadableInstalled>& unreadable() const { return unreadable_; }

 private:
  /// Errors: bad_configuration for a package that is to come from an index that nobody has named.
  [[nodiscard]] Result<fetch::IndexPlan> plan_indexes() const;
  /// What the user can know beyond the first proof, as far as that does not take the network long.
  [[nodiscard]] Result<void> explain(IndexMetadataSource& asked, resolver::NoSolution& proof);
  [[nodiscard]] Result<void> find_fixes(IndexMetadataSource& asked, resolver::NoSolution& proof,
                                        fetch::WaitBudget& budget);
  void make_problem();
  void warn_of_unreadable();

  InstallInputs inputs_;
  ResolutionScope scope_;
  Session& session_;
  std::unique_ptr<fetch::IndexClient> indexes_;
  resolver::Problem problem_;
  std::vector<UnreadableInstalled> unreadable_;
};

}  // namespace axle::engine
