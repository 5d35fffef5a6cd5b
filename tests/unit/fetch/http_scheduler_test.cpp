// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/http_scheduler: where the system gives no thread, and what is told of repetitions.
#include <sys/syscall.h>

#include <cerrno>
#include <string>
#include <vector>

#include "base/format.hpp"
#include "fetch/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/fetch/http_fixture.hpp"

namespace axle::fetch {

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
