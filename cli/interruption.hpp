// SPDX-License-Identifier: MIT OR Apache-2.0
// SIGINT and SIGTERM as a stop token: the change under way is rolled back, then the program ends with 130 or 143.
//
// Source:  design README, *Decisions* (recovery). The signals are blocked in every thread and taken by one that waits
//          for nothing else, so no work runs in a handler. What was ignored when the program began stays ignored
//          (POSIX, of background commands; nohup).
#pragma once

#include <atomic>
#include <csignal>
#include <memory>
#include <stop_token>
#include <thread>

namespace axle::cli {

class Interruption {
 public:
  /// Blocks the signals that are not ignored; call before any other thread starts.
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  [[nodiscard]] std::stop_token token() const { return watch_->source.get_token(); }
  /// The signal that came, or 0.
  [[nodiscard]] int signal() const { return watch_->signal.load(); }

 private:
  /// What the thread works on: nobody waits for its end, which would cost each command two changes of threads.
  struct Watch {
    void wait();
    std::stop_source source;
    std::atomic<int> signal{0};
    std::atomic<bool> is_over{false};
    sigset_t signals{};
  };
  std::shared_ptr<Watch> watch_ = std::make_shared<Watch>();
  std::thread thread_;
};

}  // namespace axle::cli
