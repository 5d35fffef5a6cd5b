// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/http_client against misbehaving servers: silence, cut bodies, caps, malformed heads (reliability F20–F25, F33).
#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/fetch/http_fixture.hpp"

namespace axle::fetch {
namespace {

using test::answer;
using test::hold;
using test::pause;
using test::RawScript;
using test::RawServer;
using test::read_request;
using test::reset;
using test::send;

TEST_CASE("a server that accepts and says nothing is given up after all attempts, with the time and the count",
          "[fetch][http_client][threads]") {
  const RawServer server({{read_request(), hold()}});
  HttpOptions options = quick_options();
  options.read_timeout = Milliseconds(60);
  options.retries = 1;
  HttpFixture fixture(options);
  const auto begin = std::chrono::steady_clock::now();
  const auto result = fixture.http.perform(get(server.url("/a?token=secret")));
  const auto took = std::chrono::steady_clock::now() - begin;
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::network);
  CHECK(result.error().message() == format("cannot fetch `{}`", server.url("/a?token=****")));
  CHECK(cause_of(result) == format("no data from {} for 0.06 s (attempt 2 of 2)", server.host()));
  CHECK(server.connections() == 2);
  CHECK(took >= std::chrono::milliseconds(120));
  CHECK(took < std::chrono::milliseconds(2'000));
}

TEST_CASE("a server that drips is given up as too slow", "[fetch][http_client][threads]") {
  RawScript drip = {read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")};
  for (int byte = 0; byte < 100; ++byte) {
    drip.push_back(send("x"));
    drip.push_back(pause(std::chrono::milliseconds(20)));
  }
  const RawServer server({drip});
  HttpOptions options = quick_options();
  options.read_timeout = Milliseconds(150);
  options.low_speed_window = Milliseconds(200);
  options.retries = 0;
  HttpFixture fixture(options);
  CHECK(cause_of(fixture.http.perform(get(server.url()))) ==
        format("less than 1024 bytes/s from {} for 0.2 s (attempt 1 of 1)", server.host()));
}

TEST_CASE("a refused connection names the host and the reason", "[fetch][http_client]") {
  std::string host;
  std::string url;
  {
    const RawServer gone({{hold()}});
    host = gone.host();
    url = gone.url();
  }
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(url));
  CHECK(cause_of(result) == format("cannot connect to {}: Connection refused (attempt 4 of 4)", host));
}

TEST_CASE("a host that used up all attempts of one request is left alone", "[fetch][http_client]") {
  const RawServer server({{read_request(), reset()}});
  HttpFixture fixture;
  const auto first = fixture.http.perform(get(server.url("/a")));
  CHECK(
      cause_of(first) ==
      format("the connection to {} was lost: Recv failure: Connection reset by peer (attempt 4 of 4)", server.host()));
  const std::size_t connections = server.connections();
  const auto second = fixture.http.perform(get(server.url("/b")));
  CHECK(cause_of(second) == cause_of(first));
  CHECK(server.connections() == connections);
}

TEST_CASE("a proxy that takes no login says so", "[fetch][http_client]") {
  const RawServer proxy({{send("\x05\xff"), pause(Milliseconds(20))}});
  HttpOptions options = quick_options();
  options.proxies.all = format("socks5h://{}", proxy.host());
  HttpFixture fixture(std::move(options));
  HttpRequest request = get("http://index.example/a");
  request.retries = 0;
  const std::string cause = cause_of(fixture.http.perform(std::move(request)));
  CHECK_THAT(cause,
             ContainsSubstring(format("the connection to index.example through the proxy `socks5h://{}` was lost: No "
                                      "authentication method was acceptable",
                                      proxy.host())));
}

TEST_CASE("after the last attempt, too, nobody asks earlier than told", "[fetch][http_client]") {
  const RawServer server({answer("503 Busy", "Retry-After: 1\r\n", ""), answer("200 OK", "", "abc")});
  HttpOptions options = quick_options();
  options.retries = 0;
  HttpFixture fixture(options);
  REQUIRE(fixture.http.perform(get(server.url("/a")))->status == 503);
  const auto second = fixture.http.perform(get(server.url("/b")));
  REQUIRE(second.has_value());
  CHECK(second->body == "abc");
  const auto times = server.request_times();
  REQUIRE(times.size() == 2);
  CHECK(times[1] - times[0] >= std::chrono::seconds(1));
}

TEST_CASE("a host that asks to wait longer than the limit is asked no more", "[fetch][http_client]") {
  const RawServer server({answer("503 Busy", "Retry-After: 600\r\n", "")});
  HttpFixture fixture;
  const std::string reason = format("{} asks to wait 600 s (status 503), more than the limit of 120 s", server.host());
  CHECK(cause_of(fixture.http.perform(get(server.url("/a")))) == reason);
  CHECK(cause_of(fixture.http.perform(get(server.url("/b")))) == reason);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("no more requests are under way at one time than there may be", "[fetch][http_client][threads]") {
  const RawScript slow = {read_request(), pause(std::chrono::milliseconds(50)),
                          send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")};
  const RawServer one({slow});
  const RawServer other({slow});
  HttpOptions options = quick_options();
  options.max_requests = 1;
  HttpFixture fixture(options);
  std::atomic<int> done = 0;
  for (const RawServer* server : {&one, &other}) {
    fixture.http.submit(get(server->url()), [&done](const Result<HttpResponse>&) {
      ++done;
      done.notify_one();
    });
  }
  for (int seen = done; seen < 2; seen = done) {
    done.wait(seen);
  }
  const auto first = std::min(one.request_times().at(0), other.request_times().at(0));
  const auto second = std::max(one.request_times().at(0), other.request_times().at(0));
  CHECK(second - first >= std::chrono::milliseconds(50));
}

TEST_CASE("a keyring that takes its time holds up nobody who does not need it", "[fetch][http_client][threads]") {
  const TemporaryDirectory folder = std::move(*TemporaryDirectory::create("/tmp", "axle-keyring-"));
  CredentialOptions known;
  known.keyring_program = join_path(folder.path(), "keyring");
  REQUIRE(replace_file(known.keyring_program, "#!/bin/sh\nsleep 1\nexit 1\n", 0700));
  known.keyring_environment = {"PATH=/usr/bin:/bin"};
  const RawServer slow({answer("200 OK", "", "")});
  const RawServer quick({answer("200 OK", "", "abc")});
  known.scoped = {{url_of(slow.url()), {"u", ""}}};
  HttpFixture fixture(quick_options(), known);
  std::atomic<int> done = 0;
  for (int request = 0; request < 4; ++request) {
    fixture.http.submit(get(slow.url()), [&done](const Result<HttpResponse>& result) {
      done += result && result->sent_credentials ? 1 : 100;
      done.notify_one();
    });
  }
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(fixture.http.perform(get(quick.url())));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(700));
  for (int seen = done; seen < 4; seen = done) {
    done.wait(seen);
  }
  CHECK(done == 4);
}

TEST_CASE("a short body is repeated from the start when there is no strong ETag", "[fetch][http_client]") {
  const RawServer server({{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: W/\"1\"\r\n\r\nabc")},
                          answer("200 OK", "ETag: W/\"1\"\r\n", "abcdefghi")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE(result.has_value());
  CHECK(result->body == "abcdefghi");
  CHECK(server.requests().at(1).find("Range") == std::string::npos);
}

TEST_CASE("a cut body with a strong ETag is resumed where it stopped", "[fetch][http_client]") {
  const RawServer server(
      {{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: \"1\"\r\n\r\nabc"), reset()},
       answer("206 Partial Content", "ETag: \"1\"\r\nContent-Range: bytes 3-8/9\r\n", "defghi")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE(result.has_value());
  CHECK(result->status == 200);
  CHECK(result->body == "abcdefghi");
  CHECK_THAT(server.requests().at(1),
             ContainsSubstring("Range: bytes=3-\r\n") && ContainsSubstring("If-Range: \"1\"\r\n"));
}

TEST_CASE("a resumed body that changed meanwhile starts anew", "[fetch][http_client]") {
  const RawServer server(
      {{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: \"1\"\r\n\r\nabc"), reset()},
       answer("200 OK", "ETag: \"2\"\r\n", "ABCDEF")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE(result.has_value());
  CHECK(result->body == "ABCDEF");
}

TEST_CASE("a part that begins elsewhere is never glued to what came before", "[fetch][http_client]") {
  const RawServer server(
      {{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: \"1\"\r\n\r\nabc"), reset()},
       answer("206 Partial Content", "ETag: \"1\"\r\nContent-Range: bytes 4-8/9\r\n", "efghi"),
       answer("200 OK", "ETag: \"1\"\r\n", "abcdefghi")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE(result.has_value());
  CHECK(result->body == "abcdefghi");
  CHECK(server.requests().size() == 3);
}

TEST_CASE("a body that always ends early is an error that counts its bytes", "[fetch][http_client]") {
  const RawServer server({{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")}});
  HttpFixture fixture;
  CHECK(cause_of(fixture.http.perform(get(server.url()))) ==
        format("the answer ended after 3 of 9 bytes from {} (attempt 4 of 4)", server.host()));
}

TEST_CASE("the size that the index says wins over what the server sends", "[fetch][http_client]") {
  struct Row {
    std::string response;
    std::string cause;
  };
  const std::vector<Row> rows = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", "the size is 5 bytes, but it should be 4"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
       "more than the 4 bytes that it should have"},
      {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc",
       "the answer ended after 3 of 4 bytes from HOST (attempt 1 of 1)"},
  };
  for (const Row& row : rows) {
    const RawServer server({{read_request(), send(row.response)}});
    HttpFixture fixture;
    HttpRequest request = get(server.url());
    request.expected_size_bytes = 4;
    request.retries = 0;
    std::string cause = cause_of(fixture.http.perform(std::move(request)));
    if (const auto at = cause.find(server.host()); at != std::string::npos) {
      cause.replace(at, server.host().size(), "HOST");
    }
    CHECK(cause == row.cause);
  }
}

TEST_CASE("an endless body stops at the cap", "[fetch][http_client]") {
  RawScript endless = {read_request(), send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")};
  for (int chunk = 0; chunk < 64; ++chunk) {
    endless.push_back(send("400\r\n" + std::string(0x400, 'x') + "\r\n"));
  }
  endless.push_back(hold());
  const RawServer server({endless});
  HttpFixture fixture;
  HttpRequest request = get(server.url());
  request.limit_bytes = 10'000;
  const auto result = fixture.http.perform(std::move(request));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::response_too_large);
  CHECK(cause_of(result) == "more than the limit of 9.8KiB");
}

TEST_CASE("a body that is announced as too long is not even begun", "[fetch][http_client]") {
  const RawServer server({{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 20480\r\n\r\n"), hold()}});
  HttpFixture fixture;
  HttpRequest request = get(server.url());
  request.limit_bytes = 10'240;
  const auto result = fixture.http.perform(std::move(request));
  CHECK(cause_of(result) == "20.0KiB are announced, the limit is 10.0KiB");
}

TEST_CASE("heads that two readers could understand differently are refused at once", "[fetch][http_client]") {
  struct Row {
    std::string head;
    std::string reason;
  };
  const std::vector<Row> rows = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "two Content-Length headers"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
       "both Content-Length and Transfer-Encoding"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(300 * 1024, 'a') + "\r\n\r\n", "header too large"},
      {"HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\nContent-Range: bytes 0-2/9\r\n\r\nabc",
       "status 206 without having asked for a part"},
  };
  for (const Row& row : rows) {
    const RawServer server({{read_request(), send(row.head)}});
    HttpFixture fixture;
    const auto result = fixture.http.perform(get(server.url()));
    INFO(row.reason);
    CHECK_THAT(cause_of(result), ContainsSubstring(row.reason));
    CHECK(server.connections() == 1);
  }
}

TEST_CASE("many interim answers before the final one are read over", "[fetch][http_client]") {
  std::string interim;
  for (int count = 0; count < 1000; ++count) {
    interim += "HTTP/1.1 100 Continue\r\n\r\n";
  }
  const RawServer server({{read_request(), send(interim + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")}});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
}

TEST_CASE("an answer of HTTP 0.9 is refused", "[fetch][http_client]") {
  const RawServer server({{read_request(), send("hello\r\n\r\n")}});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  CHECK_THAT(cause_of(result), ContainsSubstring("invalid answer from " + server.host() + ": "));
}

TEST_CASE("a retryable status is asked again until it is good, and is the answer in the end", "[fetch][http_client]") {
  const RawServer server({answer("503 Busy", "", ""), answer("502 Bad", "", ""), answer("200 OK", "", "abc")});
  HttpFixture fixture;
  const auto good = fixture.http.perform(get(server.url()));
  REQUIRE(good.has_value());
  CHECK(good->status == 200);
  CHECK(server.requests().size() == 3);

  const RawServer broken({answer("500 Broken", "", "")});
  const auto bad = fixture.http.perform(get(broken.url()));
  REQUIRE(bad.has_value());
  CHECK(bad->status == 500);
  CHECK(broken.requests().size() == 4);
}

TEST_CASE("a status that will not get better is asked for once", "[fetch][http_client]") {
  for (const char* status : {"400 Bad", "404 None", "501 Never", "505 No", "511 Login"}) {
    const RawServer server({answer(status, "", "")});
    HttpFixture fixture;
    const auto result = fixture.http.perform(get(server.url()));
    REQUIRE(result.has_value());
    CHECK(server.requests().size() == 1);
  }
}

TEST_CASE("nobody asks earlier than Retry-After says", "[fetch][http_client]") {
  const RawServer server({answer("429 Slow", "Retry-After: 1\r\n", ""), answer("200 OK", "", "abc")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE(result.has_value());
  CHECK(result->status == 200);
  CHECK(server.request_times().at(1) - server.request_times().at(0) >= std::chrono::milliseconds(1'000));
}

TEST_CASE("a Retry-After beyond the limit is told instead of waited for", "[fetch][http_client]") {
  const RawServer server({answer("429 Slow", "Retry-After: 300\r\n", "")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::http_status);
  CHECK(cause_of(result) == format("{} asks to wait 300 s (status 429), more than the limit of 120 s", server.host()));
}

TEST_CASE("a request ends when its caller stops it", "[fetch][http_client][threads]") {
  const RawServer server({{read_request(), hold()}});
  HttpFixture fixture;
  std::stop_source stop;
  const std::jthread stopper([&] {
    while (server.requests().empty()) {
      std::this_thread::yield();
    }
    stop.request_stop();
  });
  const auto result = fixture.http.perform(get(server.url()), stop.get_token());
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::cancelled);
}

TEST_CASE("ending the client cancels what is under way", "[fetch][http_client][threads]") {
  const RawServer server({{read_request(), hold()}});
  std::optional<ErrorCode> code;
  {
    HttpFixture fixture(quick_options(), {}, 0);
    fixture.http.submit(get(server.url()),
                        [&code](const Result<HttpResponse>& result) { code = result.error().code(); });
    while (server.requests().empty()) {
      std::this_thread::yield();
    }
  }
  CHECK(code == ErrorCode::cancelled);
}

}  // namespace
}  // namespace axle::fetch
