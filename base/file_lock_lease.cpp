// SPDX-License-Identifier: MIT OR Apache-2.0
// Lease files: created O_EXCL, touched by a thread, taken over when they fall silent.
//
// Rules:   a lease is silent when its time has not changed while we watched, by our own monotonic clock: clocks of
//          other machines do not matter. On the same machine a holder whose process is gone is silent at once. The
//          take-over is itself guarded by an O_EXCL file, so that of many watchers one removes the old lease
//          (reliability F8).
#include "base/file_lock_lease.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/lock_holder.hpp"

namespace axle {
namespace {

int create_with(const std::string& path, const std::string& content) {
  Descriptor file(
      retry_interrupted([&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); }));
  if (!file.is_open()) {
    return errno;
  }
  const int error_number = write_all(file.number(), content.data(), content.size()) == 0 ? file.close() : errno;
  if (error_number != 0) {
    unlink(path.c_str());  // without a holder's name it would hold others up for long
  }
  return error_number;
}

/// Removes the lease that `watch` has seen, unless it has changed since.
void remove_silent(const std::string& path, const LeaseOptions& options, const Lease::Watch& watch) {
  const std::string guard = path + ".takeover";
  if (create_with(guard, holder_record()) != 0) {
    // Somebody else is at it, or died at it: the guard is never held for longer than a few calls.
    const auto age = link_status_of(guard);
    const auto now = link_status_of(path);
    if (age && *age && now && *now && std::chrono::steady_clock::now() - watch.unchanged_since > 3 * options.silence) {
      unlink(guard.c_str());
    }
    return;
  }
  const auto record = read_file(path, k_holder_limit_bytes);
  const auto status = link_status_of(path);
  if (record && *record == watch.record && status && *status && (*status)->mtime_ns == watch.mtime_ns) {
    unlink(path.c_str());
  }
  unlink(guard.c_str());
}

}  // namespace

struct Lease::State {
  std::string path;
  std::string record;
  std::chrono::milliseconds heartbeat{};
  std::mutex mutex;
  std::condition_variable end;
  bool ending = false;  // guarded by mutex
  std::thread thread;

  [[nodiscard]] bool is_ours() const {
    const auto now = read_file(path, k_holder_limit_bytes);
    return now && *now == record;
  }

  void beat() {
    std::unique_lock lock(mutex);
    while (!end.wait_for(lock, heartbeat, [this] { return ending; })) {
      if (is_ours()) {
        utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
      }
    }
  }
};

Lease::Lease(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lease::Lease(Lease&&) noexcept = default;
Lease& Lease::operator=(Lease&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Lease::~Lease() {
  if (!state_) {
    return;
  }
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  state_->end.notify_all();
  if (state_->thread.joinable()) {
    state_->thread.join();
  }
  if (state_->is_ours()) {
    unlink(state_->path.c_str());
  }
}

Result<std::optional<Lease>> Lease::try_acquire(const std::string& path, const LeaseOptions& options, Watch& watch) {
  std::string record = holder_record();
  const int error_number = create_with(path, record);
  if (error_number == 0) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->record = std::move(record);
    state->heartbeat = options.heartbeat;
    try {
      state->thread = std::thread([raw = state.get()] { raw->beat(); });
    } catch (const std::system_error&) {
      unlink(path.c_str());
      return fail(ErrorCode::io, format("cannot lock `{}`: the system gives no thread to keep a lease", path));
    }
    return Lease(std::move(state));
  }
  if (error_number != EEXIST) {
    return fail(fs_error({.verb = "lock", .path = path}, error_number));
  }
  const auto now = std::chrono::steady_clock::now();
  const auto seen = read_file(path, k_holder_limit_bytes);
  const auto status = link_status_of(path);
  if (!seen || !status || !*status) {
    return std::nullopt;
  }
  if (*seen != watch.record || (*status)->mtime_ns != watch.mtime_ns) {
    watch = {.record = *seen, .mtime_ns = (*status)->mtime_ns, .unchanged_since = now};
  }
  if (now - watch.unchanged_since >= options.silence || holder_is_gone(*seen)) {
    remove_silent(path, options, watch);
  }
  return std::nullopt;
}

}  // namespace axle
