// SPDX-License-Identifier: MIT OR Apache-2.0
// Staging an environment, and holding it against what is there.
#include "venv/renewal.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/change.hpp"
#include "venv/environment_files.hpp"
#include "venv/environment_lock.hpp"
#include "venv/foreign_files.hpp"
#include "venv/move_plan.hpp"
#include "venv/staged_change.hpp"

namespace axle::venv {
namespace {

std::string_view describe(FileKind kind) {
  return kind == FileKind::directory ? "a folder" : kind == FileKind::symlink ? "a link" : "a file";
}

class RenewalPlanner {
 public:
  explicit RenewalPlanner(const Directory& root) : root_(root) {}

  Result<std::vector<Move>> plan() {
    while (!open_.empty()) {
      const std::string folder = std::move(open_.back());
      open_.pop_back();
      const std::string staged_folder = folder.empty() ? std::string(k_stage_folder) : stage_path(folder);
      TRY_ASSIGN(const auto staged, root_.list(staged_folder));
      for (const DirectoryEntry& entry : staged) {
        TRY(plan_entry(join_path(folder, entry.name), entry.kind));
      }
    }
    order_configuration();
    return std::move(moves_);
  }

 private:
  Result<void> plan_entry(const std::string& path, FileKind staged) {
    TRY_ASSIGN(const auto there, root_.status(path));
    if (!there) {
      // The lock file comes and goes with the lock.
      if (path != k_lock_file) {
        moves_.push_back({Move::Kind::in, path});
      }
      return {};
    }
    const bool is_folder = there->kind == FileKind::directory;
    // The first may be the user's own, the second is held.
    if (is_root_file(path) || path == k_lock_file || (is_folder && path == k_library_link)) {
      return {};
    }
    if (is_folder != (staged == FileKind::directory)) {
      return fail(ErrorCode::environment_exists,
                  format("cannot write an environment into `{}`: its `{}` is {}", to_printable(root_.path()),
                         to_printable(path), describe(there->kind)));
    }
    if (is_folder) {
      open_.push_back(path);
      return {};
    }
    TRY_ASSIGN(const bool same, is_already(path, there->kind, staged));
    if (!same) {
      moves_.push_back({Move::Kind::over, path});
    }
    return {};
  }

  /// Whether what is staged is what is there.
  [[nodiscard]] Result<bool> is_already(const std::string& path, FileKind there, FileKind staged) const {
    if (staged != there) {
      return false;
    }
    if (there != FileKind::symlink) {
      return has_same_content(root_, path, stage_path(path));
    }
    TRY_ASSIGN(const std::string target, root_.read_symlink(path));
    TRY_ASSIGN(const std::string wanted, root_.read_symlink(stage_path(path)));
    return target == wanted;
  }

  /// Last where it is new: a folder without it is no environment yet. First where it is replaced: whoever looked at the
  /// environment before it was recovered sees by it that it is another one.
  void order_configuration() {
    const auto found = std::ranges::find(moves_, k_cfg, &Move::path);
    if (found == moves_.end()) {
      return;
    }
    if (found->kind == Move::Kind::over) {
      std::rotate(moves_.begin(), found, found + 1);
    } else {
      std::rotate(found, found + 1, moves_.end());
    }
  }

  const Directory& root_;
  std::vector<std::string> open_ = {""};
  std::vector<Move> moves_;
};

/// After power loss a name that was replaced must not have lost its content.
Result<void> sync_staged(const Directory& root, const std::vector<Move>& moves) {
  for (const Move& move : moves) {
    const std::string staged = stage_path(move.path);
    TRY_ASSIGN(const auto status, root.status(staged));
    if (move.kind == Move::Kind::over && status && status->kind == FileKind::regular) {
      TRY_ASSIGN(const std::string text, root.read_file(staged, status->size_bytes));
      TRY(root.replace_file(staged, text, status->mode, Durability::synced));
    }
  }
  return {};
}

Result<void> stage_renewal(const Interpreter& base, const CreateOptions& options, StagedChange& change) {
  TRY(change.root.make_directory(k_stage_folder));
  TRY(change.root.make_directory(k_trash_folder, 0700));
  TRY_ASSIGN(const Directory stage, change.root.open_directory(k_stage_folder));
  TRY(write_environment(base, options, stage));
  TRY_ASSIGN(change.journal.moves, RenewalPlanner(change.root).plan());
  TRY(sync_staged(change.root, change.journal.moves));
  TRY_ASSIGN(change.journal.files, list_staged_files(change.root, change.journal));
  change.journal.old_labels = {"the environment as it was"};
  change.journal.new_labels = {describe(base)};
  return {};
}

}  // namespace

Result<void> renew_environment(const Interpreter& base, const CreateOptions& options, const StepObserver& observer) {
  TRY_ASSIGN(Directory root, Directory::open(options.directory));
  TRY(root.make_directory(k_change_folder, 0700));
  auto change = std::make_unique<StagedChange>(StagedChange{.root = std::move(root), .journal = {}, .report = {}});
  if (auto staged = stage_renewal(base, options, *change); !staged) {
    static_cast<void>(change->root.remove_tree(k_change_folder));
    return staged;
  }
  TRY(commit(Staged(std::move(change)), {.stop = options.stop, .observer = observer}));
  return {};
}

}  // namespace axle::venv
