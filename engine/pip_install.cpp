// SPDX-License-Identifier: MIT OR Apache-2.0
// The steps of an install, one member function each, in the order in which they run.
#include "engine/pip_install.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "engine/bytecode_store.hpp"
#include "engine/input_resolution.hpp"
#include "engine/install_report.hpp"
#include "engine/pin_selection.hpp"
#include "engine/request_marks.hpp"
#include "engine/required_hashes.hpp"
#include "engine/satisfaction.hpp"
#include "engine/upgrade_scope.hpp"
#include "venv/pyvenv_cfg.hpp"
#include "venv/stage.hpp"

namespace axle::engine {
namespace {

class InstallRun {
 public:
  InstallRun(const InstallInputs& inputs, const InstallOptions& options, const TargetEnvironment& environment,
             Session& session, InstallObserver& observer)
      : inputs_(inputs), options_(options), environment_(environment), session_(session), observer_(observer) {}

  Result<InstallAnswer> run() {
    if (options_.require_hashes) {
      TRY(check_required_hashes(inputs_, markers()));
    }
    TRY(open());
    const Stopwatch watch(clock());  // waiting for the lock is no work
    TRY_ASSIGN(installed_, venv::Installed::scan(environment_.site_directories));
    if (options_.upgrade) {
      TRY_ASSIGN(upgrade_, add_upgrade(*options_.upgrade, installed_, environment_, inputs_));
      warn_of_excluded();
    }
    const auto scope = options_.resolver.no_deps ? SatisfactionScope::roots_only : SatisfactionScope::with_dependencies;
    if (may_be_satisfied() && is_satisfied(inputs_, scope, installed_, markers())) {
      const AlreadySatisfied answer{.requirements = inputs_.roots.size(), .elapsed = watch.elapsed()};
      const std::set<spec::PackageName> asked = names_asked_for(inputs_, markers());
      TRY(mark_only(plan_to_keep(asked, installed_, environment_.target.root), asked));
      return answer;
    }
    TRY_ASSIGN(resolver::Outcome outcome, resolve());
    if (auto* proof = std::get_if<resolver::NoSolution>(&outcome)) {
      return std::move(*proof);
    }
    const auto& resolution = std::get<resolver::Resolution>(outcome);
    const Stopwatch applying(clock());
    TRY_ASSIGN(const auto pins, select_pins(resolution, resolution_->problem(), resolution_->inputs(), options_));
    return apply(pins, &resolution, applying);
  }

  Result<InstallAnswer> run_pinned(const std::vector<spec::PinnedArtifact>& pins) {
    if (options_.dry_run && options_.report) {
      return fail(ErrorCode::usage,
                  "an installation report cannot be made of a lock file: leave out `--output-format`");
    }
    TRY(open());
    const Stopwatch watch(clock());
    TRY_ASSIGN(installed_, venv::Installed::scan(environment_.site_directories));
    return apply(pins, nullptr, watch);
  }

 private:
  Result<void> open() {
    TRY_ASSIGN(lock_,
               open_environment(environment_, options_.dry_run ? LockKind::shared : LockKind::exclusive, session_));
    return {};
  }

  [[nodiscard]] const Clock& clock() const { return session_.sinks().clock; }
  [[nodiscard]] const spec::MarkerEnvironment& markers() const { return environment_.interpreter.python.markers; }

  [[nodiscard]] bool may_be_satisfied() const {
    return !options_.upgrade && !options_.upgrades() && !options_.reinstall_all && options_.reinstall.empty() &&
           !options_.exact;
  }

  void warn_of_excluded() const {
    for (const spec::PackageName& name : options_.upgrade->excluded) {
      if (installed_.find_first(name) == nullptr) {
        session_.sinks().warnings.warn(format("`{}` is to be left as it is, but is not installed", name.text()));
      }
    }
  }

  Result<resolver::Outcome> resolve() {
    const Stopwatch watch(clock());
    const auto may_stay = [this](const spec::PackageName& name) { return !is_reinstalled(name); };
    resolution_.emplace(inputs_,
                        ResolutionScope{.options = options_.resolver,
                                        .indexes = options_.indexes,
                                        .refresh = options_.refresh,
                                        .target = environment_.interpreter.python,
                                        .installed = {installed_, may_stay, upgrade_.held},
                                        .preferences = installed_versions(),
                                        .keeps_texts = options_.dry_run && options_.report},
                        session_);
    auto outcome = resolution_->run();
    // What the solver could not read of the environment comes from the index, also at the same version.
    for (const UnreadableInstalled& distribution : resolution_->unreadable()) {
      unreadable_.insert(distribution.name);
    }
    if (outcome) {
      if (const auto* resolution = std::get_if<resolver::Resolution>(&*outcome)) {
        observer_.resolved(resolution->packages.size(), watch.elapsed());
      }
    }
    return outcome;
  }

  [[nodiscard]] std::vector<resolver::Preference> installed_versions() const {
    std::vector<resolver::Preference> versions;
    for (const venv::InstalledDistribution& distribution : installed_.distributions()) {
      const bool is_only_one = installed_.find(distribution.name).size() == 1;
      if (distribution.version && is_only_one && !is_reinstalled(distribution.name)) {
        versions.push_back({.name = distribution.name, .version = *distribution.version});
      }
    }
    return versions;
  }

  [[nodiscard]] bool is_reinstalled(const spec::PackageName& name) const {
    return options_.reinstall_all || options_.reinstall.contains(name);
  }

  /// `resolution` is what the pins come from; null for those of a lock.
  Result<InstallAnswer> apply(const std::vector<spec::PinnedArtifact>& pins, const resolver::Resolution* resolution,
                              const Stopwatch& watch) {
    InstallDone done;
    done.resolved = pins.size();
    TRY_ASSIGN(done.plan, venv::plan_install(pins, installed_, make_policy()));
    keep_requests(done.plan);
    done.staying = staying_of(done.plan);
    done.elapsed = watch.elapsed();
    const std::set<spec::PackageName> asked = names_of_requested(pins);
    if (options_.dry_run || done.plan.changes_nothing()) {
      TRY(count_downloads(done));
      TRY(mark_only(done.plan, asked));
      if (options_.dry_run && options_.report && resolution != nullptr) {
        TRY_ASSIGN(done.reported, report_installs(done.plan, *resolution, *resolution_, options_, session_));
      }
      return done;
    }
    if (keeps_new_requests()) {
      add_request_marks(done.plan, asked);
    }
    TRY(change(done));
    if (options_.strict) {
      TRY(check(done));
    }
    return done;
  }

  /// What the user asked for once stays so when it comes anew for the sake of another package; and an upgrade asks for
  /// nothing that was not asked for before.
  void keep_requests(venv::InstallPlan& plan) const {
    for (venv::PlanStep& step : plan.steps) {
      if (auto* replaced = std::get_if<venv::Replace>(&step)) {
        spec::PinnedArtifact& artifact = replaced->artifact;
        const bool was_requested = std::ranges::any_of(replaced->old, venv::read_requested);
        const bool was_listed = std::ranges::any_of(replaced->old, venv::read_listed);
        const bool is_requested = artifact.requested && !options_.upgrade.has_value();
        artifact.requested = was_requested || is_requested;
        artifact.from_list = (was_requested ? was_listed : options_.from_list) && (!is_requested || options_.from_list);
      } else if (auto* added = std::get_if<venv::Install>(&step)) {
        added->artifact.from_list = options_.from_list;
      }
    }
  }

  /// What a list holds may be a dependency, and an upgrade asks for nothing that was not asked for before.
  [[nodiscard]] bool keeps_new_requests() const {
    return !options_.dry_run && !options_.from_list && !options_.upgrade && options_.installer_metadata;
  }

  static std::set<spec::PackageName> names_of_requested(const std::vector<spec::PinnedArtifact>& pins) {
    std::set<spec::PackageName> names;
    for (const spec::PinnedArtifact& pin : pins) {
      if (pin.requested) {
        names.insert(pin.name);
      }
    }
    return names;
  }

  /// `plan` keeps everything. All that was asked for is there, so that a mark which cannot be written fails nothing: in
  /// an environment that is read-only nobody removes anything either.
  Result<void> mark_only(venv::InstallPlan plan, const std::set<spec::PackageName>& asked) {
    if (!keeps_new_requests()) {
      return {};
    }
    add_request_marks(plan, asked);
    if (!plan.has_new_marks() || !check_writable(environment_)) {
      return {};
    }
    auto marked = commit_marks(plan);
    if (marked || marked.error().code() == ErrorCode::undone || marked.error().code() == ErrorCode::recovery_failed) {
      return marked;
    }
    session_.sinks().warnings.warn(
        format("what was asked for is there, but is not marked as asked for: {}", marked.error().message()));
    return {};
  }

  Result<void> commit_marks(const venv::InstallPlan& plan) {
    TRY_ASSIGN(auto staged,
               venv::stage(plan, {}, environment_.target,
                           {.installed = &installed_, .warnings = &session_.sinks().warnings}, session_.pool()));
    TRY(venv::commit(std::move(std::get<venv::Staged>(staged)), {.stop = session_.sinks().stop, .observer = {}}));
    if (lock_) {
      lock_->keep();
    }
    return {};
  }

  /// What is damaged does stay, unless another package needs it: then it comes anew.
  [[nodiscard]] std::vector<StayingPackage> staying_of(const venv::InstallPlan& plan) const {
    std::vector<StayingPackage> staying = upgrade_.staying;
    std::erase_if(staying, [&](const StayingPackage& one) {
      return std::ranges::any_of(plan.steps, [&](const venv::PlanStep& step) {
        return venv::name_of(step) == one.name && !std::holds_alternative<venv::Keep>(step);
      });
    });
    return staying;
  }

  [[nodiscard]] venv::PlanPolicy make_policy() const {
    venv::PlanPolicy policy;
    policy.reinstall_all = options_.reinstall_all;
    policy.reinstall = options_.reinstall;
    policy.reinstall.insert(unreadable_.begin(), unreadable_.end());
    policy.exact = options_.exact;
    if (options_.exact && holds_seeds()) {
      for (const std::string_view name : {"pip", "setuptools", "wheel", "uv"}) {
        policy.never_remove.insert(spec::PackageName::of(name));
      }
    }
    policy.root = environment_.target.root;
    return policy;
  }

  /// Whether pip and what belongs to it came with the environment, as in those of the standard library, and are no
  /// business of who makes it exact (uv does the same).
  [[nodiscard]] bool holds_seeds() const {
    const auto cfg = venv::read_pyvenv_cfg(environment_.target.root);
    const bool is_bare = cfg && *cfg && ((*cfg)->made_by_axle || (*cfg)->made_by_uv) && !(*cfg)->seeded;
    return !is_bare;
  }

  Result<void> count_downloads(InstallDone& done) {
    fetch::WheelSupply supply = session_.make_wheel_supply(options_.refresh);
    for (const spec::PinnedArtifact& artifact : done.plan.artifacts()) {
      TRY_ASSIGN(const auto known, supply.find(artifact, session_.sinks().stop));
      done.to_download += known || artifact.file_url.is_file() ? 0U : 1U;
    }
    return {};
  }

  using StageOutcome = std::variant<venv::Staged, venv::Damaged>;

  Result<StageOutcome> obtain_and_stage(const venv::InstallPlan& plan) {
    TRY_ASSIGN(const std::vector<spec::UnpackedWheel> wheels, prepare(plan));
    return stage_once(plan, wheels);
  }

  /// What is damaged in the cache, and what other commands took out of it meanwhile, is obtained again, once; then no
  /// upkeep of the cache comes between (reliability F13).
  Result<venv::Staged> make_staged(const venv::InstallPlan& plan) {
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
  Result<std::optional<FileLock>> hold_cache() {
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

  Result<void> change(InstallDone& done) {
    TRY(check_writable(environment_));
    TRY_ASSIGN(venv::Staged ready, make_staged(done.plan));
    const std::size_t compiled = ready.compiled_files();
    warn_of_copies(ready.link_mode_used());
    const Stopwatch commit_watch(clock());
    TRY_ASSIGN(done.report, venv::commit(std::move(ready), {.stop = session_.sinks().stop, .observer = {}}));
    if (lock_) {
      lock_->keep();
    }
    const auto installing = staging_ + commit_watch.elapsed();
    observer_.changed(done.report, commit_watch.elapsed(), installing);
    if (options_.compile_bytecode) {
      observer_.compiled(compiled, installing);
    }
    return {};
  }

  Result<std::vector<spec::UnpackedWheel>> prepare(const venv::InstallPlan& plan) {
    const Stopwatch watch(clock());
    const std::vector<spec::PinnedArtifact> artifacts = plan.artifacts();
    fetch::WheelSupply supply = session_.make_wheel_supply(
        options_.refresh, [this](const spec::PinnedArtifact& artifact, const fetch::OwnMetadata& own) {
          return resolution_ ? resolution_->check_metadata(artifact, own) : Result<void>();
        });
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
  [[nodiscard]] bool is_relocatable() const {
    const auto cfg = venv::read_pyvenv_cfg(environment_.target.root);
    return cfg && *cfg && (*cfg)->relocatable;
  }

  Result<std::variant<venv::Staged, venv::Damaged>> stage_once(const venv::InstallPlan& plan,
                                                               std::span<const spec::UnpackedWheel> wheels) {
    const Stopwatch watch(clock());
    BytecodeStore bytecode(session_.options().cache_directory);
    venv::StageOptions stage_options;
    stage_options.link_mode = options_.link_mode;
    if (!options_.installer_metadata) {
      stage_options.installer.clear();
    }
    stage_options.script_interpreter = environment_.interpreter.executable;
    stage_options.relocatable = is_relocatable();
    stage_options.compile_bytecode = options_.compile_bytecode;
    stage_options.interpreter = &environment_.interpreter;
    stage_options.bytecode_cache = &bytecode;
    stage_options.installed = &installed_;
    stage_options.warnings = &session_.sinks().warnings;
    stage_options.log = &session_.sinks().log;
    stage_options.stop = session_.sinks().stop;
    auto staged = venv::stage(plan, wheels, environment_.target, stage_options, session_.pool());
    staging_ += watch.elapsed();
    return staged;
  }

  /// The names of those whose entries were damaged; they are gone now. Others had only been taken away.
  Result<std::vector<spec::PackageName>> drop_damaged(const venv::Damaged& damaged) {
    std::vector<spec::PackageName> dropped;
    for (const venv::DamagedArtifact& artifact : damaged.artifacts) {
      TRY_ASSIGN(const bool sound, session_.artifacts().verify(artifact.archive_digest, session_.sinks().stop));
      if (!sound && session_.artifacts().was_damaged(artifact.archive_digest)) {
        dropped.push_back(artifact.name);
      }
    }
    return dropped;
  }

  void warn_of_damage(const std::vector<spec::PackageName>& dropped) {
    for (const spec::PackageName& name : dropped) {
      session_.sinks().warnings.warn(format("cache entry for `{}` was damaged and was fetched again", name.text()));
    }
  }

  void warn_of_copies(LinkMode used) {
    if (used == LinkMode::copy && options_.link_mode != LinkMode::copy) {
      session_.sinks().warnings.warn(
          format("files were copied, since the environment cannot share them with the cache (`{}` failed); set "
                 "`--link-mode copy` to silence this",
                 to_string(options_.link_mode)));
    }
  }

  Result<void> check(InstallDone& done) {
    TRY_ASSIGN(const venv::Installed now, venv::Installed::scan(environment_.site_directories));
    const spec::TargetPython& python = environment_.interpreter.python;
    const auto tags = spec::SupportedTags::of(python);
    done.findings = venv::check_installed({.installed = now, .python = python, .tags = tags}, session_.pool());
    return {};
  }

  InstallInputs inputs_;
  const InstallOptions& options_;
  const TargetEnvironment& environment_;
  Session& session_;
  InstallObserver& observer_;
  std::optional<venv::EnvironmentLock> lock_;
  venv::Installed installed_;
  UpgradeInputs upgrade_;
  std::set<spec::PackageName> unreadable_;  // installed, but their metadata cannot be read
  std::optional<InputResolution> resolution_;
  InstallObserver::Elapsed staging_{};
  bool has_told_of_preparing_ = false;
};

}  // namespace

Result<InstallAnswer> run_pip_install(const InstallInputs& inputs, const InstallOptions& options,
                                      const TargetEnvironment& environment, Session& session,
                                      InstallObserver& observer) {
  return InstallRun(inputs, options, environment, session, observer).run();
}

Result<InstallAnswer> run_pinned_install(const std::vector<spec::PinnedArtifact>& pins, const InstallOptions& options,
                                         const TargetEnvironment& environment, Session& session,
                                         InstallObserver& observer) {
  const InstallInputs nothing_to_resolve;
  return InstallRun(nothing_to_resolve, options, environment, session, observer).run_pinned(pins);
}

}  // namespace axle::engine
