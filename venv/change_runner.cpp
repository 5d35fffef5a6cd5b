// SPDX-License-Identifier: MIT OR Apache-2.0
// The steps of a change, in both directions.
#include "venv/change_runner.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"
#include "venv/folder_move.hpp"
#include "venv/foreign_files.hpp"

namespace axle::venv {

Result<void> ChangeRunner::step(std::string_view what) {
  if (observer_ && observer_(what) == StepVerdict::stop) {
    stopped_ = true;
    return fail(ErrorCode::cancelled, format("stopped before: {}", what));
  }
  return {};
}

Result<bool> ChangeRunner::exists(std::string_view path) const {
  TRY_ASSIGN(const auto status, root_.status(path));
  return status.has_value();
}

Result<void> ChangeRunner::write(const Journal& journal) {
  TRY(step("write journal"));
  // The only sync of a change: after power loss nothing may be in the trash without the journal that tells of it.
  // What only adds takes nothing away, and is not worth the time (14 ms on ext4 and a busy disk).
  const bool takes_away =
      std::ranges::any_of(journal.moves, [](const Move& move) { return move.kind != Move::Kind::in; });
  return root_.replace_file(k_journal_file, write_journal(journal), 0644,
                            takes_away ? Durability::synced : Durability::none);
}

Result<void> ChangeRunner::apply(const Journal& journal, const std::stop_token& stop) {
  for (std::size_t i = 0; i < journal.moves.size(); ++i) {
    if (stop.stop_requested()) {
      return fail(ErrorCode::undone, "Interrupted: the environment is as it was before the change");
    }
    TRY(make(i, journal.moves[i]));
  }
  return {};
}

Result<void> ChangeRunner::make(std::size_t index, const Move& move) {
  if (move.kind == Move::Kind::over) {
    return put_over(index, move.path);
  }
  if (move.kind == Move::Kind::out) {
    TRY(step(format("out {}", move.path)));
    return move_entry({root_, move.path}, {root_, trash_path(index)});
  }
  TRY(step(format("in {}", move.path)));
  return root_.rename(stage_path(move.path), root_, move.path);
}

/// The old one is in the trash first, and its place never empty.
Result<void> ChangeRunner::put_over(std::size_t index, const std::string& path) {
  TRY(step(format("keep {}", path)));
  TRY_ASSIGN(const bool linked, root_.try_link(path, root_, trash_path(index)));
  if (!linked) {
    TRY(copy(path, trash_path(index)));
  }
  TRY(step(format("over {}", path)));
  return root_.rename(stage_path(path), root_, path, IfExists::replace);
}

/// Whole or not at all; synced, as the original may be gone before the power is.
Result<void> ChangeRunner::copy(const std::string& path, const std::string& slot) {
  TRY_ASSIGN(const auto status, root_.status(path));
  if (!status) {
    return fail(ErrorCode::not_found, format("`{}` is gone", to_printable(join_path(root_.path(), path))));
  }
  if (status->kind == FileKind::symlink) {
    TRY_ASSIGN(const std::string target, root_.read_symlink(path));
    return root_.make_symlink(slot, target);
  }
  if (status->kind != FileKind::regular) {
    return fail(ErrorCode::io,
                format("cannot keep `{}` while it is replaced: it is no file, and can have no second name",
                       to_printable(join_path(root_.path(), path))));
  }
  TRY(root_.copy_file(path, slot, Durability::synced));
  // Only where the umask took something: some file systems know no permissions.
  TRY_ASSIGN(const auto copied, root_.status(slot));
  return copied && copied->mode == status->mode ? Result<void>() : root_.change_mode(slot, status->mode);
}

Result<void> ChangeRunner::mark_committed() {
  TRY(step("mark committed"));
  return root_.rename(k_journal_file, root_, k_committed_file);
}

Result<void> ChangeRunner::undo_in(const std::string& path) {
  TRY_ASSIGN(const bool still_staged, exists(stage_path(path)));
  if (still_staged) {
    return {};
  }
  TRY_ASSIGN(const bool visible, exists(path));
  TRY(step(format("undo in {}", path)));
  if (visible) {
    TRY_ASSIGN(const bool renamed, root_.try_rename(path, root_, stage_path(path)));
    if (renamed) {
      return {};
    }
    // What cannot go back at once would be deleted there all the same.
    TRY(root_.remove_tree(path));
  }
  // Something must be staged before the old content comes back: a recovery that is cut off after that would take it for
  // what was moved in.
  TRY(step(format("mark as undone {}", path)));
  TRY(root_.make_directories(stage_path(path)));
  return {};
}

Result<void> ChangeRunner::undo_out(std::size_t index, const std::string& path) {
  TRY_ASSIGN(const bool filled, exists(trash_path(index)));
  if (!filled) {
    return {};
  }
  // What another program has made there since gives way, or is joined with it: the old content comes first.
  TRY(step(format("undo out {}", path)));
  return put_back({root_, path}, {root_, trash_path(index)});
}

Result<void> ChangeRunner::undo_over(std::size_t index, const std::string& path) {
  TRY_ASSIGN(const bool filled, exists(trash_path(index)));
  if (!filled) {
    return {};
  }
  TRY(step(format("undo over {}", path)));
  TRY_ASSIGN(const auto there, root_.status(path));
  TRY_ASSIGN(const bool still_staged, exists(stage_path(path)));
  if (still_staged && there && there->kind != FileKind::directory) {
    return {};  // it was not replaced: what is in the slot goes with the change
  }
  if (there && there->kind == FileKind::directory) {  // somebody else's
    return put_back({root_, path}, {root_, trash_path(index)});
  }
  return root_.rename(trash_path(index), root_, path, IfExists::replace);
}

Result<void> ChangeRunner::undo(std::size_t index, const Move& move) {
  return move.kind == Move::Kind::over  ? undo_over(index, move.path)
         : move.kind == Move::Kind::out ? undo_out(index, move.path)
                                        : undo_in(move.path);
}

Result<std::string> ChangeRunner::roll_back(const Journal& journal) {
  TRY(undo_all(journal));
  TRY_ASSIGN(std::string saved, save_foreign_files(root_, journal));
  TRY(drop());
  return saved;
}

Result<void> ChangeRunner::undo_all(const Journal& journal) {
  for (std::size_t i = journal.moves.size(); i-- > 0;) {
    TRY(undo(i, journal.moves[i]));
  }
  return {};
}

Result<void> ChangeRunner::drop() {
  TRY(step("drop journal"));
  TRY(root_.remove_file(k_journal_file));
  return remove_folder();
}

Result<void> ChangeRunner::remove_folder() {
  // Without journal the folder is only leftovers, so it may be cut off anywhere.
  TRY(step("remove trash"));
  TRY(root_.remove_tree(k_trash_folder));
  TRY(step("remove change folder"));
  return root_.remove_tree(k_change_folder);
}

}  // namespace axle::venv
