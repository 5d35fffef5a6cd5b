// SPDX-License-Identifier: MIT OR Apache-2.0
// `pip uninstall`: plan, stage (nothing new), commit.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/environment.hpp"
#include "engine/session.hpp"
#include "engine/uninstall_inputs.hpp"
#include "venv/commit.hpp"
#include "venv/plan.hpp"

namespace axle::engine {

struct UninstallAnswer {
  venv::UninstallPlan plan;
  venv::InstallReport report;  ///< empty after a dry run
  std::vector<std::string> urls_not_installed;
  std::vector<spec::PackageName> in_doubt;  ///< nothing needs them any more; they stay (engine/orphans)
  std::vector<spec::PackageName> unproven;  ///< nothing that can be read needs them any more; they stay
  std::chrono::nanoseconds elapsed{};       ///< of the work, without waiting for the environment's lock
};

enum class UninstallMode : std::uint8_t { apply, dry_run };

/// What is named and not installed is told in the plan. Errors: not_removable before any change; those of opening the
/// environment, of stage and of commit.
[[nodiscard]] Result<UninstallAnswer> run_pip_uninstall(const UninstallTargets& targets, UninstallMode mode,
                                                        const TargetEnvironment& environment, Session& session);

}  // namespace axle::engine
