// SPDX-License-Identifier: MIT OR Apache-2.0
// The lock of an environment: exclusive around plan, stage and commit; shared while reading.
//
// Place:   `.lock` in a virtual environment or --target folder; for a system Python and --prefix a file in the cache's
//          locks folder, named by the root (its own folder may be read-only or shared with others).
// Traces:  a folder and a lock file that had to be made go with the lock, unless something was changed meanwhile. Two
//          processes: the file is removed by who holds it, a folder only when empty; who waited makes both anew.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_lock.hpp"
#include "base/result.hpp"
#include "venv/install_scheme.hpp"

namespace axle::venv {

/// The lock file of an environment that holds its own.
inline constexpr std::string_view k_lock_file = ".lock";

/// Absolute path of the lock file. `locks_directory` is the cache's.
[[nodiscard]] std::string environment_lock_path(const InstallTarget& target, const std::string& locks_directory);

/// A lock that is held. Its end removes what taking it made, unless `keep()` was called.
class EnvironmentLock {
 public:
  EnvironmentLock() = default;
  EnvironmentLock(EnvironmentLock&& other) noexcept;
  EnvironmentLock& operator=(EnvironmentLock&& other) noexcept;
  ~EnvironmentLock();

  /// Takes the lock at `path`, in a folder that is made if needed. Errors: as lock_environment().
  [[nodiscard]] Result<void> acquire(const std::string& path, const LockOptions& options);
  /// Something was changed: the lock file and its folder stay.
  void keep() { is_kept_ = true; }

 private:
  std::optional<FileLock> lock_;
  std::vector<std::string> made_directories_;  ///< parents first
  bool is_kept_ = false;
};

/// Nothing when a shared lock is asked of an environment that cannot be written or is not there (it cannot change under
/// the reader, and reading creates no folders), or where there is no folder for locks.
/// Errors: lock_timeout; for exclusive: read_only "environment `X` is read-only", permission_denied.
[[nodiscard]] Result<std::optional<EnvironmentLock>> lock_environment(const InstallTarget& target,
                                                                      const std::string& locks_directory,
                                                                      const LockOptions& options);

}  // namespace axle::venv
