// SPDX-License-Identifier: MIT OR Apache-2.0
// Second half of a change: journal, moves, end mark; and what the next command does when this one was cut off.
//
// Protocol: reliability.md 1. The journal lists every move before the first is made. Old .dist-info folders go out
//          first, new ones come in last, so that at every instant a visible .dist-info has all its files. One rename
//          (journal → committed) decides: before it recovery rolls back, after it recovery finishes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "venv/install_scheme.hpp"
#include "venv/stage.hpp"

namespace axle::venv {

/// Told before each step that changes the disk; answering `stop` is what SIGKILL at that point would be.
enum class StepVerdict : std::uint8_t { go_on, stop };
using StepObserver = std::function<StepVerdict(std::string_view step)>;

struct CommitOptions {
  std::stop_token stop{};   ///< SIGINT, SIGTERM: the current rename is finished, then everything is rolled back
  StepObserver observer{};  ///< tests only
};

struct ChangedDistribution {
  spec::PackageName name;
  std::string version;
  std::optional<spec::DirectUrl> direct_url;
};

struct InstallReport {
  std::vector<ChangedDistribution> removed;  ///< sorted by name; an upgrade is in both lists
  std::vector<ChangedDistribution> installed;
  /// `.pth` files and sitecustomize/usercustomize modules that run at every start: "evil 1.0: evil.pth".
  std::vector<std::string> startup_hooks;
};

/// Errors: undone (stop was requested; rolled back), io and its kin (rolled back), recovery_failed when rolling back
/// failed too.
[[nodiscard]] Result<InstallReport> commit(Staged staged, const CommitOptions& options = {});

struct RecoveryReport {
  bool rolled_back = false;  ///< else the change was finished
  /// `recovered interrupted change (rolled back to foo 1.0)`; empty when only an unfinished staging folder was there.
  /// What was replaced and cannot be deleted stays, in a folder that the message names; so does what somebody put into
  /// new folders that are undone.
  std::string message;
};

/// One stat: whether a change was cut off here.
[[nodiscard]] Result<bool> needs_recovery(const InstallTarget& target);

/// recovery_failed, naming the folder: what `cause` kept from recovering, with a hint where there is a way out.
[[nodiscard]] Error recovery_failure(const InstallTarget& target, Error cause);

/// Brings the target to its old or new state; nothing when there was nothing to do. Needs the exclusive lock.
/// Errors: recovery_failure of what went wrong; what keeps from opening the root.
[[nodiscard]] Result<std::optional<RecoveryReport>> recover(const InstallTarget& target,
                                                            const StepObserver& observer = {});

}  // namespace axle::venv
