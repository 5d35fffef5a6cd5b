// SPDX-License-Identifier: MIT OR Apache-2.0
// Removing distributions from an environment.
#include "engine/pip_uninstall.hpp"

#include <utility>

#include "base/url.hpp"
#include "venv/stage.hpp"

namespace axle::engine {

Result<UninstallAnswer> run_pip_uninstall(const UninstallTargets& targets, UninstallMode mode,
                                          const TargetEnvironment& environment, Session& session) {
  const bool dry_run = mode == UninstallMode::dry_run;
  TRY_ASSIGN(auto lock, open_environment(environment, dry_run ? LockKind::shared : LockKind::exclusive, session));
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
  TRY_ASSIGN(answer.plan, venv::plan_uninstall(names, installed, policy));
  if (dry_run || answer.plan.plan.changes_nothing()) {
    return answer;
  }
  venv::StageOptions options;
  options.installed = &installed;
  options.warnings = &session.sinks().warnings;
  TRY_ASSIGN(auto staged, venv::stage(answer.plan.plan, {}, environment.target, options, session.pool()));
  TRY_ASSIGN(answer.report,
             venv::commit(std::move(std::get<venv::Staged>(staged)), {.stop = session.sinks().stop, .observer = {}}));
  if (lock) {
    lock->keep();
  }
  return answer;
}

}  // namespace axle::engine
