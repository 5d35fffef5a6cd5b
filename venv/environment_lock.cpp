// SPDX-License-Identifier: MIT OR Apache-2.0
// Where the lock of an environment is, and taking it.
#include "venv/environment_lock.hpp"

#include <span>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"

namespace axle::venv {

std::string environment_lock_path(const InstallTarget& target, const std::string& locks_directory) {
  if (!target.shared_prefix) {
    return target.absolute(".lock");
  }
  const auto bytes = std::as_bytes(std::span(target.root.data(), target.root.size()));
  return join_path(locks_directory, format("{:016x}.lock", checksum64(bytes)));
}

namespace {

/// Whether there is a folder for the lock of a reader, who makes none for an environment and needs none in the cache.
bool can_hold_lock(const InstallTarget& target, const std::string& locks_directory) {
  if (target.shared_prefix) {
    return !locks_directory.empty() && make_directories(locks_directory);
  }
  const auto status = status_of(target.root);
  return !status || *status;
}

}  // namespace

Result<std::optional<FileLock>> lock_environment(const InstallTarget& target, const std::string& locks_directory,
                                                 const LockOptions& options) {
  if (options.kind == LockKind::shared && !can_hold_lock(target, locks_directory)) {
    return std::nullopt;
  }
  if (target.shared_prefix && locks_directory.empty()) {
    return fail(ErrorCode::bad_configuration, format("no folder for the lock of `{}`", target.root));
  }
  TRY(make_directories(target.shared_prefix ? locks_directory : target.root));
  auto lock = FileLock::acquire(environment_lock_path(target, locks_directory), options);
  if (lock) {
    return std::move(*lock);
  }
  const ErrorCode code = lock.error().code();
  const bool unwritable = code == ErrorCode::read_only || code == ErrorCode::permission_denied;
  if (unwritable && options.kind == LockKind::shared) {
    return std::nullopt;
  }
  if (unwritable) {
    return fail(Error(code, format("environment `{}` is read-only", target.root)).caused_by(std::move(lock).error()));
  }
  return fail(std::move(lock).error());
}

}  // namespace axle::venv
