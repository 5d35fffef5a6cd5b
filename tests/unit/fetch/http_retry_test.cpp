// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/http_retry and fetch/http_head: the pure parts (reliability F25, F33).
#include "fetch/http_retry.hpp"

#include <optional>
#include <string>
#include <vector>

#include "fetch/http_head.hpp"
#include "tests/support/catch.hpp"

namespace axle::fetch {
namespace {

TEST_CASE("waiting doubles from a quarter second to ten, and chance adds up to as much again", "[fetch][http_retry]") {
  const HttpOptions options;
  CHECK(backoff_before(2, options, 0.0) == Milliseconds(250));
  CHECK(backoff_before(3, options, 0.0) == Milliseconds(500));
  CHECK(backoff_before(4, options, 0.5) == Milliseconds(1'500));
  CHECK(backoff_before(40, options, 0.0) == Milliseconds(10'000));
  CHECK(backoff_before(40, options, 0.999) < Milliseconds(20'000));
}

TEST_CASE("Retry-After is seconds or a date", "[fetch][http_retry]") {
  const UnixTime now = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").value();
  CHECK(parse_retry_after("3", now) == Milliseconds(3'000));
  CHECK(parse_retry_after(" 0 ", now) == Milliseconds(0));
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", now) == Milliseconds(30'000));
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now) == Milliseconds(0));
  CHECK(parse_retry_after("18446744073709551615", now) > Milliseconds(120'000));
  CHECK(parse_retry_after("99999999999999999999", now) > Milliseconds(120'000));
  CHECK(parse_retry_after("", now) == std::nullopt);
  CHECK(parse_retry_after("soon", now) == std::nullopt);
  CHECK(parse_retry_after("-1", now) == std::nullopt);
}

TEST_CASE("a timeout in a message has no needless digits", "[fetch][http_retry]") {
  CHECK(format_seconds(Milliseconds(30'000)) == "30 s");
  CHECK(format_seconds(Milliseconds(1'500)) == "1.5 s");
  CHECK(format_seconds(Milliseconds(60)) == "0.06 s");
  CHECK(format_seconds(Milliseconds(100'000'001)) == "100001 s");
}

std::string read_head(const std::vector<std::string>& lines, HttpHeadReader& reader) {
  for (const std::string& line : lines) {
    const Result<bool> complete = reader.add_line(line + "\r\n");
    if (!complete) {
      return complete.error().message();
    }
    if (*complete) {
      return "complete";
    }
  }
  return "incomplete";
}

TEST_CASE("a head is read with names in lower case, folded lines joined, interim heads forgotten",
          "[fetch][http_head]") {
  HttpHeadReader reader;
  CHECK(read_head({"HTTP/1.1 103 Early", "Link: x", "", "HTTP/2 200", "ETag:  \"1\" ", "X: a", "  b", ""}, reader) ==
        "complete");
  CHECK(reader.head().status == 200);
  CHECK_FALSE(reader.head().is_http1);
  CHECK(reader.head().headers == std::vector<HttpHeader>{{"etag", "\"1\""}, {"x", "a b"}});
}

TEST_CASE("heads with a flaw are refused with their reason", "[fetch][http_head]") {
  struct Row {
    std::vector<std::string> lines;
    std::string reason;
  };
  const std::vector<Row> rows = {
      {{"HTTP/1.1 99 Low"}, "malformed status line"},
      {{"HTTP/1.1"}, "malformed status line"},
      {{"HTTP/1.1 200 OK", "no colon"}, "malformed header"},
      {{"HTTP/1.1 200 OK", ": empty"}, "malformed header"},
      {{"HTTP/1.1 200 OK", " folded first"}, "malformed header"},
      {{"HTTP/1.1 200 OK", "Content-Length : 1"}, "malformed header"},
      {{"HTTP/1.1 200 OK", "Content-Length: 1, 1", ""}, "malformed Content-Length"},
      {{"HTTP/1.1 200 OK", "Content-Length: 0x1", ""}, "malformed Content-Length"},
      {{"HTTP/1.1 200 OK", "Content-Length: 99999999999999999999", ""}, "malformed Content-Length"},
      {{"HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked", ""}, "unknown Transfer-Encoding"},
      {{"HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", ""},
       "two Transfer-Encoding headers"},
      {{"HTTP/1.1 302 There", "Location: /a", "Location: /b", ""}, "two Location headers"},
      {{"HTTP/1.1 200 OK", std::string("X: a\0b", 6)}, "control character in a header"},
      {{"HTTP/1.1 200 OK", "Content-Length: 1", "content-length: 1", ""}, "two Content-Length headers"},
      {{"HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Content-Length: 1", ""},
       "both Content-Length and Transfer-Encoding"},
      {{"HTTP/1.1 200 OK", "X: " + std::string(256 * 1024, 'a')}, "header too large"},
  };
  for (const Row& row : rows) {
    HttpHeadReader reader;
    CHECK(read_head(row.lines, reader) == row.reason);
  }
}

TEST_CASE("Content-Range must be possible", "[fetch][http_head]") {
  const auto good = parse_content_range("bytes 2-5/10");
  REQUIRE(good.has_value());
  CHECK(good->first == 2);
  CHECK(good->last == 5);
  CHECK(good->total == 10);
  for (const char* bad : {"", "bytes 5-2/10", "bytes 2-10/10", "bytes */10", "bytes 2-5/*", "items 2-5/10", "bytes 2-5",
                          "bytes -5/10", "bytes 2-5/99999999999999999999"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_content_range(bad).has_value());
  }
}

}  // namespace
}  // namespace axle::fetch
