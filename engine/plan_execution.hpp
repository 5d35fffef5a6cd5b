// SPDX-License-Identifier: MIT OR Apache-2.0
// From the plan of an install to a changed environment: wheels are obtained, staged and committed.
//
// Rules:   what is damaged in the cache, or taken out of it meanwhile, is obtained once more (reliability F13). Until
//          the commit everything can be interrupted without a trace.
// Not here: making the plan (engine/pip_install), the steps themselves (fetch/wheel_supply, venv/stage, venv/commit).
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "base/file_lock.hpp"
#include "base/result.hpp"
#include "engine/environment.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "fetch/wheel_supply.hpp"
#include "venv/environment_lock.hpp"
#include "venv/installed.hpp"
#include "venv/stage.hpp"

namespace axle::engine {

/// What a plan is for. All of it outlives what works with it.
struct PlanContext {
  const InstallOptions& options;
  const TargetEnvironment& environment;
  const venv::Installed& installed;
  venv::EnvironmentLock* lock;  ///< null where none could be taken; kept once something has changed
  Session& session;
};

/// Does what one plan says, once.
class PlanExecution {
 public:
  /// `check` may be empty: what is held against the metadata of the wheels.
  PlanExecution(const PlanContext& context, InstallObserver& observer, fetch::WheelCheck check)
      : context_(context), session_(context.session), observer_(observer), check_(std::move(check)) {}

  /// Errors: permission_denied; those of obtaining, staging and committing; cache_damaged when what was fetched anew is
  /// damaged again.
  [[nodiscard]] Result<venv::InstallReport> run(const venv::InstallPlan& plan);

 private:
  using StageOutcome = std::variant<venv::Staged, venv::Damaged>;

  [[nodiscard]] Result<StageOutcome> obtain_and_stage(const venv::InstallPlan& plan);
  [[nodiscard]] Result<venv::Staged> make_staged(const venv::InstallPlan& plan);
  [[nodiscard]] Result<std::optional<FileLock>> hold_cache();
  [[nodiscard]] Result<std::vector<spec::UnpackedWheel>> prepare(const venv::InstallPlan& plan);
  [[nodiscard]] Result<StageOutcome> stage_once(const venv::InstallPlan& plan,
                                                std::span<const spec::UnpackedWheel> wheels);
  [[nodiscard]] Result<std::vector<spec::PackageName>> drop_damaged(const venv::Damaged& damaged);
  [[nodiscard]] bool is_relocatable() const;
  void warn_of_damage(const std::vector<spec::PackageName>& dropped);
  void warn_of_copies(LinkMode used);

  PlanContext context_;
  Session& session_;
  InstallObserver& observer_;
  fetch::WheelCheck check_;
  InstallObserver::Elapsed staging_{};
  bool has_told_of_preparing_ = false;
};

/// Writes the marks of a plan that keeps everything. All that was asked for is there, so that a mark which cannot be
/// written is a warning, and nothing is said where the environment is read-only: nobody removes anything there either.
/// Errors: undone, cancelled, recovery_failed.
[[nodiscard]] Result<void> write_marks(const venv::InstallPlan& plan, const PlanContext& context);

}  // namespace axle::engine
