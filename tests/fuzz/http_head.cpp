// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: the head of an HTTP answer line by line, and the fields that are taken apart: ranges, dates, freshness.
#include "fetch/http_head.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"
#include "fetch/freshness.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  std::string_view text = axle::fuzz::text_of(data, size);
  static_cast<void>(axle::parse_http_date(text));
  static_cast<void>(axle::parse_rfc3339(text));
  axle::fetch::HttpHeadReader reader;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
    text.remove_prefix(line.size());
    const auto complete = reader.add_line(line);
    if (!complete) {
      require(!complete.error().message().contains('\n'), "an error is one line");
      return 0;
    }
    if (*complete) {
      break;
    }
  }
  axle::fetch::HttpResponse response;
  response.status = reader.head().status;
  response.headers = reader.head().headers;
  const auto freshness = axle::fetch::make_freshness(response, axle::UnixTime{});
  require(freshness.lifetime >= std::chrono::seconds(0), "a page is fresh for some time or not at all");
  if (const auto range = axle::fetch::parse_content_range(response.header("content-range"))) {
    require(range->first <= range->last, "a range has its bounds in order");
  }
  return 0;
}
