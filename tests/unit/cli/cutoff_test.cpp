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
  CHECK(cutoff("20240229") == time("2024-03-01T00:00:00Z"));
}

TEST_CASE("a time is exact, in any zone", "[cli][cutoff]") {
  CHECK(cutoff("2024-03-01T10:30:00Z") == time("2024-03-01T10:30:00Z"));
  CHECK(cutoff("2024-03-01T10:30:00+02:00") == time("2024-03-01T08:30:00Z"));
  CHECK(cutoff("2024-03-01T10:30:00.5-01:00") == time("2024-03-01T11:30:00.5Z"));
}

TEST_CASE("a time can be short, and without a zone it is UTC", "[cli][cutoff]") {
  for (const char* text :
       {"2024-03-01T10:00:00", "2024-03-01T10:00", "2024-03-01T10", "2024-03-01T10Z", "2024-03-01T10:00Z",
        "2024-03-01 10:00", "2024-03-01 10:00:00Z", "2024-03-01t10:00:00z", "20240301T100000Z", "20240301T1000",
        "2024-03-01T12+02", "2024-03-01T12:00+0200", "2024-03-01T10:00:00.0"}) {
    CAPTURE(text);
    CHECK(cutoff(text) == time("2024-03-01T10:00:00Z"));
  }
}

TEST_CASE("a duration counts back from now", "[cli][cutoff]") {
  for (const char* text : {"7 days",
                           "7d",
                           "7 day",
                           "1 week",
                           "1w",
                           "P7D",
                           "P1W",
                           "168 hours",
                           "168h",
                           "PT168H",
                           "p7d",
                           "7 DAYS",
                           "7 days ago",
                           "1 week ago",
                           "6 days, 24 hours",
                           "6 days 24 hours",
                           "6d24h",
                           "6 days,24h ago",
                           "P6DT24H",
                           "P6DT23H60M",
                           "6 days, 23 hours, 59 minutes, 60 seconds",
                           "P6DT23H59M60S",
                           "10080m",
                           "10080 min",
                           "604800s"}) {
    CAPTURE(text);
    CHECK(cutoff(text) == time("2024-03-17T12:00:00Z"));
  }
  CHECK(cutoff("0 days") == time("2024-03-24T12:00:00Z"));
}

TEST_CASE("everything else is refused by name, with what is accepted", "[cli][cutoff]") {
  for (const std::string text : {"yesterday",
                                 "7",
                                 "7 fortnights",
                                 "2024-13-01",
                                 "2024-02-30",
                                 "",
                                 "P",
                                 "99999999 days",
                                 "1 month",
                                 "1M",
                                 "P1M",
                                 "1 year",
                                 "3 days,",
                                 ", 3 days",
                                 "ago",
                                 " ago",
                                 "3 days agone",
                                 "PT",
                                 "P3DT",
                                 "P1H",
                                 "PT1D",
                                 "P 3D",
                                 "days",
                                 "2 weeks and 3 days",
                                 "1.5 hours",
                                 "-3 days",
                                 "2024-03",
                                 "2024-03-01T",
                                 "2024-03-01Z",
                                 "2024-03-01T24:00Z",
                                 "2024-03-01T1",
                                 "2024-03-01T100",
                                 "2024-03-01T10:0",
                                 "2024-03-01T10:00+2",
                                 "2024-03-01T10:00 Z",
                                 "2024-3-01",
                                 "2024-03-01T10:00[Europe/Berlin]",
                                 "999999999999999999999 weeks",
                                 "1000000 weeks, 1000000 weeks"}) {
    CHECK(cutoff(text) == "`" + text + "` is neither a date, nor a time, nor a duration");
  }
  CHECK(
      parse_cutoff("never", k_now).error().hints() ==
      std::vector<std::string>{
          "a date is `2024-03-01`, all of that day; a time `2024-03-01T12:00`, with a zone such as `Z` or `+02:00` or "
          "in UTC; a duration `3 days`, `2 weeks, 12 hours` or `P3D`, of weeks, days, hours, minutes and seconds"});
}

}  // namespace axle::cli
