// SPDX-License-Identifier: MIT OR Apache-2.0
// The real clock, and times as text.
//
// Spec:    RFC 3339 §5.6; RFC 9110 §5.6.7 (only the preferred form). Years 0 to 9999.
#include "base/clock.hpp"

#include <algorithm>
#include <array>

#include "base/format.hpp"

namespace axle {
namespace {

namespace chrono = std::chrono;

class SystemClock final : public Clock {
 public:
  [[nodiscard]] UnixTime now() const override {
    return chrono::time_point_cast<chrono::microseconds>(chrono::system_clock::now());
  }
  [[nodiscard]] chrono::steady_clock::time_point monotonic() const override { return chrono::steady_clock::now(); }
};

/// Reads fixed fields off the front of a text; after the first mismatch everything fails.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = next();
      ok_ = ok_ && c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    return ok_ ? value : 0;
  }
  void expect(std::string_view text) {
    ok_ = ok_ && rest_.starts_with(text);
    rest_.remove_prefix(std::min(text.size(), rest_.size()));
  }
  /// Takes one character if it is among `choices`, else NUL.
  char take_one_of(std::string_view choices) {
    if (!ok_ || rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) {
      return '\0';
    }
    return next();
  }
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  void refuse() { ok_ = false; }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  char next() {
    if (rest_.empty()) {
      ok_ = false;
      return '\0';
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view rest_;
  bool ok_ = true;
};

std::optional<UnixTime> time_of(chrono::year_month_day date, int hour, int minute, int second) {
  // 60 is a leap second, which RFC 3339 allows; Unix time has no place for it but the next second.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  return chrono::sys_days(date) + chrono::hours(hour) + chrono::minutes(minute) + chrono::seconds(second);
}

chrono::year_month_day make_date(int year, int month, int day) {
  return chrono::year(year) / chrono::month(static_cast<unsigned>(month)) / chrono::day(static_cast<unsigned>(day));
}

/// Digits after a dot; those beyond microseconds are cut.
chrono::microseconds read_fraction(FieldReader& reader) {
  constexpr std::string_view k_digits = "0123456789";
  int micros = 0;
  int scale = 100'000;
  bool any = false;
  for (char c = reader.take_one_of(k_digits); c != '\0'; c = reader.take_one_of(k_digits)) {
    micros += (c - '0') * scale;
    scale /= 10;
    any = true;
  }
  if (!any) {
    reader.refuse();
  }
  return chrono::microseconds(micros);
}

/// `Z` or `+hh:mm`: what local time is ahead of UTC.
chrono::minutes read_offset(FieldReader& reader) {
  if (reader.take_one_of("Zz") != '\0') {
    return chrono::minutes(0);
  }
  const char sign = reader.take_one_of("+-");
  const int hours = reader.number(2);
  reader.expect(":");
  const int minutes = reader.number(2);
  if (sign == '\0' || hours > 23 || minutes > 59) {
    reader.refuse();
  }
  return chrono::minutes((hours * 60 + minutes) * (sign == '-' ? -1 : 1));
}

constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> k_weekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::optional<UnixTime> parse_rfc3339(std::string_view text) {
  FieldReader reader(text);
  const int year = reader.number(4);
  reader.expect("-");
  const int month = reader.number(2);
  reader.expect("-");
  const int day = reader.number(2);
  const chrono::year_month_day date = make_date(year, month, day);
  if (reader.ok() && reader.at_end()) {
    return time_of(date, 0, 0, 0);
  }
  if (reader.take_one_of("Tt ") == '\0') {
    return std::nullopt;
  }
  const int hour = reader.number(2);
  reader.expect(":");
  const int minute = reader.number(2);
  reader.expect(":");
  const int second = reader.number(2);
  const chrono::microseconds fraction =
      reader.take_one_of(".") != '\0' ? read_fraction(reader) : chrono::microseconds(0);
  const chrono::minutes offset = read_offset(reader);
  const auto time = time_of(date, hour, minute, second);
  if (!reader.ok() || !reader.at_end() || !time) {
    return std::nullopt;
  }
  return *time + fraction - offset;
}

std::string to_rfc3339(UnixTime time) {
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss clock(time - day);
  std::string text = format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                            clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds().count() != 0) {
    format_to(text, ".{:06}", clock.subseconds().count());
    text.erase(text.find_last_not_of('0') + 1);
  }
  text += 'Z';
  return text;
}

std::optional<UnixTime> parse_http_date(std::string_view text) {
  FieldReader reader(text);
  const bool weekday_known = std::ranges::find(k_weekdays, reader.take(3)) != k_weekdays.end();
  reader.expect(", ");
  const int day = reader.number(2);
  reader.expect(" ");
  const auto* const month = std::ranges::find(k_months, reader.take(3));
  reader.expect(" ");
  const int year = reader.number(4);
  reader.expect(" ");
  const int hour = reader.number(2);
  reader.expect(":");
  const int minute = reader.number(2);
  reader.expect(":");
  const int second = reader.number(2);
  reader.expect(" GMT");
  if (!weekday_known || month == k_months.end() || !reader.ok() || !reader.at_end()) {
    return std::nullopt;
  }
  return time_of(make_date(year, static_cast<int>(month - k_months.begin()) + 1, day), hour, minute, second);
}

std::string format_elapsed(chrono::nanoseconds elapsed) {
  const std::int64_t micros = chrono::duration_cast<chrono::microseconds>(elapsed).count();
  const std::int64_t millis = micros / 1000;
  const std::int64_t seconds = millis / 1000;
  if (seconds >= 60) {
    return format("{}m {:02}s", seconds / 60, seconds % 60);
  }
  if (seconds > 0) {
    return format("{}.{:02}s", seconds, millis % 1000 / 10);
  }
  if (millis > 0) {
    return format("{}ms", millis);
  }
  return format("0.{:02}ms", micros / 10);
}

}  // namespace axle
