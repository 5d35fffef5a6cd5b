// SPDX-License-Identifier: MIT OR Apache-2.0
// A bounded pool of worker threads: batches of independent work, joined by the caller.
//
// Measured: a thread costs 45 us, a hop 16 us (design: performance.md 4.4); threads start with the first task.
// Not here: the network thread (fetch/http_loop).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace axle {

class ThreadPool {
 public:
  /// `workers` threads at most; 0 runs every task in submit() on the calling thread.
  explicit ThreadPool(std::size_t workers);
  ~ThreadPool();  ///< waits for all submitted tasks
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] std::size_t workers() const;
  /// Queues one task; blocks while the queue holds more than 1,024.
  void submit(std::function<void()> task);
  /// Runs body(0 … count-1), in chunks of `chunk` indexes, on the workers and on the calling thread; returns when all
  /// are done. Must not be called from a worker.
  void for_each_chunk(std::size_t count, std::size_t chunk,
                      const std::function<void(std::size_t begin, std::size_t end)>& body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// CPUs this process may use (affinity, cgroup quota), at least 1.
[[nodiscard]] std::size_t usable_cpus();

}  // namespace axle
