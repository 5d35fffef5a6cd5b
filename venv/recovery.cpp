// SPDX-License-Identifier: MIT OR Apache-2.0
// What the next command does about a change that was cut off.
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/change.hpp"
#include "venv/change_runner.hpp"
#include "venv/commit.hpp"
#include "venv/folder_move.hpp"
#include "venv/foreign_files.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_journal_limit_bytes = 256 * 1024 * 1024;

std::string join_labels(const std::vector<std::string>& labels) {
  constexpr std::size_t k_shown = 5;
  std::string text;
  for (std::size_t i = 0; i < labels.size() && i < k_shown; ++i) {
    text += i == 0 ? "" : ", ";
    text += to_printable(labels[i]);
  }
  if (labels.size() > k_shown) {
    text += format(" and {} more", labels.size() - k_shown);
  }
  return text;
}

std::string describe_rollback(const Journal& journal) {
  if (!journal.old_labels.empty()) {
    return format("recovered interrupted change (rolled back to {})", join_labels(journal.old_labels));
  }
  return format("recovered interrupted change (rolled back the installation of {})", join_labels(journal.new_labels));
}

std::string describe_finish(const std::string& committed_text) {
  const auto journal = parse_journal(committed_text);
  const std::string labels = journal ? join_labels(journal->new_labels) : std::string();
  return labels.empty() ? "recovered interrupted change (finished)"
                        : format("recovered interrupted change (finished installing {})", labels);
}

std::string way_out_of_damage(const InstallTarget& target) {
  const std::string_view anew = target.shared_prefix ? "" : ", or replace the environment with `axle venv --clear`";
  return format(
      "`trash` in it holds what was there before, `stage` what was to come: delete the folder when nothing of "
      "it is needed, then repair with `axle pip install --reinstall NAME`{}",
      anew);
}

/// What kept it may be gone the next time: a full disk, a file that could not be read.
std::string way_out_of_failure(const InstallTarget& target) {
  const auto cfg = status_of(target.absolute(k_cfg));
  if (cfg && *cfg) {
    return "any `axle pip` command on the environment tries again; `axle venv --clear` makes a new one";
  }
  // A folder that `axle venv` fills, and that was no environment before: other commands do not know it.
  const auto way = target.scripts.empty() ? way_to_recover(target.root) : std::nullopt;
  return way.value_or("any `axle pip` command on the environment tries again");
}

bool is_closed(const std::string& folder) {
  const auto opened = Directory::open(folder);
  return !opened && opened.error().code() == ErrorCode::permission_denied;
}

/// The folder is for its owner only, so that nobody else can be the one to finish what it holds.
std::string way_out_of_foreign_change(const InstallTarget& target) {
  const auto status = link_status_of(target.absolute(k_change_folder));
  const std::string owner = status && *status ? format(" (user id {})", (*status)->owner) : "";
  return format("let the owner of that folder{} run any `axle pip` command on `{}`: it finishes or undoes the change",
                owner, to_printable(target.root));
}

Result<std::optional<std::string>> read_if_there(const Directory& root, std::string_view name) {
  TRY_ASSIGN(const auto status, root.status(name));
  if (!status) {
    return std::nullopt;
  }
  TRY_ASSIGN(std::string text, root.read_file(name, k_journal_limit_bytes));
  return text;
}

/// What the caller cannot delete, such as byte code that another user's Python wrote, must not keep every later command
/// from its work: the change is made, and this is only rubbish.
Result<std::string> put_aside(const Directory& root, const Error& reason) {
  const std::string left = make_left_folder_name();
  TRY(move_entry({root, k_change_folder}, {root, left}));
  return format("; what it replaced is left in `{}`: {}", to_printable(join_path(root.path(), left)), reason.message());
}

Result<RecoveryReport> recover_in(const Directory& root, const StepObserver& observer) {
  ChangeRunner runner(root, observer);
  TRY_ASSIGN(const auto journal_text, read_if_there(root, k_journal_file));
  if (journal_text) {
    TRY_ASSIGN(const Journal journal, parse_journal(*journal_text));
    TRY_ASSIGN(const std::string saved, runner.roll_back(journal));
    return RecoveryReport{.rolled_back = true,
                          .message = describe_rollback(journal) + (saved.empty() ? "" : format("; {}", saved))};
  }
  TRY_ASSIGN(const auto committed_text, read_if_there(root, k_committed_file));
  std::string message = committed_text ? describe_finish(*committed_text) : std::string();
  if (auto removed = runner.remove_folder(); !removed) {
    if (runner.stopped() || !committed_text) {
      return std::unexpected(std::move(removed).error());
    }
    TRY_ASSIGN(const std::string told, put_aside(root, removed.error()));
    message += told;
  }
  return RecoveryReport{.rolled_back = false, .message = std::move(message)};
}

}  // namespace

Result<bool> needs_recovery(const InstallTarget& target) {
  TRY_ASSIGN(const auto status, link_status_of(target.absolute(k_change_folder)));
  return status.has_value();
}

Error recovery_failure(const InstallTarget& target, Error cause) {
  Error error(ErrorCode::recovery_failed,
              format("cannot recover the interrupted change in `{}`", target.absolute(k_change_folder)));
  if (cause.code() == ErrorCode::recovery_failed) {  // the journal itself
    error = std::move(error).with_hint(way_out_of_damage(target));
  } else if (is_closed(target.absolute(k_change_folder))) {
    error = std::move(error).with_hint(way_out_of_foreign_change(target));
  } else {
    error = std::move(error).with_hint(way_out_of_failure(target));
  }
  return std::move(error).caused_by(std::move(cause));
}

Result<std::optional<RecoveryReport>> recover(const InstallTarget& target, const StepObserver& observer) {
  TRY_ASSIGN(const bool needed, needs_recovery(target));
  if (!needed) {
    return std::nullopt;
  }
  TRY_ASSIGN(const Directory root, Directory::open(target.root));
  auto report = recover_in(root, observer);
  if (!report) {
    return fail(recovery_failure(target, std::move(report).error()));
  }
  return std::move(*report);
}

}  // namespace axle::venv
