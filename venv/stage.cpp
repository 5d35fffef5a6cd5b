// SPDX-License-Identifier: MIT OR Apache-2.0
// Staging: place, settle, build, collect what goes, plan the moves.
#include "venv/stage.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/bytecode_stage.hpp"
#include "venv/move_plan.hpp"
#include "venv/removal.hpp"
#include "venv/request_mark.hpp"
#include "venv/stage_tree.hpp"
#include "venv/staged_change.hpp"
#include "venv/startup_hooks.hpp"
#include "venv/wheel_placement.hpp"

namespace axle::venv {
namespace {

constexpr std::size_t k_named_files = 10;

std::string label_of(const InstalledDistribution& distribution) {
  return format("{} {}", distribution.name.text(), distribution.version_text);
}

/// Removes the change folder unless the change is handed on.
class FolderGuard {
 public:
  explicit FolderGuard(const Directory& root) : root_(&root) {}
  FolderGuard(const FolderGuard&) = delete;
  FolderGuard& operator=(const FolderGuard&) = delete;
  ~FolderGuard() {
    if (root_ != nullptr) {
      static_cast<void>(root_->remove_tree(k_change_folder));
    }
  }
  void release() { root_ = nullptr; }

 private:
  const Directory* root_;
};

class Stager {
 public:
  Stager(const InstallPlan& plan, const InstallTarget& target, const StageOptions& options, ThreadPool& pool)
      : plan_(plan),
        target_(target),
        options_(options),
        pool_(pool),
        warnings_(options.warnings != nullptr ? *options.warnings : own_warnings_) {}

  Result<std::variant<Staged, Damaged>> run(std::span<const spec::UnpackedWheel> wheels) {
    TRY(make_directories(target_.root));
    TRY_ASSIGN(Directory root, Directory::open(target_.root));
    TRY(root.make_directory(k_change_folder, 0700));
    FolderGuard guard(root);
    TRY(root.make_directory(k_stage_folder));
    TRY(root.make_directory(k_trash_folder, 0700));
    TRY(place(wheels));
    TRY_ASSIGN(const bool folds_case, options_.folds_case   ? Result<bool>(*options_.folds_case)
                                      : placements_.empty() ? Result<bool>(false)
                                                            : root.folds_case());
    TRY(settle_owners(placements_, folds_case, warnings_));
    TRY(check_space(root));
    StageTree tree(root, placements_, options_, pool_);
    if (auto built = tree.build(); !built) {
      return fail(whole_need(root, std::move(built).error()));
    }
    if (tree.is_damaged()) {
      return collect_damaged(tree);
    }
    std::size_t compiled = 0;
    if (options_.compile_bytecode && options_.interpreter != nullptr) {
      TRY_ASSIGN(compiled, stage_bytecode({root, placements_, target_, options_, pool_}));
    }
    TRY_ASSIGN(Journal journal, plan_journal(root));
    TRY(note_startup_hooks(root));
    guard.release();
    auto change = std::make_unique<StagedChange>(StagedChange{.root = std::move(root),
                                                              .journal = std::move(journal),
                                                              .report = std::move(report_),
                                                              .link_mode_used = tree.link_mode_used(),
                                                              .compiled_files = compiled});
    return Staged(std::move(change));
  }

 private:
  Result<void> place(std::span<const spec::UnpackedWheel> wheels) {
    std::map<spec::PackageName, const spec::UnpackedWheel*> by_name;
    for (const spec::UnpackedWheel& wheel : wheels) {
      by_name.emplace(wheel.name, &wheel);
    }
    const ScriptStart start{.interpreter = options_.script_interpreter, .relocatable = options_.relocatable};
    for (const PlanStep& step : plan_.steps) {
      note(step);
      const auto* install = std::get_if<Install>(&step);
      const auto* replace = std::get_if<Replace>(&step);
      if (install == nullptr && replace == nullptr) {
        continue;
      }
      const spec::PinnedArtifact& artifact = install != nullptr ? install->artifact : replace->artifact;
      const auto wheel = by_name.find(artifact.name);
      ASSERT(wheel != by_name.end(), "each artifact of a plan comes with its wheel");
      TRY_ASSIGN(WheelPlacement placement, place_wheel(*wheel->second, artifact, target_, start));
      placements_.push_back(std::move(placement));
      std::ranges::for_each(wheel->second->manifest.warnings, [&](const std::string& text) { warnings_.warn(text); });
      report_.installed.push_back({artifact.name, artifact.version.to_string(), artifact.direct_url});
    }
    return {};
  }

  /// Labels, report and the list of old distributions.
  void note(const PlanStep& step) {
    const auto* replace = std::get_if<Replace>(&step);
    const auto* remove = std::get_if<Remove>(&step);
    if (replace != nullptr || remove != nullptr) {
      for (const InstalledDistribution& old : replace != nullptr ? replace->old : remove->old) {
        old_.push_back(old);
        report_.removed.push_back({old.name, old.version_text, read_direct_url(old)});
      }
    }
  }

  /// Links need no room; copies do.
  Result<void> check_space(const Directory& root) {
    return options_.link_mode == LinkMode::copy ? root.check_space("", needed_bytes()) : Result<void>();
  }

  /// Links may have become copies, and each knows only what it needs itself.
  Error whole_need(const Directory& root, Error error) {
    if (error.code() != ErrorCode::no_space || !root.remove_tree(k_stage_folder)) {
      return error;
    }
    auto room = root.check_space("", needed_bytes());
    return room ? std::move(error) : std::move(room).error();
  }

  [[nodiscard]] std::uint64_t needed_bytes() const {
    std::uint64_t needed = 0;
    for (const WheelPlacement& placement : placements_) {
      for (const spec::ManifestFile& file : placement.wheel->manifest.files) {
        needed += file.size_bytes;
      }
    }
    return needed;
  }

  Damaged collect_damaged(const StageTree& tree) const {
    Damaged damaged;
    for (std::size_t p = 0; p < placements_.size(); ++p) {
      std::vector<std::uint32_t> files = tree.damaged()[p];
      if (files.empty()) {
        continue;
      }
      std::sort(files.begin(), files.end());
      const spec::UnpackedWheel& wheel = *placements_[p].wheel;
      DamagedArtifact artifact{wheel.name, wheel.archive_digest, {}};
      for (std::size_t i = 0; i < files.size() && i < k_named_files; ++i) {
        artifact.files.push_back(wheel.manifest.files[files[i]].path);
      }
      damaged.artifacts.push_back(std::move(artifact));
    }
    return damaged;
  }

  std::vector<InstalledDistribution> kept() const {
    std::vector<InstalledDistribution> found;
    if (options_.installed == nullptr) {
      return found;
    }
    for (const InstalledDistribution& distribution : options_.installed->distributions()) {
      if (std::find(old_.begin(), old_.end(), distribution) == old_.end()) {
        found.push_back(distribution);
      }
    }
    return found;
  }

  Result<Journal> plan_journal(const Directory& root) {
    const std::vector<InstalledDistribution> others = old_.empty() ? std::vector<InstalledDistribution>() : kept();
    TRY_ASSIGN(const Removal removal, collect_removal(old_, others, root, target_, warnings_));
    MoveInput input{.root = root,
                    .removal = removal,
                    .new_dist_infos = {},
                    .has_staged_files = !placements_.empty(),
                    .owner_of = [this](const std::string& path) { return find_owner(path); }};
    Journal journal;
    for (const WheelPlacement& placement : placements_) {
      const std::string& dist_info = placement.wheel->manifest.dist_info;
      input.new_dist_infos.push_back(join_path(placement.site, dist_info));
      journal.new_labels.push_back(format("{} {}", placement.wheel->name.text(), placement.wheel->version.to_string()));
    }
    for (const InstalledDistribution& old : old_) {
      journal.old_labels.push_back(label_of(old));
    }
    TRY_ASSIGN(journal.moves, plan_moves(input, warnings_));
    journal.dist_infos = std::move(input.new_dist_infos);
    add_marks(root, journal);
    return journal;
  }

  /// After all other moves are known: what is staged for marks is no file of a wheel. A mark that cannot be made is no
  /// reason not to install.
  void add_marks(const Directory& root, Journal& journal) {
    std::vector<std::string> labels;
    for (const PlanStep& step : plan_.steps) {
      const auto* keep = std::get_if<Keep>(&step);
      if (keep == nullptr || !keep->newly_asked_for) {
        continue;
      }
      const auto moves = stage_request_mark(keep->installed, root, target_);
      if (!moves) {
        warnings_.warn(
            format("`{}` cannot be marked as asked for: {}", keep->installed.name.text(), moves.error().message()));
        continue;
      }
      journal.moves.insert(journal.moves.end(), moves->begin(), moves->end());
      labels.push_back(label_of(keep->installed));
    }
    if (journal.old_labels.empty() && journal.new_labels.empty()) {
      journal.old_labels = std::move(labels);
    }
  }

  /// Reads RECORDs only when a file is in the way.
  std::optional<std::string> find_owner(const std::string& path) {
    if (!owners_) {
      owners_.emplace();
      for (const InstalledDistribution& distribution : kept()) {
        note_owner(distribution);
      }
    }
    const auto found = owners_->find(path);
    return found == owners_->end() ? std::nullopt : std::optional(found->second);
  }

  void note_owner(const InstalledDistribution& distribution) {
    const auto site = site_of(distribution, target_);
    const auto rows =
        site ? read_installed_record(distribution) : Result<std::optional<std::vector<spec::RecordRow>>>();
    if (!rows || !*rows) {
      return;
    }
    for (const spec::RecordRow& row : **rows) {
      if (auto resolved = resolve_record_path(*site, row.path)) {
        owners_->emplace(std::move(*resolved), format("`{}` {}", distribution.name.text(), distribution.version_text));
      }
    }
  }

  Result<void> note_startup_hooks(const Directory& root) {
    for (const WheelPlacement& placement : placements_) {
      TRY_ASSIGN(const auto hooks, find_startup_hooks(placement, root));
      for (const std::string& hook : hooks) {
        report_.startup_hooks.push_back(
            format("{} {}: {}", placement.wheel->name.text(), placement.wheel->version.to_string(), hook));
      }
    }
    return {};
  }

  const InstallPlan& plan_;
  const InstallTarget& target_;
  const StageOptions& options_;
  ThreadPool& pool_;
  WarningSink own_warnings_;
  WarningSink& warnings_;
  std::vector<WheelPlacement> placements_;
  std::vector<InstalledDistribution> old_;
  InstallReport report_;
  std::optional<std::map<std::string, std::string>> owners_;  // "`foo` 1.0" by path
};

}  // namespace

Staged::Staged(std::unique_ptr<StagedChange> change) : change_(std::move(change)) {}
Staged::Staged(Staged&&) noexcept = default;
Staged& Staged::operator=(Staged&&) noexcept = default;

Staged::~Staged() {
  if (change_) {
    static_cast<void>(change_->root.remove_tree(k_change_folder));
  }
}

std::size_t Staged::step_count() const {
  return change_->journal.moves.size();
}
LinkMode Staged::link_mode_used() const {
  return change_->link_mode_used;
}
std::size_t Staged::compiled_files() const {
  return change_->compiled_files;
}
std::unique_ptr<StagedChange> Staged::release() {
  return std::move(change_);
}

Result<std::variant<Staged, Damaged>> stage(const InstallPlan& plan, std::span<const spec::UnpackedWheel> wheels,
                                            const InstallTarget& target, const StageOptions& options,
                                            ThreadPool& pool) {
  return Stager(plan, target, options, pool).run(wheels);
}

}  // namespace axle::venv
