// SPDX-License-Identifier: MIT OR Apache-2.0
// Removing distributions from an environment.
#include "engine/pip_uninstall.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "engine/need_graph.hpp"
#include "engine/orphans.hpp"
#include "venv/stage.hpp"

namespace axle::engine {

namespace {

Result<venv::InstallReport> remove(const venv::InstallPlan& plan, const venv::Installed& installed,
                                   const TargetEnvironment& environment, Session& session) {
  venv::StageOptions options;
  options.installed = &installed;
  options.warnings = &session.sinks().warnings;
  TRY_ASSIGN(auto staged, venv::stage(plan, {}, environment.target, options, session.pool()));
  return venv::commit(std::move(std::get<venv::Staged>(staged)), {.stop = session.sinks().stop, .observer = {}});
}

/// Who uninstalls because the disk is full must learn why that takes space.
Error explain_full_disk(Error error) {
  if (error.code() != ErrorCode::no_space) {
    return error;
  }
  return Error(ErrorCode::no_space,
               "the disk is too full even to uninstall: what is removed is written down first, so "
               "that a change can be undone")
      .with_hint("a few KiB are enough: `axle cache clean` removes what can be fetched again")
      .caused_by(std::move(error));
}

}  // namespace

Result<UninstallAnswer> run_pip_uninstall(const UninstallTargets& targets, UninstallMode mode,
                                          const TargetEnvironment& environment, Session& session) {
  const bool dry_run = mode == UninstallMode::dry_run;
  TRY_ASSIGN(auto lock, open_environment(environment, dry_run ? LockKind::shared : LockKind::exclusive, session));
  const Stopwatch watch(session.sinks().clock);
  TRY_ASSIGN(const venv::Installed installed, venv::Installed::scan(environment.site_directories));
  venv::PlanPolicy policy;
  policy.root = environment.target.root;
  UninstallAnswer answer;
  std::vector<spec::PackageName> names = targets.names;
  for (const std::string& url : targets.urls) {
    const auto found = find_installed_from(url, installed);
    names.insert(names.end(), found.begin(), found.end());
    if (found.empty()) {
      answer.urls_not_installed.push_back(redact_urls(url));
    }
  }
  if (targets.with_orphans) {
    const NeedGraph graph = make_need_graph(installed, environment.interpreter.python.markers);
    Orphans orphans = find_orphans(graph, names, policy.root);
    warn_of_faults(graph, session.sinks().warnings);
    for (const venv::UnreadableEntry& entry : installed.unreadable()) {
      session.sinks().warnings.warn(format("`{}` cannot be read: {}", to_printable(entry.path), entry.reason));
    }
    names.insert(names.end(), orphans.names.begin(), orphans.names.end());
    answer.in_doubt = std::move(orphans.in_doubt);
    answer.unproven = std::move(orphans.unproven);
  }
  TRY_ASSIGN(answer.plan, venv::plan_uninstall(names, installed, policy));
  if (dry_run || answer.plan.plan.changes_nothing()) {
    return answer;
  }
  TRY(check_writable(environment));
  auto report = remove(answer.plan.plan, installed, environment, session);
  if (!report) {
    return fail(explain_full_disk(std::move(report).error()));
  }
  answer.report = std::move(*report);
  answer.elapsed = watch.elapsed();
  if (lock) {
    lock->keep();
  }
  return answer;
}

}  // namespace axle::engine
