// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/freshness: RFC 9111 and the rule for silent mirrors.
#include "fetch/freshness.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace axle::fetch {
namespace {

const UnixTime k_now = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").value();

HttpResponse response_with(std::vector<HttpHeader> headers, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  return response;
}

TEST_CASE("the lifetime of a page comes from its headers", "[fetch][freshness]") {
  struct Row {
    std::vector<HttpHeader> headers;
    long seconds;
  };
  const std::vector<Row> rows = {
      {{{"cache-control", "max-age=600, public"}}, 600},
      {{{"cache-control", "public, Max-Age=\"60\""}}, 60},
      {{{"cache-control", "max-age=600"}, {"age", "100"}}, 500},
      {{{"cache-control", "max-age=600"}, {"age", "700"}}, 0},
      {{{"cache-control", "max-age=600, no-cache"}}, 0},
      {{{"cache-control", "max-age=never"}}, 0},
      {{{"cache-control", "max-age=99999999999999999999"}}, 0},
      {{{"cache-control", "max-age=99999999999"}}, 365L * 24 * 3600},
      {{{"cache-control", "public"}}, 0},
      {{{"expires", "Sun, 06 Nov 1994 08:50:37 GMT"}}, 60},
      {{{"expires", "Sun, 06 Nov 1994 10:50:37 GMT"}, {"date", "Sun, 06 Nov 1994 10:49:37 GMT"}}, 60},
      {{{"expires", "0"}}, 0},
      {{{"cache-control", "max-age=5"}, {"expires", "Sun, 06 Nov 1994 08:50:37 GMT"}}, 5},
      {{{"etag", "\"1\""}}, 0},
      {{{"last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"}}, 0},
      {{}, 600},
      {{{"age", "100"}}, 500},
  };
  for (const Row& row : rows) {
    const Freshness freshness = make_freshness(response_with(row.headers), k_now);
    CAPTURE(row.seconds, row.headers.empty() ? "" : row.headers[0].value);
    CHECK(freshness.lifetime.count() == row.seconds);
    CHECK(freshness.fetched_at == k_now);
    CHECK(freshness.storable);
  }
}

TEST_CASE("no-store is not stored, and a missing page holds for a minute at most", "[fetch][freshness]") {
  CHECK_FALSE(make_freshness(response_with({{"cache-control", "no-store"}}), k_now).storable);
  CHECK(make_freshness(response_with({}, 404), k_now).lifetime == k_missing_lifetime);
  CHECK(make_freshness(response_with({{"cache-control", "max-age=600"}}, 404), k_now).lifetime == k_missing_lifetime);
  CHECK(make_freshness(response_with({{"cache-control", "max-age=5"}}, 404), k_now).lifetime.count() == 5);
}

TEST_CASE("a page is fresh until its lifetime ends, and never when it comes from the future", "[fetch][freshness]") {
  const Freshness freshness{k_now, std::chrono::seconds(600), true};
  CHECK(is_fresh(freshness, k_now));
  CHECK(is_fresh(freshness, k_now + std::chrono::seconds(599)));
  CHECK_FALSE(is_fresh(freshness, k_now + std::chrono::seconds(600)));
  CHECK_FALSE(is_fresh(freshness, k_now - std::chrono::seconds(1)));
  CHECK_FALSE(is_fresh(freshness, k_now + std::chrono::hours(24 * 365 * 50)));
}

}  // namespace
}  // namespace axle::fetch
