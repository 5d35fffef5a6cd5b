// SPDX-License-Identifier: MIT OR Apache-2.0
// The lock of an environment: exclusive around plan, stage and commit; shared while reading.
//
// Place:   the root folder itself is locked, by whatever path, cache or user it is reached: nothing has to be written
//          for that. Writers of a virtual environment or --target folder lock `.lock` in it too, which other
//          installers look at and which names the holder. Where folders cannot be locked (NFS), a file alone does:
//          `.lock`, or for a system Python and --prefix one in the cache's locks folder, named by the root.
// Traces:  a folder and a lock file that had to be made go with the lock, unless something was changed meanwhile. Two
//          processes: the file is removed by who holds it, a folder only when empty; who waited makes both anew.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/file_lock.hpp"
#include "base/result.hpp"
#include "venv/install_scheme.hpp"
#include "venv/made_folders.hpp"

namespace axle::venv {

/// The lock file of an environment that holds its own.
inline constexpr std::string_view k_lock_file = ".lock";

/// Absolute path of the lock file, beside the lock on the root. `locks_directory` is the cache's.
[[nodiscard]] std::string environment_lock_path(const InstallTarget& target, const std::string& locks_directory);

/// A lock that is held. Its end removes what taking it made, unless `keep()` was called.
class EnvironmentLock {
 public:
  EnvironmentLock() = default;
  EnvironmentLock(EnvironmentLock&& other) noexcept;
  EnvironmentLock& operator=(EnvironmentLock&& other) noexcept;
  ~EnvironmentLock();

  /// Takes the locks that lock_environment() wants; for writing the root is made if needed. Errors: as there.
  [[nodiscard]] Result<void> acquire(const InstallTarget& target, const std::string& locks_directory,
                                     const LockOptions& options);
  /// Something was changed: the lock file and its folder stay.
  void keep() { is_kept_ = true; }

 private:
  Result<void> try_acquire(const InstallTarget& target, const std::string& file, const LockOptions& options);

  std::optional<FileLock> root_;
  std::optional<FileLock> lock_;
  MadeFolders made_folders_;
  bool is_kept_ = false;
};

/// Nothing when a shared lock is asked of an environment that is not there, or can neither be locked nor written (it
/// cannot change under the reader): reading makes nothing.
/// Errors: lock_timeout; for exclusive: read_only "environment `X` is read-only", permission_denied.
[[nodiscard]] Result<std::optional<EnvironmentLock>> lock_environment(const InstallTarget& target,
                                                                      const std::string& locks_directory,
                                                                      const LockOptions& options);

}  // namespace axle::venv
