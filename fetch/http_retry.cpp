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
  constexpr std::uint64_t k_year = 366ULL * 24 * 3600;
  const std::string_view text = trim(value);
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (is_number) {  // one that no integer holds is long all the same
    return std::chrono::seconds(std::min(parse_decimal(text).value_or(k_year), k_year));
  }
  if (const auto date = parse_http_date(text)) {
    return std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(*date - now));
  }
  return std::nullopt;
}

std::string format_seconds(Milliseconds time) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(time);
  if (seconds == time || seconds >= std::chrono::seconds(100)) {
    return format("{} s", seconds.count());
  }
  return format("{:.3g} s", static_cast<double>(time.count()) / 1000);
}

}  // namespace axle::fetch
