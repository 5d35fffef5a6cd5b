// SPDX-License-Identifier: MIT OR Apache-2.0
// Each step is one member function; run() joins them.
#include "engine/plan_execution.hpp"

#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "engine/bytecode_store.hpp"
#include "fetch/artifact_cache.hpp"
#include "venv/commit.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::engine {

Result<PlanExecution::StageOutcome> PlanExecution::obtain_and_stage(const venv::InstallPlan& plan) {
  TRY_ASSIGN(const std::vector<spec::UnpackedWheel> wheels, prepare(plan));
  return stage_once(plan, wheels);
}

/// What is damaged in the cache, and what other commands took out of it meanwhile, is obtained again, once; then no
/// upkeep of the cache comes between (reliability F13).
Result<venv::Staged> PlanExecution::make_staged(const venv::InstallPlan& plan) {
  auto outcome = obtain_and_stage(plan);
  const bool has_lost_something = !outcome && outcome.error().code() == ErrorCode::not_found;
  if (has_lost_something || (outcome && std::holds_alternative<venv::Damaged>(*outcome))) {
    TRY_ASSIGN(const auto held, hold_cache());
    std::vector<spec::PackageName> dropped;
    if (outcome) {
      TRY_ASSIGN(dropped, drop_damaged(std::get<venv::Damaged>(*outcome)));
    }
    outcome = obtain_and_stage(plan);
    if (outcome) {
      warn_of_damage(dropped);
    }
  }
  if (!outcome) {
    return fail(std::move(outcome).error());
  }
  if (const auto* damaged = std::get_if<venv::Damaged>(&*outcome)) {
    return fail(ErrorCode::cache_damaged, format("`{}` is damaged in the cache, and was again after fetching it anew",
                                                 damaged->artifacts.front().name.text()));
  }
  return std::move(std::get<venv::Staged>(*outcome));
}

/// Nothing for a cache that cannot be written: nobody takes anything out of it either.
Result<std::optional<FileLock>> PlanExecution::hold_cache() {
  auto lock =
      fetch::lock_contents(session_.options().cache_directory,
                           session_.lock_options(LockKind::shared, "waiting for the cache, which is emptied by"));
  if (lock) {
    return std::optional(std::move(*lock));
  }
  const ErrorCode code = lock.error().code();
  if (code == ErrorCode::lock_timeout || code == ErrorCode::cancelled) {
    return fail(std::move(lock).error());
  }
  return std::nullopt;
}

Result<venv::InstallReport> PlanExecution::run(const venv::InstallPlan& plan) {
  TRY(check_writable(context_.environment));
  TRY_ASSIGN(venv::Staged ready, make_staged(plan));
  const std::size_t compiled = ready.compiled_files();
  warn_of_copies(ready.link_mode_used());
  const Stopwatch commit_watch(session_.sinks().clock);
  TRY_ASSIGN(venv::InstallReport report,
             venv::commit(std::move(ready), {.stop = session_.sinks().stop, .observer = {}}));
  if (context_.lock != nullptr) {
    context_.lock->keep();
  }
  const auto installing = staging_ + commit_watch.elapsed();
  observer_.changed(report, commit_watch.elapsed(), installing);
  if (context_.options.compile_bytecode) {
    observer_.compiled(compiled, installing);
  }
  return report;
}

Result<std::vector<spec::UnpackedWheel>> PlanExecution::prepare(const venv::InstallPlan& plan) {
  const Stopwatch watch(session_.sinks().clock);
  const std::vector<spec::PinnedArtifact> artifacts = plan.artifacts();
  fetch::WheelSupply supply = session_.make_wheel_supply(context_.options.refresh, check_);
  std::size_t missing = 0;
  for (const spec::PinnedArtifact& artifact : artifacts) {
    if (artifact.file_name.empty()) {
      return fail(ErrorCode::offline,
                  format("no index lists a file of `{}=={}`", artifact.name.text(), artifact.version.to_string()));
    }
  }
  TRY_ASSIGN(auto wheels, supply.obtain_all(artifacts, session_.sinks().stop, missing));
  // Once: that a damaged wheel is fetched after the others is told by a warning.
  if (missing > 0 && !std::exchange(has_told_of_preparing_, true)) {
    observer_.prepared(missing, watch.elapsed());
  }
  return wheels;
}

/// Whether the environment was made to be moved; --target and --prefix never are.
bool PlanExecution::is_relocatable() const {
  const auto cfg = venv::read_pyvenv_cfg(context_.environment.target.root);
  return cfg && *cfg && (*cfg)->relocatable;
}

Result<PlanExecution::StageOutcome> PlanExecution::stage_once(const venv::InstallPlan& plan,
                                                              std::span<const spec::UnpackedWheel> wheels) {
  const Stopwatch watch(session_.sinks().clock);
  BytecodeStore bytecode(session_.options().cache_directory);
  venv::StageOptions stage_options;
  stage_options.link_mode = context_.options.link_mode;
  if (!context_.options.installer_metadata) {
    stage_options.installer.clear();
  }
  stage_options.script_interpreter = context_.environment.interpreter.executable;
  stage_options.relocatable = is_relocatable();
  stage_options.compile_bytecode = context_.options.compile_bytecode;
  stage_options.interpreter = &context_.environment.interpreter;
  stage_options.bytecode_cache = &bytecode;
  stage_options.installed = &context_.installed;
  stage_options.warnings = &session_.sinks().warnings;
  stage_options.log = &session_.sinks().log;
  stage_options.stop = session_.sinks().stop;
  auto staged = venv::stage(plan, wheels, context_.environment.target, stage_options, session_.pool());
  staging_ += watch.elapsed();
  return staged;
}

/// The names of those whose entries were damaged; they are gone now. Others had only been taken away.
Result<std::vector<spec::PackageName>> PlanExecution::drop_damaged(const venv::Damaged& damaged) {
  std::vector<spec::PackageName> dropped;
  for (const venv::DamagedArtifact& artifact : damaged.artifacts) {
    TRY_ASSIGN(const bool sound, session_.artifacts().verify(artifact.archive_digest, session_.sinks().stop));
    if (!sound && session_.artifacts().was_damaged(artifact.archive_digest)) {
      dropped.push_back(artifact.name);
    }
  }
  return dropped;
}

void PlanExecution::warn_of_damage(const std::vector<spec::PackageName>& dropped) {
  for (const spec::PackageName& name : dropped) {
    session_.sinks().warnings.warn(format("cache entry for `{}` was damaged and was fetched again", name.text()));
  }
}

void PlanExecution::warn_of_copies(LinkMode used) {
  if (used == LinkMode::copy && context_.options.link_mode != LinkMode::copy) {
    session_.sinks().warnings.warn(
        format("files were copied, since the environment cannot share them with the cache (`{}` failed); set "
               "`--link-mode copy` to silence this",
               to_string(context_.options.link_mode)));
  }
}

namespace {

Result<void> commit_marks(const venv::InstallPlan& plan, const PlanContext& context) {
  const SessionSinks& sinks = context.session.sinks();
  TRY_ASSIGN(auto staged,
             venv::stage(plan, {}, context.environment.target,
                         {.installed = &context.installed, .warnings = &sinks.warnings, .stop = sinks.stop},
                         context.session.pool()));
  TRY(venv::commit(std::move(std::get<venv::Staged>(staged)), {.stop = sinks.stop, .observer = {}}));
  if (context.lock != nullptr) {
    context.lock->keep();
  }
  return {};
}

}  // namespace

Result<void> write_marks(const venv::InstallPlan& plan, const PlanContext& context) {
  if (!plan.has_new_marks() || !check_writable(context.environment)) {
    return {};
  }
  auto marked = commit_marks(plan, context);
  const ErrorCode code = marked ? ErrorCode::io : marked.error().code();
  if (marked || code == ErrorCode::undone || code == ErrorCode::recovery_failed || code == ErrorCode::cancelled) {
    return marked;
  }
  context.session.sinks().warnings.warn(
      format("what was asked for is there, but is not marked as asked for: {}", marked.error().message()));
  return {};
}

}  // namespace axle::engine
