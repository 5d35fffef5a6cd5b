// SPDX-License-Identifier: MIT OR Apache-2.0
// Does and undoes the moves of a journal. Every step can be the last one: what is undone is told from where things
// are, never from how far anybody came (a staged path that is gone was moved in; a filled trash slot was moved out).
// Where nothing can go back to the stage, because it was deleted or no rename moves it, an empty folder stands for it.
#pragma once

#include <stop_token>
#include <string>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "venv/change.hpp"
#include "venv/commit.hpp"

namespace axle::venv {

class ChangeRunner {
 public:
  /// Both must outlive the runner.
  ChangeRunner(const Directory& root, const StepObserver& observer) : root_(root), observer_(observer) {}

  [[nodiscard]] Result<void> write(const Journal& journal);
  [[nodiscard]] Result<void> apply(const Journal& journal, const std::stop_token& stop);
  [[nodiscard]] Result<void> mark_committed();
  /// Undoes what was done, keeps what somebody put into new folders, and drops the journal and the folder. Returns the
  /// clause that tells of what was kept, or nothing (save_foreign_files()).
  [[nodiscard]] Result<std::string> roll_back(const Journal& journal);
  [[nodiscard]] Result<void> remove_folder();
  /// Whether the observer said stop: nothing may be cleaned up then.
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  [[nodiscard]] Result<void> step(std::string_view what);
  [[nodiscard]] Result<void> make(std::size_t index, const Move& move);
  [[nodiscard]] Result<void> put_over(std::size_t index, const std::string& path);
  [[nodiscard]] Result<void> copy(const std::string& path, const std::string& slot);
  /// All that is new is in the stage again, where it could go there.
  [[nodiscard]] Result<void> undo_all(const Journal& journal);
  [[nodiscard]] Result<void> drop();
  [[nodiscard]] Result<void> undo(std::size_t index, const Move& move);
  [[nodiscard]] Result<void> undo_in(const std::string& path);
  [[nodiscard]] Result<void> undo_out(std::size_t index, const std::string& path);
  [[nodiscard]] Result<void> undo_over(std::size_t index, const std::string& path);
  [[nodiscard]] Result<bool> exists(std::string_view path) const;

  const Directory& root_;
  const StepObserver& observer_;
  bool stopped_ = false;
};

}  // namespace axle::venv
