// SPDX-License-Identifier: MIT OR Apache-2.0
// The lock of an environment: exclusive around plan, stage and commit; shared while reading.
//
// Place:   `.lock` in a virtual environment or --target folder; for a system Python and --prefix a file in the cache's
//          locks folder, named by the root (its own folder may be read-only or shared with others).
#pragma once

#include <optional>
#include <string>

#include "base/file_lock.hpp"
#include "base/result.hpp"
#include "venv/install_scheme.hpp"

namespace axle::venv {

/// Absolute path of the lock file. `locks_directory` is the cache's.
[[nodiscard]] std::string environment_lock_path(const InstallTarget& target, const std::string& locks_directory);

/// Nothing when a shared lock is asked of an environment that cannot be written or is not there (it cannot change under
/// the reader, and reading creates no folders), or where there is no folder for locks.
/// Errors: lock_timeout; for exclusive: read_only "environment `X` is read-only", permission_denied.
[[nodiscard]] Result<std::optional<FileLock>> lock_environment(const InstallTarget& target,
                                                               const std::string& locks_directory,
                                                               const LockOptions& options);

}  // namespace axle::venv
