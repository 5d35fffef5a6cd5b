// SPDX-License-Identifier: MIT OR Apache-2.0
// Locks between processes: flock with a deadline, the holder's name for those who wait.
//
// Rules:   only who holds the lock alone removes its file; after acquiring, its inode is compared with the path,
//          because others may have removed it (reliability F9, F10). Waiting asks again and again instead of blocking:
//          a blocked flock has no deadline, and the pauses (1 to 50 ms) are shorter than what locks are held for.
// Not here: file systems without locks (base/file_lock_lease.cpp).
#include "base/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <thread>

#include "base/file_lock_lease.hpp"
#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/lock_holder.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// What Linux answers from the NFS client inside: "not supported", but not the number that POSIX has for it.
constexpr int k_kernel_not_supported = 524;

enum class Attempt : std::uint8_t { acquired, busy, unsupported };

/// Opens the file or makes it, and tells which. Read-only media and files of others can still be locked if the file is
/// there.
Result<Descriptor> open_lock_file(const std::string& path, bool& made) {
  constexpr int k_flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
  const auto attempt = [&](int flags) {
    return Descriptor(retry_interrupted([&] { return open(path.c_str(), flags, 0600); }));
  };
  Descriptor file;
  do {
    made = false;
    file = attempt(k_flags);
    if (!file.is_open() && errno == ENOENT) {
      file = attempt(k_flags | O_CREAT | O_EXCL);
      made = file.is_open();
    }
    // Somebody else was faster.
  } while (!file.is_open() && errno == EEXIST);
  if (file.is_open()) {
    return file;
  }
  const int error_number = errno;
  if (error_number == EROFS || error_number == EACCES) {
    file = attempt(O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file.is_open()) {
      return file;
    }
  }
  return fail(fs_error({.verb = "lock", .path = path}, error_number));
}

/// A lock file is never a link (O_NOFOLLOW); a folder may be reached through one.
bool is_still_at(const std::string& path, const Descriptor& file) {
  struct stat held{};
  struct stat there{};
  return fstat(file.number(), &held) == 0 && stat(path.c_str(), &there) == 0 && held.st_ino == there.st_ino &&
         held.st_dev == there.st_dev;
}

/// Whether the file is empty or a holder's: the name is one that a user's own file may have.
bool may_be_written(const Descriptor& file) {
  std::array<char, k_holder_limit_bytes> content{};
  const ssize_t size = retry_interrupted([&] { return pread(file.number(), content.data(), content.size(), 0); });
  return size == 0 || (size > 0 && begins_with_holder({content.data(), static_cast<std::size_t>(size)}));
}

/// Only a courtesy to those who wait; a read-only file or a full disk must not prevent the lock.
void write_holder(const Descriptor& file) {
  const std::string record = holder_record();
  if (may_be_written(file) && ftruncate(file.number(), 0) == 0 &&
      write_all(file.number(), record.data(), record.size(), 0) != 0) {
    // Half a record would be taken for a user's.
    [[maybe_unused]] const int emptied = ftruncate(file.number(), 0);
  }
}

/// The file of a lock, kept open between attempts.
struct LockFile {
  Descriptor descriptor;  // closing it releases the flock
  bool made = false;      // by us
};

Result<Descriptor> open_directory(const std::string& path) {
  Descriptor file(retry_interrupted([&] { return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (file.is_open()) {
    return file;
  }
  return fail(fs_error({.verb = "lock", .path = path}, errno));
}

enum class LockedObject : std::uint8_t { file, directory };

Result<Attempt> try_flock(const std::string& path, LockedObject object, LockKind kind, LockFile& lock_file) {
  Descriptor& file = lock_file.descriptor;
  const bool is_file = object == LockedObject::file;
  if (!file.is_open()) {
    TRY_ASSIGN(file, is_file ? open_lock_file(path, lock_file.made) : open_directory(path));
  }
  const int operation = (kind == LockKind::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  if (retry_interrupted([&] { return flock(file.number(), operation); }) != 0) {
    const int error_number = errno;
    if (error_number == EWOULDBLOCK) {
      return Attempt::busy;
    }
    if (error_number == ENOLCK || error_number == ENOTSUP || error_number == ENOSYS ||
        error_number == k_kernel_not_supported || (!is_file && error_number == EBADF)) {
      return Attempt::unsupported;  // EBADF: NFS wants a descriptor for writing, which a folder has not
    }
    return fail(fs_error({.verb = "lock", .path = path}, error_number));
  }
  if (!is_still_at(path, file)) {
    // Somebody removed the file: ours has no name any more and locks nobody out.
    file = Descriptor();
    return Attempt::busy;
  }
  if (is_file) {
    write_holder(file);
  }
  return Attempt::acquired;
}

std::string lease_path_of(const std::string& path) {
  return path + ".lease";
}

std::string read_record(const std::string& path) {
  return read_file(path, k_holder_limit_bytes).value_or(std::string());
}

}  // namespace

struct FileLock::State {
  std::string path;
  LockFile file;
  std::optional<Lease> lease;
};

FileLock::FileLock(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileLock::FileLock(FileLock&&) noexcept = default;
FileLock& FileLock::operator=(FileLock&&) noexcept = default;
FileLock::~FileLock() = default;

namespace {

/// One acquisition: attempts, pauses, notice, deadline.
class Acquisition {
 public:
  Acquisition(const std::string& path, const LockOptions& options)
      : path_(path), holder_file_(path), options_(options), use_lease_(options.lease.always) {}
  /// On a folder, without a lease in its place.
  Acquisition(const std::string& path, const std::string& holder_file, const LockOptions& options)
      : path_(path), holder_file_(holder_file), options_(options), object_(LockedObject::directory) {}

  /// acquired, or unsupported for a folder on a file system without locks.
  Result<Attempt> run(LockFile& file, std::optional<Lease>& lease) {
    auto pause = std::chrono::milliseconds(1);
    while (true) {
      TRY_ASSIGN(const Attempt outcome, attempt(file, lease));
      if (outcome != Attempt::busy) {
        return outcome;
      }
      const auto waited = SteadyClock::now() - start_;
      if (waited >= options_.timeout) {
        return timed_out(file);
      }
      if (options_.stop.stop_requested()) {
        return fail(ErrorCode::cancelled, "cancelled");
      }
      if (!noticed_ && options_.on_wait && waited >= options_.wait_notice) {
        noticed_ = true;
        options_.on_wait(describe(file));
      }
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(options_.timeout - waited);
      std::this_thread::sleep_for(std::min(pause, left));
      pause = std::min(pause * 2, std::chrono::milliseconds(50));
    }
  }

 private:
  Result<Attempt> attempt(LockFile& file, std::optional<Lease>& lease) {
    if (!use_lease_) {
      TRY_ASSIGN(const Attempt answer, try_flock(path_, object_, options_.kind, file));
      use_lease_ = answer == Attempt::unsupported && object_ == LockedObject::file;
      if (!use_lease_) {
        return answer;
      }
    }
    TRY_ASSIGN(lease, Lease::try_acquire(lease_path_of(path_), options_.lease, watch_));
    return lease ? Attempt::acquired : Attempt::busy;
  }

  [[nodiscard]] std::string describe(const LockFile& file) const {
    return use_lease_ ? describe_holder(read_record(lease_path_of(path_)))
                      : describe_flock_holder(file.descriptor.number(), read_record(holder_file_));
  }

  [[nodiscard]] std::unexpected<Error> timed_out(const LockFile& file) const {
    const auto limit = options_.timeout.count();
    const std::string waited = limit % 1000 == 0 ? format("{} s", limit / 1000) : format("{} ms", limit);
    return fail(ErrorCode::lock_timeout,
                format("`{}` is locked by {}; waited {}", to_printable(path_), describe(file), waited));
  }

  const std::string& path_;
  const std::string& holder_file_;
  const LockOptions& options_;
  LockedObject object_ = LockedObject::file;
  bool use_lease_ = false;
  bool noticed_ = false;
  SteadyClock::time_point start_ = SteadyClock::now();
  Lease::Watch watch_;
};

}  // namespace

Result<FileLock> FileLock::acquire(const std::string& path, const LockOptions& options) {
  auto state = std::make_unique<State>();
  state->path = path;
  TRY(Acquisition(path, options).run(state->file, state->lease));
  return FileLock(std::move(state));
}

Result<std::optional<FileLock>> FileLock::acquire_directory(const std::string& path, const std::string& holder_file,
                                                            const LockOptions& options) {
  if (options.lease.always) {
    return std::nullopt;
  }
  auto state = std::make_unique<State>();
  state->path = path;
  TRY_ASSIGN(const Attempt outcome, Acquisition(path, holder_file, options).run(state->file, state->lease));
  return outcome == Attempt::acquired ? std::optional(FileLock(std::move(state))) : std::nullopt;
}

bool FileLock::made_file() const {
  return state_->file.made;
}

void FileLock::release_and_remove() {
  // A shared lock has to become exclusive first; that it is lost when it cannot is no harm at its end.
  const Descriptor& file = state_->file.descriptor;
  const bool is_alone =
      state_->lease || (retry_interrupted([&] { return flock(file.number(), LOCK_EX | LOCK_NB); }) == 0 &&
                        is_still_at(state_->path, file));
  if (is_alone) {
    unlink(state_->path.c_str());
  }
  state_.reset();
}

}  // namespace axle
