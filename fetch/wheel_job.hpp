// SPDX-License-Identifier: MIT OR Apache-2.0
// One artifact on its way, and the queue by which other threads tell the coordinator of it. Private to supply_run.
//
// Threads: a job belongs to the coordinator, but for what its comments name; the queue is for all.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/file_lock.hpp"
#include "base/fs.hpp"
#include "base/result.hpp"
#include "fetch/wheel_download.hpp"
#include "fetch/wheel_supply.hpp"
#include "fetch/wheel_unpack.hpp"
#include "spec/artifact.hpp"

namespace axle::fetch {

/// One artifact on its way.
struct WheelJob {
  const spec::PinnedArtifact* artifact = nullptr;
  std::size_t index = 0;
  std::optional<FileLock> lock;
  std::optional<TemporaryDirectory> workspace;
  std::shared_ptr<WheelSink> sink;
  std::optional<WheelSupply::KnownWheel> known;  // the server is asked whether it is still the right one
  WheelLink link;
  std::uint64_t archive_bytes = 0;
  std::unique_ptr<WheelUnpack> unpack;
  std::atomic<std::size_t> open_chunks{0};
  std::mutex failure_mutex;
  std::optional<Error> failure;  // guarded by failure_mutex while chunks run
};

struct WheelEvent {
  enum class Kind : std::uint8_t { downloaded, unpacked };
  Kind kind = Kind::downloaded;
  WheelJob* job = nullptr;
  std::optional<Error> failure{};
  bool is_unchanged = false;  ///< the server has what the cache has
};

class EventQueue {
 public:
  void push(WheelEvent event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    ready_.notify_one();
  }
  WheelEvent pop() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return !events_.empty(); });
    WheelEvent event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<WheelEvent> events_;  // guarded by mutex_
};

}  // namespace axle::fetch
