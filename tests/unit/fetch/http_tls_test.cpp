// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/http_loop against nginx: one HTTP/2 connection for all requests, and certificates (reliability F30).
#include <atomic>
#include <chrono>
#include <set>
#include <string>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "fetch/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/nginx_server.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/fetch/http_fixture.hpp"

namespace axle::fetch {
namespace {

using test::NginxServer;

HttpOptions trusting(const NginxServer& server) {
  HttpOptions options = quick_options();
  options.ca_directory = server.ca_directory();
  return options;
}

void serve(const NginxServer& server, const std::string& name, std::string_view text) {
  REQUIRE(replace_file(format("{}/www/{}", server.folder(), name), text).has_value());
}

TEST_CASE("all requests to a host share one HTTP/2 connection, from the first on", "[fetch][http_loop][threads]") {
  REQUIRE(NginxServer::is_available());  // scripts/setup installs nginx and openssl
  const NginxServer server;
  constexpr int k_requests = 60;
  for (int file = 0; file < k_requests; ++file) {
    serve(server, format("f{}", file), std::string(2'000, static_cast<char>('a' + file % 26)));
  }
  std::atomic<int> good = 0;
  std::atomic<int> done = 0;
  HttpFixture fixture(trusting(server));
  for (int file = 0; file < k_requests; ++file) {
    fixture.http.submit(get(server.url(format("/f{}", file))), [&, file](const Result<HttpResponse>& result) {
      const std::string expected(2'000, static_cast<char>('a' + file % 26));
      good += result && result->status == 200 && result->body == expected ? 1 : 0;
      ++done;
      done.notify_one();
    });
  }
  for (int seen = done; seen < k_requests; seen = done) {
    done.wait(seen);
  }
  CHECK(good == k_requests);
  REQUIRE(fixture.http.perform(get(server.url("/f0"))).has_value());
  std::set<std::string> connections;
  int lines = 0;
  const std::string log = server.access_log();
  for (const std::string_view line : split_lines(log)) {
    if (!line.empty()) {
      ++lines;
      CHECK(line.find(" HTTP/2.0 ") != std::string_view::npos);
      connections.emplace(line.substr(0, line.find(' ')));
    }
  }
  CHECK(lines >= k_requests);
  CHECK(connections.size() == 1);
}

TEST_CASE("a host without HTTP/2 is served by HTTP/1.1", "[fetch][http_loop]") {
  REQUIRE(NginxServer::is_available());  // scripts/setup installs nginx and openssl
  const NginxServer server({.http2 = false});
  serve(server, "a", "abc");
  HttpFixture fixture(trusting(server));
  const auto result = fixture.http.perform(get(server.url("/a")));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
}

TEST_CASE("a certificate is checked against a directory or a bundle, and refused without retries",
          "[fetch][http_loop]") {
  REQUIRE(NginxServer::is_available());  // scripts/setup installs nginx and openssl
  const NginxServer server;
  serve(server, "a", "abc");
  const auto try_with = [&server](const HttpOptions& options) {
    HttpFixture fixture(options);
    return fixture.http.perform(get(server.url("/a")));
  };
  CHECK(try_with(trusting(server)).has_value());
  HttpOptions bundle = quick_options();
  bundle.ca_bundle_file = server.ca_file();
  CHECK(try_with(bundle).has_value());

  const auto unknown = try_with(quick_options());
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().code() == ErrorCode::tls);
  CHECK(unknown.error().message() == format("cannot fetch `{}`", server.url("/a")));
  CHECK(cause_of(unknown) ==
        format("cannot verify {}: SSL certificate problem: unable to get local issuer certificate", server.host()));
  CHECK(unknown.error().hints().at(0) ==
        format("if you trust this host without a certificate, use `--allow-insecure-host {}`", server.host()));

  HttpOptions insecure = quick_options();
  insecure.insecure_hosts = {server.host()};
  CHECK(try_with(insecure).has_value());
  insecure.insecure_hosts = {"other.example"};
  CHECK_FALSE(try_with(insecure).has_value());

  HttpOptions broken = quick_options();
  broken.ca_bundle_file = "/nonexistent/bundle.pem";
  const auto no_bundle = try_with(broken);
  REQUIRE_FALSE(no_bundle.has_value());
  CHECK(no_bundle.error().code() == ErrorCode::tls);
  CHECK_THAT(cause_of(no_bundle),
             ContainsSubstring("cannot load the certificates: ") && ContainsSubstring("/nonexistent/bundle.pem"));
}

TEST_CASE("a certificate of another host is refused", "[fetch][http_loop]") {
  REQUIRE(NginxServer::is_available());  // scripts/setup installs nginx and openssl
  const NginxServer server({.certificate_host = "other.example"});
  HttpFixture fixture(trusting(server));
  const auto result = fixture.http.perform(get(server.url("/a")));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::tls);
  CHECK_THAT(cause_of(result), ContainsSubstring("cannot verify " + server.host() +
                                                 ": SSL: no alternative certificate "
                                                 "subject name matches target host name 'localhost'"));
}

TEST_CASE("a handshake that ends early is a lost connection, which is tried again", "[fetch][http_loop]") {
  const test::RawServer server({{test::pause(std::chrono::milliseconds(1))}});
  HttpFixture fixture;
  const std::string url = format("https://{}/a", server.host());
  const auto result = fixture.http.perform(get(url));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::network);
  CHECK_THAT(cause_of(result), ContainsSubstring(format("the connection to {} was lost: ", server.host())) &&
                                   ContainsSubstring(" (attempt 4 of 4)"));
  CHECK(result.error().hints().empty());
  CHECK(server.connections() == 4);
}

TEST_CASE("a server that does not speak TLS is told as such, once and without advice to trust it",
          "[fetch][http_loop]") {
  const test::RawServer server({{test::send("HTTP/1.1 400 Bad Request\r\n\r\n"), test::hold()}});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(format("https://{}/a", server.host())));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::tls);
  CHECK_THAT(cause_of(result), ContainsSubstring(format("no secure connection to {}: ", server.host())) &&
                                   ContainsSubstring("wrong version number"));
  CHECK(result.error().hints().empty());
  CHECK(server.connections() == 1);
}

TEST_CASE("a redirect from https to http is refused, unless that host is trusted without", "[fetch][http_loop]") {
  REQUIRE(NginxServer::is_available());  // scripts/setup installs nginx and openssl
  const test::RawServer plain({test::answer("200 OK", "", "abc")});
  const NginxServer server({.redirect_to = plain.url("/a")});
  HttpOptions options = trusting(server);
  {
    HttpFixture fixture(options);
    const auto result = fixture.http.perform(get(server.url("/redirect")));
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code() == ErrorCode::bad_url);
    CHECK(cause_of(result) == format("{} redirects from https to `{}`", server.host(), plain.url("/a")));
    CHECK(plain.requests().empty());
  }
  options.insecure_hosts = {plain.host()};
  HttpFixture fixture(options);
  const auto result = fixture.http.perform(get(server.url("/redirect")));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
}

}  // namespace
}  // namespace axle::fetch
