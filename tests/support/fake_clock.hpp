// SPDX-License-Identifier: MIT OR Apache-2.0
// A clock that stands still until it is moved.
#pragma once

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

}  // namespace axle::test
