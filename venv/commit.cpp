// SPDX-License-Identifier: MIT OR Apache-2.0
// Carrying out the moves of a staged change.
#include "venv/commit.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "venv/change.hpp"
#include "venv/change_runner.hpp"
#include "venv/staged_change.hpp"

namespace axle::venv {
namespace {

/// `saved` is a clause of ChangeRunner::roll_back(). Who interrupts a command is told one line, without hints.
Error with_saved(Error error, const std::string& saved) {
  if (saved.empty()) {
    return error;
  }
  if (error.code() == ErrorCode::undone) {
    return Error(ErrorCode::undone, format("{}; {}", error.message(), saved));
  }
  return std::move(error).with_hint(saved);
}

}  // namespace

Result<InstallReport> commit(Staged staged, const CommitOptions& options) {
  const std::unique_ptr<StagedChange> change = staged.release();
  ChangeRunner runner(change->root, options.observer);
  const Journal& journal = change->journal;
  if (journal.moves.empty()) {
    TRY(runner.remove_folder());
    return std::move(change->report);
  }
  auto started = runner.write(journal);
  if (!started) {
    if (!runner.stopped()) {
      static_cast<void>(change->root.remove_tree(k_change_folder));
    }
    return fail(std::move(started).error());
  }
  auto moved = runner.apply(journal, options.stop);
  if (moved) {
    moved = runner.mark_committed();
  }
  if (!moved) {
    if (runner.stopped()) {
      return fail(std::move(moved).error());
    }
    auto back = runner.roll_back(journal);
    if (!back) {
      return fail(
          Error(ErrorCode::recovery_failed, format("cannot undo an unfinished change in `{}`", change->root.path()))
              .with_hint("any axle command on this environment tries again")
              .caused_by(std::move(back).error()));
    }
    return fail(with_saved(std::move(moved).error(), *back));
  }
  // The change is made; leftovers that cannot be removed now are the next command's work.
  if (auto cleaned = runner.remove_folder(); !cleaned && runner.stopped()) {
    return fail(std::move(cleaned).error());
  }
  return std::move(change->report);
}

}  // namespace axle::venv
