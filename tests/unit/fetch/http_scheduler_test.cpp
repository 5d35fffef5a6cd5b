// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/http_scheduler: where the system gives no thread, and what is told of repetitions.
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <string>
#include <vector>

#include "base/format.hpp"
#include "fetch/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/fetch/http_fixture.hpp"

namespace axle::fetch {
namespace {

class KeptLog final : public Log {
 public:
  void write(LogLevel /*level*/, std::string_view message) override {
    const std::lock_guard lock(mutex_);
    messages_.emplace_back(message);
  }
  [[nodiscard]] LogLevel level() const override { return LogLevel::debug; }
  [[nodiscard]] bool has(std::string_view start) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(messages_, [&](const std::string& text) { return text.starts_with(start); });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> messages_;  // guarded by mutex_
};

}  // namespace

TEST_CASE("a system that gives no thread fails the request, not the program", "[fetch][http_client]") {
  const test::RawServer server({test::answer("200 OK", "", "abc")});
  const auto failure = test::with_refused({{SYS_clone3, EAGAIN}, {SYS_clone, EAGAIN}}, [&] {
    HttpFixture fixture;
    const auto result = fixture.http.perform(get(server.url()));
    return result ? std::string() : to_string(result.error());
  });
  CHECK(failure == "cannot start the thread that speaks with servers: too many processes and threads");
  CHECK(server.connections() == 0);
}

TEST_CASE("a repetition is told in the log", "[fetch][http_client]") {
  const test::RawServer server({test::answer("503 Busy", "", ""), test::answer("200 OK", "", "abc")});
  KeptLog log;
  WarningSink warnings;
  CredentialStore credentials({}, log, warnings);
  ThreadPool pool(2);
  HttpClient http(quick_options(), credentials, pool, log);
  const auto result = http.perform(get(server.url("/a")));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
  CHECK(log.has(format("retrying {} in ", server.url("/a"))));
}

}  // namespace axle::fetch
