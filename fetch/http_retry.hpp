// SPDX-License-Identifier: MIT OR Apache-2.0
// When a failed attempt is repeated, and after how long.
//
// Rules:   reliability F25: exponential from 0.25 s to 10 s, plus up to as much again at random, so that many clients
//          spread; a Retry-After is a floor. 501, 505 and 511 will not get better.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "fetch/http_options.hpp"

namespace axle::fetch {

[[nodiscard]] bool is_retryable_status(int status);

/// The wait before attempt `next_attempt` (2 is the first repetition). `random` is in [0, 1).
[[nodiscard]] Milliseconds backoff_before(unsigned next_attempt, const HttpOptions& options, double random);

/// Seconds or an HTTP date; a date in the past is 0; nothing when malformed.
[[nodiscard]] std::optional<Milliseconds> parse_retry_after(std::string_view value, UnixTime now);

/// `30 s`, `0.2 s`: a timeout in a message.
[[nodiscard]] std::string format_seconds(Milliseconds time);

}  // namespace axle::fetch
