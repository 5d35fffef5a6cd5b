// SPDX-License-Identifier: MIT OR Apache-2.0
// A lock between processes on a file that stays or on a folder, shared or exclusive.
//
// Rules:   flock; after acquiring, the inode is compared with the path (reliability F10). Waiting says who holds it
//          after 2 s through `on_wait` and gives up after the timeout (F9). Errors ENOLCK, ENOTSUP and 524 mean
//          "locking not supported": the lock is then a lease file created O_EXCL with a heartbeat (F8).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.hpp"

namespace axle {

enum class LockKind : std::uint8_t { shared, exclusive };

/// The stand-in for locks: a file beside the lock file that its holder touches regularly. Shared leases are
/// exclusive too. Defaults fit network file systems; tests use shorter times.
struct LeaseOptions {
  bool always = false;  ///< do not even try flock: for tests
  std::chrono::milliseconds heartbeat{5'000};
  std::chrono::milliseconds silence{30'000};  ///< a lease untouched for so long is taken over
};

/// As long as the holder lives: its lock ends with it.
inline constexpr std::chrono::milliseconds k_wait_for_holder = std::chrono::hours(24 * 365);

struct LockOptions {
  LockKind kind = LockKind::exclusive;
  std::chrono::milliseconds timeout{300'000};
  /// Called once when waiting has lasted 2 s; the text names process id, host and command of the holder if known.
  std::function<void(const std::string& holder)> on_wait;
  std::chrono::milliseconds wait_notice{2'000};  ///< when on_wait is called
  LeaseOptions lease;
  std::stop_token stop{};  ///< ends the waiting with `cancelled`
};

class FileLock {
 public:
  /// Creates the file (0600) if needed, and writes the holder's name into it unless it has other content; such a file
  /// is locked as it is. Errors: lock_timeout naming file and holder; cancelled; io, read_only,
  /// permission_denied.
  [[nodiscard]] static Result<FileLock> acquire(const std::string& path, const LockOptions& options);
  FileLock(FileLock&&) noexcept;
  FileLock& operator=(FileLock&&) noexcept;
  ~FileLock();

  /// Locks a folder itself, which needs no right to write and leaves no file; nothing where the file system cannot.
  /// `holder_file` is the lock file in which the holder may have put its name, for those who wait.
  /// Errors: as above; not_found when the folder is not there.
  [[nodiscard]] static Result<std::optional<FileLock>> acquire_directory(const std::string& path,
                                                                         const std::string& holder_file,
                                                                         const LockOptions& options);

  /// Whether acquire() made the file.
  [[nodiscard]] bool made_file() const;
  /// Releases the lock and removes its file, unless somebody else holds it too. Who waits for it begins again with a
  /// new file, or gets not_found where the folder is gone as well.
  void release_and_remove();

 private:
  struct State;
  explicit FileLock(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace axle
