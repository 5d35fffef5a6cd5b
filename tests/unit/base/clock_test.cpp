// SPDX-License-Identifier: MIT OR Apache-2.0
// Times as text: RFC 3339, HTTP dates, elapsed times.
#include "base/clock.hpp"

#include <utility>

#include "tests/support/catch.hpp"
#include "tests/support/fake_clock.hpp"

namespace axle {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

// From date -u -d "2024-03-24T12:34:56Z" +%s.
constexpr std::int64_t k_noon = 1711283696;

UnixTime seconds(std::int64_t count) {
  return UnixTime(microseconds(count * 1'000'000));
}

TEST_CASE("RFC 3339 times are read with fraction and offset", "[base][clock]") {
  const auto [text, micros] = GENERATE(table<std::string, std::int64_t>({
      {"2024-03-24T12:34:56Z", 0},
      {"2024-03-24t12:34:56z", 0},
      {"2024-03-24 12:34:56Z", 0},
      {"2024-03-24T12:34:56.5Z", 500'000},
      {"2024-03-24T12:34:56.1234567Z", 123'456},
      {"2024-03-24T14:34:56+02:00", 0},
      {"2024-03-24T07:04:56-05:30", 0},
  }));
  CHECK(parse_rfc3339(text) == seconds(k_noon) + microseconds(micros));
}

TEST_CASE("a bare date is the start of that day in UTC", "[base][clock]") {
  CHECK(parse_rfc3339("2024-03-24") == parse_rfc3339("2024-03-24T00:00:00Z"));
}

TEST_CASE("texts that are no RFC 3339 time are refused", "[base][clock]") {
  const auto* text =
      GENERATE("", "2024", "2024-03", "2024-3-24", "2024-02-30", "2023-02-29", "2024-13-01", "2024-03-24T12:34:56",
               "2024-03-24T12:34Z", "2024-03-24T24:00:00Z", "2024-03-24T12:60:00Z", "2024-03-24T12:34:56.Z",
               "2024-03-24T12:34:56+2:00", "2024-03-24T12:34:56Zx", "2024-03-24T12:34:56+24:00", " 2024-03-24",
               "2024-03-24T", "-024-03-24", "2024-03-24T12:34:61Z");
  CAPTURE(text);
  CHECK_FALSE(parse_rfc3339(text).has_value());
}

TEST_CASE("times are written in UTC with as many digits as they need", "[base][clock]") {
  const auto [micros, text] = GENERATE(table<std::int64_t, std::string>({
      {0, "2024-03-24T12:34:56Z"},
      {500'000, "2024-03-24T12:34:56.5Z"},
      {123'456, "2024-03-24T12:34:56.123456Z"},
      {10, "2024-03-24T12:34:56.00001Z"},
  }));
  const UnixTime time = seconds(k_noon) + microseconds(micros);
  CHECK(to_rfc3339(time) == text);
  CHECK(parse_rfc3339(text) == time);
}

TEST_CASE("times before 1970 are written correctly", "[base][clock]") {
  CHECK(to_rfc3339(UnixTime(microseconds(-1))) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("HTTP dates are read", "[base][clock]") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == parse_rfc3339("1994-11-06T08:49:37Z"));
}

TEST_CASE("texts that are no HTTP date are refused", "[base][clock]") {
  const auto* text =
      GENERATE("", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Son, 06 Nov 1994 08:49:37 GMT",
               "Sun, 06 Nuv 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "0");
  CAPTURE(text);
  CHECK_FALSE(parse_http_date(text).has_value());
}

TEST_CASE("elapsed times have the form of status lines", "[base][clock]") {
  const auto [nanos, text] = GENERATE(table<std::int64_t, std::string>({
      {0, "0.00ms"},
      {120'000, "0.12ms"},
      {999'999, "0.99ms"},
      {1'000'000, "1ms"},
      {45'900'000, "45ms"},
      {999'999'999, "999ms"},
      {1'230'000'000, "1.23s"},
      {1'050'000'000, "1.05s"},
      {59'999'000'000, "59.99s"},
      {65'000'000'000, "1m 05s"},
      {3'725'000'000'000, "62m 05s"},
  }));
  CHECK(format_elapsed(nanoseconds(nanos)) == text);
}

TEST_CASE("the fake clock stands still until it is moved", "[base][clock]") {
  test::FakeClock clock(seconds(k_noon));
  const auto before = clock.monotonic();
  CHECK(clock.now() == seconds(k_noon));
  clock.advance(microseconds(7));
  CHECK(clock.now() == seconds(k_noon) + microseconds(7));
  CHECK(clock.monotonic() - before == microseconds(7));
}

}  // namespace
}  // namespace axle
