// SPDX-License-Identifier: MIT OR Apache-2.0
// The pool: every task runs once, chunks cover all indexes, a pool without workers works too.
#include "base/thread_pool.hpp"

#include <sys/syscall.h>

#include <atomic>
#include <cerrno>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"

namespace axle {
namespace {

TEST_CASE("all submitted tasks have run when the pool is gone", "[base][thread_pool][threads]") {
  const std::size_t workers = GENERATE(0U, 1U, 4U);
  std::atomic<int> done{0};
  {
    ThreadPool pool(workers);
    CHECK(pool.workers() == workers);
    for (int i = 0; i < 5000; ++i) {
      pool.submit([&] { ++done; });
    }
  }
  CHECK(done == 5000);
}

TEST_CASE("chunks cover every index exactly once", "[base][thread_pool][threads]") {
  const std::size_t workers = GENERATE(0U, 1U, 3U);
  const std::size_t count = GENERATE(0U, 1U, 255U, 256U, 1000U);
  const std::size_t chunk = GENERATE(0U, 1U, 256U);
  ThreadPool pool(workers);
  std::vector<std::atomic<int>> touched(count);
  pool.for_each_chunk(count, chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      ++touched[i];
    }
  });
  for (const auto& times : touched) {
    REQUIRE(times == 1);
  }
}

TEST_CASE("one chunk runs on the calling thread and starts no other", "[base][thread_pool][threads]") {
  ThreadPool pool(4);
  std::thread::id runner;
  pool.for_each_chunk(10, 256, [&](std::size_t, std::size_t) { runner = std::this_thread::get_id(); });
  CHECK(runner == std::this_thread::get_id());
}

TEST_CASE("tasks of a pool without workers run before submit returns", "[base][thread_pool]") {
  ThreadPool pool(0);
  bool ran = false;
  pool.submit([&] { ran = true; });
  CHECK(ran);
}

TEST_CASE("where the system gives no threads the work is done all the same", "[base][thread_pool]") {
  std::vector<int> touched(1000);
  const auto done = test::with_refused({{SYS_clone3, EAGAIN}, {SYS_clone, EAGAIN}}, [&] {
    int tasks = 0;
    {
      ThreadPool pool(4);
      pool.for_each_chunk(touched.size(), 10, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
          ++touched[i];
        }
      });
      for (int i = 0; i < 10; ++i) {
        pool.submit([&] { ++tasks; });
      }
    }
    return tasks;
  });
  CHECK(done == 10);
  CHECK(touched == std::vector<int>(1000, 1));
}

}  // namespace
}  // namespace axle
