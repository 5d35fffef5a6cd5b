// SPDX-License-Identifier: MIT OR Apache-2.0
// A bounded pool of worker threads; threads start when there is work for them.
//
// Limits:  where the system gives no (more) threads, the pool works with those it has, in the end with the
//          caller's own (reliability F18).
// Not here: how many CPUs there are (base/usable_cpus.cpp).
#include "base/thread_pool.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace axle {
namespace {

constexpr std::size_t k_queue_limit = 1024;

}  // namespace

struct ThreadPool::State {
  explicit State(std::size_t workers) : limit(workers) {}

  const std::size_t limit;
  std::mutex mutex;
  std::condition_variable work_or_end;                // workers wait here
  std::condition_variable room;                       // submitters wait here
  std::deque<std::move_only_function<void()>> queue;  // guarded by mutex
  std::vector<std::thread> threads;                   // guarded by mutex
  std::size_t idle = 0;                               // guarded by mutex
  bool ending = false;                                // guarded by mutex
  bool no_more_threads = false;                       // guarded by mutex

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      ++idle;
      work_or_end.wait(lock, [this] { return ending || !queue.empty(); });
      --idle;
      if (queue.empty()) {
        return;
      }
      auto task = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      room.notify_one();
      task();
      lock.lock();
    }
  }

  /// Called with the mutex held.
  void start_thread_if_useful() {
    if (idle > queue.size() || threads.size() >= limit || no_more_threads) {
      return;
    }
    try {
      threads.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      no_more_threads = true;
    }
  }
};

ThreadPool::ThreadPool(std::size_t workers) : state_(std::make_unique<State>(workers)) {}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  state_->work_or_end.notify_all();
  for (std::thread& thread : state_->threads) {
    thread.join();
  }
}

std::size_t ThreadPool::workers() const {
  return state_->limit;
}

void ThreadPool::submit(std::function<void()> task) {
  {
    std::unique_lock lock(state_->mutex);
    state_->start_thread_if_useful();
    if (!state_->threads.empty()) {
      state_->room.wait(lock, [this] { return state_->queue.size() <= k_queue_limit; });
      state_->queue.push_back(std::move(task));
      lock.unlock();
      state_->work_or_end.notify_one();
      return;
    }
  }
  task();
}

namespace {

/// One for_each_chunk() call. Shared with the tasks, because a worker may look at it after the call has returned;
/// it then finds no chunk left and touches nothing else.
struct ChunkedWork {
  std::size_t count;
  std::size_t chunk;
  const std::function<void(std::size_t, std::size_t)>* body;
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> indexes_done{0};

  void run() {
    while (true) {
      const std::size_t begin = next.fetch_add(chunk);
      if (begin >= count) {
        return;
      }
      const std::size_t end = std::min(begin + chunk, count);
      (*body)(begin, end);
      indexes_done.fetch_add(end - begin);
      indexes_done.notify_all();
    }
  }
};

}  // namespace

void ThreadPool::for_each_chunk(std::size_t count, std::size_t chunk,
                                const std::function<void(std::size_t begin, std::size_t end)>& body) {
  if (count == 0) {
    return;
  }
  const auto work = std::make_shared<ChunkedWork>(count, std::max<std::size_t>(chunk, 1), &body);
  const std::size_t chunks = (count + work->chunk - 1) / work->chunk;
  for (std::size_t i = 0; i < std::min(workers(), chunks - 1); ++i) {
    submit([work] { work->run(); });
  }
  work->run();
  for (std::size_t done = work->indexes_done; done != count; done = work->indexes_done) {
    work->indexes_done.wait(done);
  }
}

}  // namespace axle
