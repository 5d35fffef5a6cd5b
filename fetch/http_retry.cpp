// SPDX-License-Identifier: MIT OR Apache-2.0
// Arithmetic of waiting.
#include "fetch/http_retry.hpp"

#include <algorithm>
#include <cstdint>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::fetch {

bool is_retryable_status(int status) {
  const bool is_final = status == 501 || status == 505 || status == 511;
  return status == 408 || status == 429 || (status >= 500 && !is_final);
}

Milliseconds backoff_before(unsigned next_attempt, const HttpOptions& options, double random) {
  Milliseconds step = options.backoff_start;
  for (unsigned attempt = 2; attempt < next_attempt && step < options.backoff_limit; ++attempt) {
    step *= 2;
  }
  step = std::min(step, options.backoff_limit);
  const auto jitter = static_cast<std::int64_t>(random * static_cast<double>(step.count()));
  return step + Milliseconds(jitter);
}

std::optional<Milliseconds> parse_retry_after(std::string_view value, UnixTime now) {
  if (const auto seconds = parse_decimal(trim(value))) {
    constexpr std::uint64_t k_year = 366ULL * 24 * 3600;
    return std::chrono::seconds(std::min(*seconds, k_year));
  }
  if (const auto date = parse_http_date(trim(value))) {
    return std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(*date - now));
  }
  return std::nullopt;
}

std::string format_seconds(Milliseconds time) {
  if (time.count() % 1000 == 0) {
    return format("{} s", time.count() / 1000);
  }
  return format("{:.3g} s", static_cast<double>(time.count()) / 1000);
}

}  // namespace axle::fetch
