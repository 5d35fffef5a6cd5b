// SPDX-License-Identifier: MIT OR Apache-2.0
// Time as an input: wall clock for freshness, monotonic clock for timeouts; tests pass a fake
// (tests/support/fake_clock.hpp).
//
// Spec:    RFC 3339 (upload times, --exclude-newer), RFC 9110 §5.6.7 (HTTP dates).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace axle {

using UnixTime = std::chrono::sys_time<std::chrono::microseconds>;
using Milliseconds = std::chrono::milliseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual UnixTime now() const = 0;
  [[nodiscard]] virtual std::chrono::steady_clock::time_point monotonic() const = 0;
};

/// The real one; stateless.
[[nodiscard]] const Clock& system_clock();

/// `2024-03-24T00:00:00Z`, with fraction, offset, or a bare date (start of that day, UTC); else nothing.
[[nodiscard]] std::optional<UnixTime> parse_rfc3339(std::string_view text);
[[nodiscard]] std::string to_rfc3339(UnixTime time);
/// `Sun, 06 Nov 1994 08:49:37 GMT`; else nothing.
[[nodiscard]] std::optional<UnixTime> parse_http_date(std::string_view text);
/// `45ms`, `1.23s`, `1m 05s`, `0.12ms`: the form of status lines.
[[nodiscard]] std::string format_elapsed(std::chrono::nanoseconds elapsed);

/// Time since it was made. `clock` must outlive it.
class Stopwatch {
 public:
  explicit Stopwatch(const Clock& clock) : clock_(clock), start_(clock.monotonic()) {}
  [[nodiscard]] std::chrono::nanoseconds elapsed() const { return clock_.monotonic() - start_; }

 private:
  const Clock& clock_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace axle
