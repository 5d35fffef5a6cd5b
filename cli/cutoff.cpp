// SPDX-License-Identifier: MIT OR Apache-2.0
// Dates, times and durations of --exclude-newer.
//
// Forms:    what uv takes of ISO 8601 (`2024-03-01`, `20240301T120000+0200`, `P2W3D`) and of words (`2 weeks, 3 days`).
// Zones:    without one it is UTC, so that a command means the same everywhere; uv takes the zone of the machine, and
//           of a time without zone the whole day (docs/deviations.md).
// Not here: months and years, which differ in length; fractions of a unit; names of zones.
#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/settings.hpp"

namespace axle::cli {
namespace {

using std::chrono::seconds;

constexpr std::string_view k_digits = "0123456789";
constexpr std::int64_t k_minute = 60;
constexpr std::int64_t k_hour = 60 * k_minute;
constexpr std::int64_t k_day = 24 * k_hour;
constexpr std::int64_t k_week = 7 * k_day;
/// Sums beyond that are a slip, and later ones could overflow.
constexpr std::int64_t k_longest = 1'000'000 * k_week;

/// Which units can stand in a part of a duration.
enum class Units : std::uint8_t { words, iso_date, iso_time };

/// Seconds of the unit. A lone `M` is neither minutes nor, since it is none, a month.
std::optional<std::int64_t> length_of(std::string_view unit, Units units) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 21> k_words = {
      {{"s", 1},         {"sec", 1},        {"secs", 1},        {"second", 1},        {"seconds", 1},
       {"m", k_minute},  {"min", k_minute}, {"mins", k_minute}, {"minute", k_minute}, {"minutes", k_minute},
       {"h", k_hour},    {"hr", k_hour},    {"hrs", k_hour},    {"hour", k_hour},     {"hours", k_hour},
       {"d", k_day},     {"day", k_day},    {"days", k_day},    {"w", k_week},        {"week", k_week},
       {"weeks", k_week}}};
  const std::string folded = to_lower_ascii(unit);
  const bool is_letter = folded.size() == 1;
  const bool is_known = units == Units::words      ? unit != "M"
                        : units == Units::iso_date ? is_letter && std::string_view("wd").contains(folded)
                                                   : is_letter && std::string_view("hms").contains(folded);
  const auto* const word = std::ranges::find(k_words, folded, &std::pair<std::string_view, std::int64_t>::first);
  return is_known && word != k_words.end() ? std::optional(word->second) : std::nullopt;
}

/// The sum of `3 days`, `2 weeks, 3 days`, `2w3d`; of nothing it is zero.
std::optional<seconds> sum_of(std::string_view text, Units units) {
  std::int64_t sum = 0;
  while (!text.empty()) {
    const std::size_t behind_number = std::min(text.find_first_not_of(k_digits), text.size());
    const auto number = parse_decimal(text.substr(0, behind_number));
    text = trim(text.substr(behind_number));
    const std::size_t behind_unit = std::min(text.find_first_of("0123456789, "), text.size());
    const auto length = length_of(text.substr(0, behind_unit), units);
    text = trim(text.substr(behind_unit));
    if (!number || !length || *number > static_cast<std::uint64_t>(k_longest / *length)) {
      return std::nullopt;
    }
    sum += *length * static_cast<std::int64_t>(*number);
    if (sum > k_longest) {
      return std::nullopt;
    }
    if (text.starts_with(',')) {
      text = trim(text.substr(1));
      if (text.empty()) {
        return std::nullopt;
      }
    }
  }
  return seconds(sum);
}

/// What stands behind the `P`.
std::optional<seconds> parse_iso_duration(std::string_view text) {
  const std::size_t time = text.find_first_of("Tt");
  const bool has_time = time != std::string_view::npos;
  if (text.empty() || text.find_first_of(" ,") != std::string_view::npos || (has_time && time + 1 == text.size())) {
    return std::nullopt;
  }
  const auto of_date = sum_of(text.substr(0, time), Units::iso_date);
  const auto of_time = sum_of(has_time ? text.substr(time + 1) : std::string_view(), Units::iso_time);
  return of_date && of_time ? std::optional(*of_date + *of_time) : std::nullopt;
}

std::optional<seconds> parse_duration(std::string_view text) {
  constexpr std::string_view k_ago = " ago";
  if (text.starts_with('P') || text.starts_with('p')) {
    return parse_iso_duration(text.substr(1));
  }
  text.remove_suffix(text.ends_with(k_ago) ? k_ago.size() : 0);
  return text.empty() ? std::nullopt : sum_of(text, Units::words);
}

/// `12:00:00` of `12`, `12:00`, `1200`; seconds may have a fraction.
std::string completed_clock(std::string_view text) {
  std::string clock(text);
  if (!clock.contains(':')) {
    for (const std::size_t place : {4U, 2U}) {
      clock.insert(std::min(place, clock.size()), clock.size() > place ? ":" : "");
    }
  }
  constexpr std::string_view k_midnight = "00:00:00";
  const bool is_cut = clock.size() == 2 || clock.size() == 5;
  return is_cut ? clock + std::string(k_midnight.substr(clock.size())) : clock;
}

/// `Z`, `+02:00` of nothing, `+02`, `+0200`.
std::string completed_zone(std::string_view text) {
  std::string zone(text.empty() ? "Z" : text);
  if (zone.size() == 3) {
    return zone + ":00";
  }
  return zone.size() == 5 ? zone.insert(3, ":") : zone;
}

/// In the one form that parse_rfc3339() reads; a date stays one.
std::string completed(std::string_view text) {
  const std::size_t end = text.find_first_of("Tt ");
  std::string date(text.substr(0, end));
  if (date.size() == 8 && date.find_first_not_of(k_digits) == std::string::npos) {
    date.insert(6, "-").insert(4, "-");
  }
  if (end == std::string_view::npos) {
    return date;
  }
  const std::string_view time = text.substr(end + 1);
  const std::size_t zone = std::min(time.find_first_of("Zz+-"), time.size());
  return format("{}T{}{}", date, completed_clock(time.substr(0, zone)), completed_zone(time.substr(zone)));
}

}  // namespace

Result<UnixTime> parse_cutoff(std::string_view text, UnixTime now) {
  if (const auto duration = parse_duration(text)) {
    return now - *duration;
  }
  const std::string whole = completed(text);
  const auto time = parse_rfc3339(whole);
  if (!time) {
    return fail(
        Error(ErrorCode::usage, format("`{}` is neither a date, nor a time, nor a duration", to_printable(text)))
            .with_hint("a date is `2024-03-01`, all of that day; a time `2024-03-01T12:00`, with a zone such as `Z` or "
                       "`+02:00` or in UTC; a duration `3 days`, `2 weeks, 12 hours` or `P3D`, of weeks, days, hours, "
                       "minutes and seconds"));
  }
  return whole.contains('T') ? *time : *time + std::chrono::days(1);
}

}  // namespace axle::cli
