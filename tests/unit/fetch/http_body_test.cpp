// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/http_body: what a server says of the length of its answer, and what it sends.
#include "fetch/http_body.hpp"

#include <string>
#include <string_view>

#include "tests/support/catch.hpp"

namespace axle::fetch {
namespace {

struct Collector final : HttpSink {
  std::string bytes;
  Result<void> on_start(const HttpResponse& /*head*/) override { return {}; }
  Result<void> on_data(std::span<const std::byte> data) override {
    bytes.append(reinterpret_cast<const char*>(data.data()), data.size());
    return {};
  }
  void on_restart() override { bytes.clear(); }
};

HttpResponse head(int status, std::vector<HttpHeader> headers) {
  HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  return response;
}

/// How many bytes were taken when it was said that enough has come, in pieces of 1 KiB; at most a MiB.
std::size_t feed(HttpBody& body) {
  const std::string piece(1024, 'x');
  std::size_t fed = 0;
  while (fed < (1U << 20U)) {
    fed += piece.size();
    const Result<bool> more = body.add(std::as_bytes(std::span(piece)));
    REQUIRE(more.has_value());
    if (!*more) {
      break;
    }
  }
  return fed;
}

TEST_CASE("of a part no more is taken than it announces", "[fetch][http_body]") {
  const auto sink = std::make_shared<Collector>();
  HttpRequest request;
  request.range = ByteRange{.suffix_bytes = 5'000};
  request.sink = sink;
  HttpBody body(request);
  REQUIRE(body.begin(head(206, {{"content-range", "bytes 95000-99999/100000"}})));
  CHECK(feed(body) == 5 * 1024);
  CHECK(sink->bytes.size() == 5'000);
  CHECK_FALSE(body.find_cut());
}

TEST_CASE("who wants a file gets nothing of an answer that is none", "[fetch][http_body]") {
  const auto sink = std::make_shared<Collector>();
  HttpRequest request;
  request.limit_bytes = k_file_limit_bytes;
  request.sink = sink;
  HttpBody body(request);
  REQUIRE(body.begin(head(GENERATE(201, 203, 299), {{"content-length", "17000000000"}})));
  CHECK(feed(body) == 65 * 1024);
  CHECK(sink->bytes.empty());
  CHECK(body.response().body.capacity() < 1024);
  CHECK_FALSE(body.find_cut());
}

TEST_CASE("memory is not taken on the word of a server", "[fetch][http_body]") {
  HttpRequest request;
  HttpBody body(request);
  REQUIRE(body.begin(head(200, {{"content-length", "200000000"}})));
  CHECK(body.response().body.capacity() < 8'000'000);
}

}  // namespace
}  // namespace axle::fetch
