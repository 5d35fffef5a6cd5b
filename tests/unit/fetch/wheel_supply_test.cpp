// SPDX-License-Identifier: MIT OR Apache-2.0
// Obtaining wheels: several sessions on one cache, and stopping in the midst of downloads.
#include "fetch/wheel_supply.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/support/refused_calls.hpp"
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

/// What one command has of its own: threads, connections, and its view of the cache.
struct SupplyRun {
  explicit SupplyRun(const std::string& root, std::size_t workers = 2)
      : http(quick_options(), {}, workers), cache(root, http.pool) {}

  WheelSupply supply() {
    return WheelSupply({.http = http.http,
                        .cache = cache,
                        .pool = http.pool,
                        .progress = null_progress(),
                        .log = null_log(),
                        .warnings = http.warnings});
  }

  HttpFixture http;
  ArtifactCache cache;
};

std::vector<test::WheelBuilder> some_wheels() {
  std::vector<test::WheelBuilder> wheels;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    test::WheelBuilder builder = test::wheel(name, "1.0");
    for (int i = 0; i < 20; ++i) {
      builder.file(format("{}/m{}.py", name, i), std::string(2'000, static_cast<char>('a' + i)));
    }
    wheels.push_back(std::move(builder));
  }
  return wheels;
}

spec::PinnedArtifact pin(const test::IndexServer& server, const test::WheelBuilder& builder) {
  const std::string bytes = builder.bytes();
  return {.name = name_of(builder.name()),
          .version = spec::Version::of(builder.version()),
          .source = {},
          .file_name = builder.file_name(),
          .file_url = url_of(server.url_of(test::IndexServer::file_path(builder.file_name()))),
          .hashes = {{HashAlgorithm::sha256, to_hex(sha256_of(bytes))}},
          .required_hashes = {},
          .size_bytes = bytes.size(),
          .yanked_reason = {},
          .direct_url = {}};
}

std::vector<spec::PinnedArtifact> offer(test::IndexServer& server) {
  std::vector<spec::PinnedArtifact> pins;
  for (const test::WheelBuilder& builder : some_wheels()) {
    server.add(builder);
    pins.push_back(pin(server, builder));
  }
  return pins;
}

}  // namespace

TEST_CASE("sessions that want the same wheels at one time download each once", "[fetch][wheel_supply][threads]") {
  constexpr std::size_t k_sessions = 4;
  const TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-supply-").value();
  test::IndexServer server;
  const auto pins = offer(server);
  std::vector<std::string> results(k_sessions);
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < k_sessions; ++i) {
    threads.emplace_back([&, i] {
      SupplyRun run(folder.path());
      std::size_t prepared = 0;
      const auto wheels = run.supply().obtain_all(pins, {}, prepared);
      for (std::size_t w = 0; wheels && w < wheels->size(); ++w) {
        results[i] += (*wheels)[w].directory + "\n";
      }
    });
  }
  threads.clear();
  CHECK(std::ranges::count(results.front(), '\n') == static_cast<std::ptrdiff_t>(pins.size()));
  CHECK(std::ranges::count(results, results.front()) == k_sessions);
  for (const spec::PinnedArtifact& wanted : pins) {
    CHECK(server.count(test::IndexServer::file_path(wanted.file_name)) == 1);
  }
  CHECK(std::filesystem::is_empty(folder.path() + "/tmp"));
}

TEST_CASE("stopping ends downloads and leaves nothing unfinished", "[fetch][wheel_supply][threads]") {
  const TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-supply-").value();
  test::IndexServer server;
  const auto pins = offer(server);
  constexpr auto k_long = std::chrono::seconds(20);
  server.set_fault(test::IndexServer::file_path(pins.back().file_name), {.delay = k_long});
  const auto start = std::chrono::steady_clock::now();
  {
    SupplyRun run(folder.path());
    std::stop_source stop;
    const std::jthread stopper([&] {
      while (server.count(test::IndexServer::file_path(pins.back().file_name)) == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      stop.request_stop();
    });
    std::size_t prepared = 0;
    const auto wheels = run.supply().obtain_all(pins, stop.get_token(), prepared);
    REQUIRE_FALSE(wheels);
    CHECK(wheels.error().code() == ErrorCode::cancelled);
    CHECK(std::chrono::steady_clock::now() - start < k_long / 2);
  }
  CHECK(std::filesystem::is_empty(folder.path() + "/tmp"));
}

TEST_CASE("sessions that find one damaged entry end with a sound one", "[fetch][wheel_supply][threads]") {
  constexpr std::size_t k_sessions = 4;
  const TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-supply-").value();
  test::IndexServer server;
  const auto pins = offer(server);
  const std::span<const spec::PinnedArtifact> one(pins.data(), 1);
  const Sha256 digest = parse_sha256_hex(pins.front().hashes.front().hex).value();
  std::size_t prepared = 0;
  {
    SupplyRun run(folder.path());
    const auto wheels = run.supply().obtain_all(one, {}, prepared);
    REQUIRE(wheels);
    REQUIRE(replace_file(wheels->front().directory + "/a/m0.py", "damaged"));
  }
  std::vector<int> sound(k_sessions);
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < k_sessions; ++i) {
    threads.emplace_back([&, i] {
      SupplyRun run(folder.path());
      std::size_t count = 0;
      if (run.cache.verify(digest) && run.supply().obtain_all(one, {}, count)) {
        sound[i] = 1;
      }
    });
  }
  threads.clear();
  CHECK(std::ranges::count(sound, 1) == k_sessions);
  SupplyRun run(folder.path());
  CHECK(run.cache.verify(digest).value());
  CHECK(server.count(test::IndexServer::file_path(pins.front().file_name)) == 2);
}

TEST_CASE("a download that is cut begins anew where the server cannot go on", "[fetch][wheel_supply]") {
  const TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-supply-").value();
  test::IndexServer server(test::IndexServerOptions{.ranges = false});
  const auto pins = offer(server);
  const std::string path = test::IndexServer::file_path(pins.front().file_name);
  server.set_fault(path, {.cut_after = 100});
  SupplyRun run(folder.path());
  std::size_t prepared = 0;
  const auto wheels = run.supply().obtain_all(std::span(pins.data(), 1), {}, prepared);
  REQUIRE(wheels);
  CHECK(server.count(path) == 2);
  CHECK(read_file(wheels->front().directory + "/a/m1.py", 10'000).value() == std::string(2'000, 'b'));
  CHECK(std::filesystem::is_empty(folder.path() + "/tmp"));
}

TEST_CASE("a status that says no is a failure of its wheel", "[fetch][wheel_supply]") {
  const TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-supply-").value();
  test::IndexServer server;
  const auto pins = offer(server);
  const std::string path = test::IndexServer::file_path(pins.front().file_name);
  server.set_fault(path, {.status = 404, .times = 0});
  SupplyRun run(folder.path());
  std::size_t prepared = 0;
  const auto wheels = run.supply().obtain_all(std::span(pins.data(), 1), {}, prepared);
  REQUIRE_FALSE(wheels);
  CHECK(to_string(wheels.error()) ==
        format("failed to fetch `a==1.0`: `{}` answered with status 404", server.url_of(path)));
  CHECK(std::filesystem::is_empty(folder.path() + "/tmp"));
}

TEST_CASE("a cache that nobody may write in is told before anything is downloaded", "[fetch][wheel_supply]") {
  const TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-supply-").value();
  test::IndexServer server;
  const auto pins = offer(server);
  REQUIRE(Directory::open(folder.path())->make_directory("cache"));
  REQUIRE(Directory::open(folder.path())->change_mode("cache", 0555));
  const auto failure = test::without_privileges([&] {
    SupplyRun run(folder.path() + "/cache");
    std::size_t prepared = 0;
    const auto wheels = run.supply().obtain_all(std::span(pins.data(), 1), {}, prepared);
    return wheels ? std::string() : wheels.error().message();
  });
  REQUIRE(failure.has_value());
  CHECK_THAT(*failure, ContainsSubstring("Permission denied"));
  CHECK(server.count(test::IndexServer::file_path(pins.front().file_name)) == 0);
}

}  // namespace axle::fetch
