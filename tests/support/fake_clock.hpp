// SPDX-License-Identifier: MIT OR Apache-2.0
// A clock that stands still until it is moved, and one that moves whenever it is looked at.
#pragma once

#include <thread>

#include "base/clock.hpp"

namespace axle::test {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(UnixTime start) : now_(start) {}
  [[nodiscard]] UnixTime now() const override { return now_; }
  [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override {
    return std::chrono::steady_clock::time_point(now_.time_since_epoch());
  }
  void advance(std::chrono::microseconds step) { now_ += step; }

 private:
  UnixTime now_;
};

/// For tests of what takes long. Only looks of the thread that made it count: how often others look is chance.
class TickingClock final : public Clock {
 public:
  explicit TickingClock(std::chrono::microseconds step) : step_(step) {}
  [[nodiscard]] UnixTime now() const override { return UnixTime{}; }
  [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override {
    if (std::this_thread::get_id() != owner_) {
      return {};
    }
    return std::chrono::steady_clock::time_point(passed_ += step_);
  }

 private:
  std::thread::id owner_ = std::this_thread::get_id();
  std::chrono::microseconds step_;
  mutable std::chrono::microseconds passed_{};
};

}  // namespace axle::test
