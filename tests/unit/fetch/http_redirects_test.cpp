// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/http_client: redirects, and who sees which secret (reliability F26–F29, K05, K10).
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "fetch/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/fetch/http_fixture.hpp"

namespace axle::fetch {
namespace {

using test::answer;
using test::RawScript;
using test::RawServer;

RawScript redirect(const std::string& target) {
  return answer("302 Found", "Location: " + target + "\r\n", "");
}

std::string with_user(const std::string& url, const std::string& user) {
  std::string text = url;
  return text.insert(std::string("http://").size(), user + "@");
}

bool has_header(const std::string& request, const std::string& name) {
  return request.find("\r\n" + name + ":") != std::string::npos;
}

TEST_CASE("redirects are followed, relative ones too, and the final URL is told", "[fetch][http_client]") {
  const RawServer server({redirect("/b/c"), redirect("d"), answer("200 OK", "", "abc")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url("/a")));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
  CHECK(result->final_url.to_request() == server.url("/b/d"));
}

TEST_CASE("the eleventh redirect is one too many", "[fetch][http_client]") {
  const RawServer server({redirect("/again")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::too_many_redirects);
  CHECK(cause_of(result) == "more than 10 redirects");
  CHECK(server.requests().size() == 11);
}

TEST_CASE("a redirect to another scheme is refused", "[fetch][http_client]") {
  for (const std::string& target : {std::string("ftp://files.example/x"), std::string("file:///etc/passwd")}) {
    const RawServer server({redirect(target)});
    HttpFixture fixture;
    const auto result = fixture.http.perform(get(server.url()));
    REQUIRE_FALSE(result.has_value());
    CHECK_THAT(cause_of(result), ContainsSubstring(server.host() + " redirects to "));
    CHECK(server.requests().size() == 1);
  }
}

TEST_CASE("credentials of a URL reach its own origin only, and custom headers neither", "[fetch][http_client]") {
  const RawServer other({answer("200 OK", "", "abc")});
  const RawServer server({redirect("/same"), redirect(other.url("/x"))});
  HttpFixture fixture;
  HttpRequest request = get(with_user(server.url(), "me:secret"));
  request.headers = {{"X-Api-Key", "key"}};
  const auto result = fixture.http.perform(std::move(request));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
  for (const std::string& seen : server.requests()) {
    CHECK(has_header(seen, "Authorization"));
    CHECK(has_header(seen, "X-Api-Key"));
  }
  REQUIRE(other.requests().size() == 1);
  CHECK_FALSE(has_header(other.requests()[0], "Authorization"));
  CHECK_FALSE(has_header(other.requests()[0], "X-Api-Key"));
}

TEST_CASE("headers do not come back when a redirect returns to the first origin", "[fetch][http_client]") {
  RawServer away;
  const RawServer first({redirect(away.url("/x")), answer("200 OK", "", "abc")});
  away.play({redirect(first.url("/chosen-by-away"))});
  HttpFixture fixture;
  HttpRequest request = get(with_user(first.url(), "me:secret"));
  request.headers = {{"X-Api-Key", "key"}};
  const auto result = fixture.http.perform(std::move(request));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
  const std::vector<std::string> requests = first.requests();
  REQUIRE(requests.size() == 2);
  CHECK(has_header(requests[0], "X-Api-Key"));
  CHECK(has_header(requests[0], "Authorization"));
  CHECK(requests[1].starts_with("GET /chosen-by-away "));
  CHECK_FALSE(has_header(requests[1], "X-Api-Key"));
  CHECK_FALSE(has_header(requests[1], "Authorization"));
}

TEST_CASE("credentials are sent as Basic, percent-decoded", "[fetch][http_client]") {
  const RawServer server({answer("200 OK", "", "")});
  HttpFixture fixture;
  REQUIRE(fixture.http.perform(get(with_user(server.url(), "a%40b:p%3aw"))).has_value());
  CHECK_THAT(server.requests().at(0), ContainsSubstring("Authorization: Basic YUBiOnA6dw==\r\n"));  // a@b:p:w
}

TEST_CASE("an index is asked anonymously first, and again with what belongs to its origin", "[fetch][http_client]") {
  const RawServer server({answer("401 No", "", ""), answer("200 OK", "", "abc"), answer("200 OK", "", "def")});
  CredentialOptions known;
  known.scoped = {{url_of(server.url("/simple/")), {"u", "p"}}};
  HttpFixture fixture(quick_options(), known);
  const auto file = fixture.http.perform(get(server.url("/files/x")));
  REQUIRE(file.has_value());
  CHECK(file->body == "abc");
  CHECK(file->sent_credentials);
  REQUIRE(fixture.http.perform(get(server.url("/files/y"))).has_value());
  const std::vector<std::string> requests = server.requests();
  REQUIRE(requests.size() == 3);
  CHECK_FALSE(has_header(requests[0], "Authorization"));
  CHECK(has_header(requests[1], "Authorization"));
  CHECK(has_header(requests[2], "Authorization"));
}

TEST_CASE("a refusal without any credentials is the answer", "[fetch][http_client]") {
  const RawServer server({answer("401 No", "WWW-Authenticate: Basic realm=\"\x1b]0;x\"\r\n", "")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE(result.has_value());
  CHECK(result->status == 401);
  CHECK_FALSE(result->sent_credentials);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("nothing but http and https is fetched", "[fetch][http_client]") {
  HttpFixture fixture;
  const auto result = fixture.http.perform(get("file:///etc/passwd"));
  REQUIRE_FALSE(result.has_value());
  CHECK(cause_of(result) == "only http and https URLs can be fetched");
}

TEST_CASE("offline opens no connection", "[fetch][http_client]") {
  const RawServer server({answer("200 OK", "", "abc")});
  HttpOptions options = quick_options();
  options.offline = true;
  HttpFixture fixture(options);
  fixture.http.preconnect({url_of(server.url())});
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::offline);
  CHECK(cause_of(result) == "the network is switched off by `--offline`");
  CHECK(server.connections() == 0);
}

TEST_CASE("a proxy gets the whole URL, and its credentials stay with it", "[fetch][http_client]") {
  const RawServer proxy({answer("200 OK", "", "abc")});
  HttpOptions options = quick_options();
  options.proxies.http = with_user(proxy.url(""), "pu:pp");
  HttpFixture fixture(options);
  const auto result = fixture.http.perform(get("http://index.example/simple/"));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
  const std::string seen = proxy.requests().at(0);
  CHECK(seen.starts_with("GET http://index.example/simple/ HTTP/1.1\r\n"));
  CHECK(has_header(seen, "Proxy-Authorization"));
  CHECK_FALSE(has_header(seen, "Authorization"));
}

TEST_CASE("a proxy that asks for credentials is named as such", "[fetch][http_client]") {
  const RawServer proxy({answer("407 Pay", "Proxy-Authenticate: Basic realm=x\r\n", "")});
  HttpOptions options = quick_options();
  options.proxies.all = proxy.url("");
  HttpFixture fixture(options);
  const auto plain = fixture.http.perform(get("http://index.example/"));
  const std::string shown = url_of(proxy.url("")).to_display();
  const std::string name = shown.substr(0, shown.find('/', std::string_view("http://").size()));
  CHECK(cause_of(plain) == format("the proxy `{}` asks for credentials (407)", name));
  const auto tunnel = fixture.http.perform(get("https://index.example/"));
  CHECK(cause_of(tunnel) == format("the proxy `{}` refuses to connect to index.example (status 407)", name));
  REQUIRE_FALSE(tunnel.has_value());
  CHECK(tunnel.error().code() == ErrorCode::network);  // no index refused anything
}

TEST_CASE("preconnecting opens one connection, which the next request uses", "[fetch][http_client][threads]") {
  RawScript twice = {test::read_request(), test::send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                     test::read_request(), test::send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")};
  const RawServer server({twice});
  HttpFixture fixture;
  fixture.http.preconnect({url_of(server.url("/simple/")), url_of(server.url("/other/"))});
  while (server.requests().empty()) {
    std::this_thread::yield();
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the answer is on its way through loopback
  const auto result = fixture.http.perform(get(server.url("/simple/a/")));
  REQUIRE(result.has_value());
  CHECK(result->body == "abc");
  CHECK(server.connections() == 1);
  CHECK(server.requests().at(0).starts_with("HEAD / HTTP/1.1\r\n"));
}

TEST_CASE("a redirect to what is no URL is refused", "[fetch][http_client]") {
  const RawServer server({redirect("http://[::1/x")});
  HttpFixture fixture;
  const auto result = fixture.http.perform(get(server.url()));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::bad_url);
  CHECK(cause_of(result).starts_with(server.host() + " redirects to an invalid URL: "));
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a conditional request says since when, and a redirect keeps it", "[fetch][http_client]") {
  const RawServer server({redirect("/b"), answer("304 Not Modified", "", "")});
  HttpFixture fixture;
  HttpRequest request = get(server.url("/a"));
  request.if_modified_since = "Thu, 01 Jan 2026 00:00:00 GMT";
  const auto result = fixture.http.perform(request);
  REQUIRE(result.has_value());
  CHECK(result->status == 304);
  REQUIRE(server.requests().size() == 2);
  for (const std::string& sent : server.requests()) {
    CHECK_THAT(sent, ContainsSubstring("\r\nIf-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\r\n"));
  }
}

}  // namespace
}  // namespace axle::fetch
