// SPDX-License-Identifier: MIT OR Apache-2.0
// Where the lock of an environment is, and taking it.
#include "venv/environment_lock.hpp"

#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"

namespace axle::venv {

std::string environment_lock_path(const InstallTarget& target, const std::string& locks_directory) {
  if (!target.shared_prefix) {
    return target.absolute(k_lock_file);
  }
  return join_path(locks_directory, format("{:016x}.lock", checksum64(target.root)));
}

EnvironmentLock::EnvironmentLock(EnvironmentLock&& other) noexcept
    : root_(std::exchange(other.root_, std::nullopt)),
      lock_(std::exchange(other.lock_, std::nullopt)),
      made_folders_(std::move(other.made_folders_)),
      is_kept_(other.is_kept_) {}

EnvironmentLock& EnvironmentLock::operator=(EnvironmentLock&& other) noexcept {
  std::swap(root_, other.root_);
  std::swap(lock_, other.lock_);
  std::swap(made_folders_, other.made_folders_);
  std::swap(is_kept_, other.is_kept_);
  return *this;
}

EnvironmentLock::~EnvironmentLock() {
  if (is_kept_) {
    made_folders_.keep();
    return;
  }
  if (lock_ && lock_->made_file()) {
    lock_->release_and_remove();
  }
  lock_.reset();
  // The root is still locked: who waits for it finds it gone and makes it anew.
  made_folders_.remove();
}

Result<void> EnvironmentLock::try_acquire(const InstallTarget& target, const std::string& file,
                                          const LockOptions& options) {
  const bool writes = options.kind == LockKind::exclusive;
  if (writes) {
    TRY(made_folders_.make(target.root));
  }
  TRY_ASSIGN(root_, FileLock::acquire_directory(target.root, file, options));
  if (root_ && (target.shared_prefix || !writes)) {
    return {};
  }
  if (target.shared_prefix) {
    TRY(make_directories(std::string(path_parent(file))));
  }
  TRY_ASSIGN(lock_, FileLock::acquire(file, options));
  return {};
}

Result<void> EnvironmentLock::acquire(const InstallTarget& target, const std::string& locks_directory,
                                      const LockOptions& options) {
  // Another command may remove the folder that it made just before we have our file in it.
  constexpr int k_attempts = 16;
  const std::string file = environment_lock_path(target, locks_directory);
  for (int attempt = 1;; ++attempt) {
    auto acquired = try_acquire(target, file, options);
    if (acquired) {
      return {};
    }
    root_.reset();
    const bool may_come_back = options.kind == LockKind::exclusive && attempt < k_attempts;
    if (acquired.error().code() != ErrorCode::not_found || !may_come_back) {
      return acquired;
    }
  }
}

Result<std::optional<EnvironmentLock>> lock_environment(const InstallTarget& target, const std::string& locks_directory,
                                                        const LockOptions& options) {
  EnvironmentLock lock;
  auto acquired = lock.acquire(target, locks_directory, options);
  if (acquired) {
    return lock;
  }
  const ErrorCode code = acquired.error().code();
  const bool unwritable = code == ErrorCode::read_only || code == ErrorCode::permission_denied;
  if (options.kind == LockKind::shared && (unwritable || code == ErrorCode::not_found)) {
    return std::nullopt;
  }
  const auto root = status_of(target.root);
  if (unwritable && !target.shared_prefix && root && *root) {
    return fail(
        Error(code, format("environment `{}` is read-only", target.root)).caused_by(std::move(acquired).error()));
  }
  return fail(std::move(acquired).error());
}

}  // namespace axle::venv
