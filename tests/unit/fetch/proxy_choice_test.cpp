// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/proxy_choice: the table of reliability F31.
#include "fetch/proxy_choice.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/unit/fetch/http_fixture.hpp"

namespace axle::fetch {
namespace {

TEST_CASE("the proxy of the scheme is used, else that for all, never for loopback", "[fetch][proxy_choice]") {
  struct Row {
    ProxyOptions proxies;
    std::string url;
    std::string proxy;
  };
  const std::vector<Row> rows = {
      {{}, "http://index.example/", ""},
      {{.http = "http://p.example:1"}, "http://index.example/", "http://p.example:1"},
      {{.http = "http://p.example:1"}, "https://index.example/", ""},
      {{.https = "p.example:1"}, "https://index.example/", "http://p.example:1"},
      {{.https = "https://u:p@p.example"}, "https://index.example/", "https://u:p@p.example"},
      {{.all = "socks5h://p.example"}, "https://index.example/", "socks5h://p.example"},
      {{.https = "http://own.example", .all = "http://all.example"}, "https://index.example/", "http://own.example"},
      {{.all = "http://p.example"}, "http://localhost:8080/", ""},
      {{.all = "http://p.example"}, "http://a.localhost/", ""},
      {{.all = "http://p.example"}, "http://127.1.2.3/", ""},
      {{.all = "http://p.example"}, "http://[::1]/", ""},
      {{.all = "http://p.example"}, "http://127.0.0.1.example/", "http://p.example"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.url);
    CHECK(find_proxy(row.proxies, url_of(row.url)) == row.proxy);
  }
}

TEST_CASE("no_proxy knows hosts, suffixes, ports, addresses, networks and the star", "[fetch][proxy_choice]") {
  struct Row {
    std::string no_proxy;
    std::string url;
    bool proxied;
  };
  const std::vector<Row> rows = {
      {"*", "http://index.example/", false},
      {"index.example", "http://INDEX.example/", false},
      {"example", "http://index.example/", false},
      {".example", "http://index.example/", false},
      {"x.example, index.example ,y", "http://index.example/", false},
      {"dex.example", "http://index.example/", true},
      {"index.example", "http://index.example.org/", true},
      {"index.example:8080", "http://index.example:8080/", false},
      {"index.example:8080", "http://index.example/", true},
      {"10.0.0.0/8", "http://10.200.3.4/", false},
      {"10.0.0.0/8", "http://11.0.0.1/", true},
      {"0.0.0.0/0", "http://11.0.0.1/", false},
      {"192.168.0.7", "http://192.168.0.7/", false},
      {"0.7", "http://192.168.0.7/", true},
      {"", "http://index.example/", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.no_proxy, row.url);
    const ProxyOptions proxies{.http = "http://p.example", .no_proxy = row.no_proxy};
    CHECK(find_proxy(proxies, url_of(row.url)).empty() != row.proxied);
  }
}

TEST_CASE("a listed host may name a port", "[fetch][proxy_choice]") {
  CHECK(is_listed_host({"a.example"}, url_of("https://A.example:8443/")));
  CHECK(is_listed_host({"a.example:8443"}, url_of("https://a.example:8443/")));
  CHECK_FALSE(is_listed_host({"a.example:8443"}, url_of("https://a.example/")));
  CHECK_FALSE(is_listed_host({"a.example"}, url_of("https://b.a.example/")));
}

TEST_CASE("messages name a host with its port unless it is the scheme's own", "[fetch][proxy_choice]") {
  CHECK(host_of(url_of("https://index.example/")) == "index.example");
  CHECK(host_of(url_of("https://index.example:443/")) == "index.example");
  CHECK(host_of(url_of("http://index.example:443/")) == "index.example:443");
}

}  // namespace
}  // namespace axle::fetch
