// SPDX-License-Identifier: MIT OR Apache-2.0
// The steps of an install, one member function each, in the order in which they run.
#include "engine/pip_install.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "engine/input_resolution.hpp"
#include "engine/install_report.hpp"
#include "engine/pin_selection.hpp"
#include "engine/plan_execution.hpp"
#include "engine/request_marks.hpp"
#include "engine/required_hashes.hpp"
#include "engine/satisfaction.hpp"
#include "engine/upgrade_scope.hpp"
#include "venv/pyvenv_cfg.hpp"

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
    keep_requests(done.plan, options_);
    done.staying = staying_of(done.plan);
    TRY(add_held_back(done));
    done.elapsed = watch.elapsed();
    const std::set<spec::PackageName> asked = names_asked_for(pins);
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
    const auto check_metadata = [this](const spec::PinnedArtifact& artifact, const fetch::OwnMetadata& own) {
      return resolution_ ? resolution_->check_metadata(artifact, own) : Result<void>();
    };
    TRY_ASSIGN(done.report, PlanExecution(context(), observer_, check_metadata).run(done.plan));
    if (options_.strict) {
      TRY(check(done));
    }
    return done;
  }

  /// What a list holds may be a dependency, and an upgrade asks for nothing that was not asked for before.
  [[nodiscard]] bool keeps_new_requests() const {
    return !options_.dry_run && !options_.from_list && !options_.upgrade && options_.installer_metadata;
  }

  [[nodiscard]] PlanContext context() {
    return {.options = options_,
            .environment = environment_,
            .installed = installed_,
            .lock = lock_ ? &*lock_ : nullptr,
            .session = session_};
  }

  /// `plan` keeps everything.
  Result<void> mark_only(venv::InstallPlan plan, const std::set<spec::PackageName>& asked) {
    if (!keeps_new_requests()) {
      return {};
    }
    add_request_marks(plan, asked);
    return write_marks(plan, context());
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

  /// A package that was named and has newer versions stays for the sake of others.
  Result<void> add_held_back(InstallDone& done) {
    if (!options_.upgrade || options_.upgrade->all) {
      return {};
    }
    for (const spec::Requirement& named : options_.upgrade->named) {
      const auto is_kept = [&](const venv::PlanStep& step) {
        return std::holds_alternative<venv::Keep>(step) && venv::name_of(step) == named.name;
      };
      const venv::InstalledDistribution* const kept = installed_.find_first(named.name);
      const bool is_told = std::ranges::find(done.staying, named.name, &StayingPackage::name) != done.staying.end();
      if (kept == nullptr || is_told || std::ranges::none_of(done.plan.steps, is_kept)) {
        continue;
      }
      TRY_ASSIGN(const auto newest, resolution_->find_newest(named));
      if (newest && kept->version && *kept->version < *newest) {
        done.staying.push_back({.name = named.name,
                                .version = kept->version_text,
                                .reason = format("other packages hold {0} back; `axle pip why-not {1}=={0}` says which",
                                                 newest->to_string(), named.name.text())});
      }
    }
    return {};
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
