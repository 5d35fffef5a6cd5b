// SPDX-License-Identifier: MIT OR Apache-2.0
// Dates and durations of --exclude-newer.
#include <array>
#include <chrono>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/settings.hpp"

namespace axle::cli {
namespace {

using std::chrono::hours;

/// The length of a unit named by its first letters: `d`, `day`, `days`; ISO 8601 uses the capital ones.
std::optional<hours> unit_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, int>, 9> k_units = {{{"h", 1},
                                                                        {"hour", 1},
                                                                        {"hours", 1},
                                                                        {"d", 24},
                                                                        {"day", 24},
                                                                        {"days", 24},
                                                                        {"w", 168},
                                                                        {"week", 168},
                                                                        {"weeks", 168}}};
  const std::string folded = to_lower_ascii(text);
  for (const auto& [name, length] : k_units) {
    if (name == folded) {
      return hours(length);
    }
  }
  return std::nullopt;
}

std::optional<hours> parse_duration(std::string_view text) {
  constexpr std::uint64_t k_limit = 1'000'000;
  if (text.starts_with('P')) {
    text.remove_prefix(text.starts_with("PT") ? 2 : 1);
  }
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos) {
    return std::nullopt;
  }
  const auto number = parse_decimal(text.substr(0, digits));
  const auto unit = unit_of(trim(text.substr(digits)));
  if (!number || !unit || *number > k_limit) {
    return std::nullopt;
  }
  return *unit * static_cast<int>(*number);
}

}  // namespace

Result<UnixTime> parse_cutoff(std::string_view text, UnixTime now) {
  constexpr std::size_t k_date_size = 10;
  if (const auto duration = parse_duration(text)) {
    return now - *duration;
  }
  const auto time = parse_rfc3339(text);
  if (!time) {
    return fail(ErrorCode::usage, format("`{}` is neither a date, nor a time, nor a duration", to_printable(text)));
  }
  return text.size() == k_date_size ? *time + hours(24) : *time;
}

}  // namespace axle::cli
