// SPDX-License-Identifier: MIT OR Apache-2.0
// Whose word counts for the metadata of a wheel: the index's, the other index's, the cache's, the wheel's own.
#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "fetch/index_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

using test::IndexServer;
using test::wheel;
using test::WheelBuilder;

constexpr const char* k_file = "/files/a-1.0-py3-none-any.whl";
constexpr const char* k_side_file = "/files/a-1.0-py3-none-any.whl.metadata";

std::string replace_once(std::string text, std::string_view from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

OwnMetadata own_metadata(const WheelBuilder& builder) {
  return {sha256_of(builder.metadata()), [text = builder.metadata()]() -> Result<std::string> { return text; }};
}

/// Stops other threads that ask for the time, between close() and open().
class GateClock final : public Clock {
 public:
  explicit GateClock(UnixTime now) : clock_(now) {}
  [[nodiscard]] UnixTime now() const override {
    if (std::this_thread::get_id() != owner_) {
      is_closed_.wait(true);
    }
    return clock_.now();
  }
  [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override { return clock_.monotonic(); }
  void close() { is_closed_ = true; }
  void open() {
    is_closed_ = false;
    is_closed_.notify_all();
  }

 private:
  test::FakeClock clock_;
  std::thread::id owner_ = std::this_thread::get_id();
  std::atomic<bool> is_closed_ = false;
};

TEST_CASE("metadata that turns out to lie while it is being written is not kept",
          "[fetch][metadata_agreement][page_cache][threads]") {
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  GateClock clock(fixture.clock.now());
  std::string key;
  {
    HttpFixture http;
    IndexClient client({.locations = {simple(server)}}, {}, {http.http, http.pool, fixture.cache, clock, null_log()});
    const spec::IndexFile file = client.page(name_of("a")).pages.front().page.file(0);
    key = metadata_key(file).text;
    clock.close();
    const auto served = client.metadata(file);
    const auto checked = client.check_metadata(url_of(file.url), own_metadata(wheel("a", "1.0").requires_dist("b>=3")));
    clock.open();
    REQUIRE(served.has_value());
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().message() ==
          "metadata of `a-1.0-py3-none-any.whl` differs from what the index served: `Requires-Dist`");
  }
  CHECK_FALSE(fixture.cache.read_metadata(key).value.has_value());
}

TEST_CASE("what one index claims of a digest is not believed of another one",
          "[fetch][metadata_agreement][page_cache]") {
  const std::vector<std::pair<std::string, std::string>> type = {
      {"Content-Type", "application/vnd.pypi.simple.v1+json"}};
  const std::string path = "/f/a-1.0-py3-none-any.whl";
  IndexServer liar;
  liar.add_page("/simple/a/", 200, type, page_that_claims(path, small_wheel()));
  liar.add_page(path + ".metadata", 200, {}, wheel("a", "1.0").requires_dist("evil").metadata());
  IndexServer good;
  good.add_page("/simple/a/", 200, type, page_that_claims(path, small_wheel()));
  good.add_page(path + ".metadata", 200, {}, small_wheel().metadata());
  const IndexFixture fixture;
  for (int round = 0; round < 2; ++round) {
    IndexRun first(fixture, {simple(liar)});
    CHECK(describe_metadata(first.client) == "evil");
    IndexRun second(fixture, {simple(good)});
    CHECK(describe_metadata(second.client) == "b>=2;c; extra == 'x'");
  }
  CHECK(good.count(path + ".metadata") == 1);
}

TEST_CASE("a digest of metadata holds for one file name only", "[fetch][metadata_agreement][page_cache]") {
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  spec::IndexFile file = run.client.page(name_of("a")).pages.front().page.file(0);
  REQUIRE(run.client.metadata(file));
  file.file_name = "z-1.0-py3-none-any.whl";
  IndexRun later(fixture, {simple(server)});
  CHECK(to_string(later.client.metadata(file).error()) ==
        format("metadata of `z-1.0-py3-none-any.whl` at {}: it is of the project `a`", server.url_of(k_file)));
}

TEST_CASE("metadata of a wheel is not kept under the digest of a metadata file that is gone",
          "[fetch][metadata_agreement][page_cache]") {
  IndexServer server;
  server.add(small_wheel(), {.wrong_metadata_hash = true});
  server.set_fault(k_side_file, {.status = 404, .times = 0});
  const IndexFixture fixture;
  for (std::size_t round = 1; round <= 2; ++round) {
    IndexRun run(fixture, {simple(server)});
    CHECK(describe_metadata(run.client) == "b>=2;c; extra == 'x'");
    CHECK(server.count(k_file) == round);
  }
}

TEST_CASE("own metadata with the digest of the served one is not read", "[fetch][metadata_agreement]") {
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  for (int round = 0; round < 2; ++round) {  // from the index, then from the cache
    IndexRun run(fixture, {simple(server)});
    const spec::IndexFile file = run.client.page(name_of("a")).pages.front().page.file(0);
    REQUIRE(run.client.metadata(file));
    OwnMetadata own = own_metadata(small_wheel());
    own.read_text = []() -> Result<std::string> {
      FAIL("it was read");
      return std::string();
    };
    CHECK(run.client.check_metadata(url_of(file.url + "#sha256=00"), own));
  }
}

TEST_CASE("own metadata that says the same in other words is read once, if it comes out of the cache",
          "[fetch][metadata_agreement][page_cache]") {
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  int reads = 0;
  const auto agrees = [&](bool is_met_again) {
    IndexRun run(fixture, {simple(server)});
    const spec::IndexFile file = run.client.page(name_of("a")).pages.front().page.file(0);
    REQUIRE(run.client.metadata(file));
    const std::string text = small_wheel().metadata() + "\nA description, which the index left out.\n";
    const auto read = [&]() -> Result<std::string> { return ++reads, text; };
    return run.client.check_metadata(url_of(file.url), {sha256_of(text), read, is_met_again}).has_value();
  };
  CHECK(agrees(false));
  CHECK(agrees(false));
  CHECK(reads == 2);
  CHECK(agrees(true));
  CHECK(reads == 3);
  CHECK(agrees(true));
  CHECK(agrees(false));
  CHECK(reads == 3);
  IndexRun offline(fixture, {simple(server)}, {}, offline_options());
  CHECK(describe_metadata(offline.client) == "b>=2;c; extra == 'x'");
}

TEST_CASE("what a wheel has instead of a missing metadata file is not kept, though it agrees with the wheel",
          "[fetch][metadata_agreement][page_cache]") {
  const std::vector<std::pair<std::string, std::string>> type = {
      {"Content-Type", "application/vnd.pypi.simple.v1+json"}};
  const std::string path = "/f/a-1.0-py3-none-any.whl";
  const std::string promised = to_hex(sha256_of(small_wheel().metadata()));
  const auto page_of = [&](const WheelBuilder& builder) {
    return replace_once(page_that_claims(path, builder), R"("core-metadata":true)",
                        format(R"("core-metadata":{{"sha256":"{}"}})", promised));
  };
  const WheelBuilder other = wheel("a", "1.0").requires_dist("evil");
  IndexServer liar;
  liar.add_page("/simple/a/", 200, type, page_of(other));
  liar.add_page(path, 200, {}, other.bytes());
  IndexServer good;
  good.add_page("/simple/a/", 200, type, page_of(small_wheel()));
  good.add_page(path + ".metadata", 200, {}, small_wheel().metadata());
  const IndexFixture fixture;
  {
    IndexRun run(fixture, {simple(liar)});
    REQUIRE(describe_metadata(run.client) == "evil");
    const spec::IndexFile file = run.client.page(name_of("a")).pages.front().page.file(0);
    const std::string text = other.metadata() + "\nOther words of the same meaning.\n";
    const auto read = [&]() -> Result<std::string> { return text; };
    CHECK(run.client.check_metadata(url_of(file.url), {sha256_of(text), read, true}).has_value());
  }
  IndexRun run(fixture, {simple(good)});
  CHECK(describe_metadata(run.client) == "b>=2;c; extra == 'x'");
}

TEST_CASE("what another command put into the cache meanwhile is left alone",
          "[fetch][metadata_agreement][page_cache]") {
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  {
    IndexRun first(fixture, {simple(server)});
    REQUIRE(describe_metadata(first.client) == "b>=2;c; extra == 'x'");
  }
  IndexRun run(fixture, {simple(server)});
  const spec::IndexFile file = run.client.page(name_of("a")).pages.front().page.file(0);
  const auto served = run.client.metadata(file);
  REQUIRE(served);
  const std::string key = metadata_key(file).text;
  const Sha256 other = sha256_of("METADATA of another answer");
  REQUIRE(fixture.cache.write_metadata(key, {fixture.clock.now(), other, *served}));
  const std::string text = small_wheel().metadata() + "\nOther words of the same meaning.\n";
  const auto read = [&]() -> Result<std::string> { return text; };
  REQUIRE(run.client.check_metadata(url_of(file.url), {sha256_of(text), read, true}));
  CHECK(fixture.cache.read_metadata(key).value->text_digest == other);
}

}  // namespace
}  // namespace axle::fetch
