// SPDX-License-Identifier: MIT OR Apache-2.0
// What the network thread knows about one origin: pauses it asked for, whether it answers at all, how fast it is.
//
// Rules:   circuit breaker: when a request has used up its attempts without any answer, the others do not try theirs
//          for `breaker_period`. Silence and slowness are measured per host, not per request: many requests share a
//          line, and one that waits its turn is not stuck (reliability F20, F21).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "fetch/http_options.hpp"

namespace axle::fetch {

using SteadyTime = std::chrono::steady_clock::time_point;

class HttpHost {
 public:
  explicit HttpHost(const HttpOptions& options) : options_(options) {}

  void note_answer(bool is_http1);
  void note_data(std::uint64_t bytes, SteadyTime now);
  /// Nobody asks before `until`.
  void pause_until(SteadyTime until);
  /// A request gave up because the host did not answer.
  void note_given_up(const Error& reason, SteadyTime now);

  [[nodiscard]] SteadyTime not_before() const { return not_before_; }
  /// Why the host is left alone now, or nullptr.
  [[nodiscard]] const Error* find_breaker(SteadyTime now) const;
  [[nodiscard]] bool has_room() const;

  [[nodiscard]] std::uint64_t total_bytes() const { return total_bytes_; }
  [[nodiscard]] SteadyTime last_data() const { return last_data_; }

  std::size_t active = 0;  ///< requests on the wire
  bool is_wanted = false;  ///< some request has been made: a connection need not be opened ahead

 private:
  const HttpOptions& options_;
  std::optional<Error> reason_;
  SteadyTime breaker_until_{};
  SteadyTime not_before_{};
  SteadyTime last_data_{};
  std::uint64_t total_bytes_ = 0;
  bool is_http1_ = false;
};

}  // namespace axle::fetch
