// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/cutoff: dates, times and durations of --exclude-newer.
#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

const UnixTime k_now = parse_rfc3339("2024-03-24T12:00:00Z").value();

std::string cutoff(std::string_view text) {
  const auto parsed = parse_cutoff(text, k_now);
  return parsed ? to_rfc3339(*parsed) : parsed.error().message();
}

std::string time(std::string_view text) {
  return to_rfc3339(parse_rfc3339(text).value());
}

}  // namespace

TEST_CASE("a date includes its whole day", "[cli][cutoff]") {
  CHECK(cutoff("2024-02-28") == time("2024-02-29T00:00:00Z"));
  CHECK(cutoff("2024-02-29") == time("2024-03-01T00:00:00Z"));
}

TEST_CASE("a time is exact, in any zone", "[cli][cutoff]") {
  CHECK(cutoff("2024-03-01T10:30:00Z") == time("2024-03-01T10:30:00Z"));
  CHECK(cutoff("2024-03-01T10:30:00+02:00") == time("2024-03-01T08:30:00Z"));
}

TEST_CASE("a duration counts back from now", "[cli][cutoff]") {
  for (const char* text : {"7 days", "7d", "7 day", "1 week", "1w", "P7D", "P1W", "168 hours", "168h", "PT168H"}) {
    CAPTURE(text);
    CHECK(cutoff(text) == time("2024-03-17T12:00:00Z"));
  }
}

TEST_CASE("everything else is refused by name", "[cli][cutoff]") {
  for (const std::string text :
       {"yesterday", "7", "7 fortnights", "2024-13-01", "2024-02-30", "", "P", "99999999 days"}) {
    CHECK(cutoff(text) == "`" + text + "` is neither a date, nor a time, nor a duration");
  }
}

}  // namespace axle::cli
