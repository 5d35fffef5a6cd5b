// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/netrc: the grammar, and messages that never show a token.
#include "fetch/netrc.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace axle::fetch {
namespace {

std::vector<NetrcEntry> entries_of(std::string_view text) {
  const Result<Netrc> netrc = parse_netrc(text, "/home/u/.netrc");
  REQUIRE(netrc.has_value());
  return netrc->entries;
}

TEST_CASE("netrc entries may stand on one line or many, with comments and macros between", "[fetch][netrc]") {
  const std::vector<NetrcEntry> expected = {{"a.example", "u", "p"}, {"b.example", "v", "q"}, {"", "any", "x"}};
  CHECK(entries_of("machine a.example login u password p machine b.example password q login v\n"
                   "default login any password x\n") == expected);
  CHECK(entries_of("# a comment\nmachine a.example\n  login u\n  password p\n"
                   "macdef init\ncd /pub\nmachine evil.example login z password z\n\n"
                   "machine b.example account ignored login v password q # trailing\n"
                   "default\nlogin any\npassword x") == expected);
}

TEST_CASE("a macro ends with an empty line in files of other systems, too", "[fetch][netrc]") {
  const std::vector<NetrcEntry> expected = {{"a.example", "u", "p"}, {"b.example", "v", "q"}};
  CHECK(entries_of("machine a.example login u password p\r\nmacdef init\r\ncd /pub\r\n\r\n"
                   "machine b.example login v password q\r\n") == expected);
}

TEST_CASE("netrc tokens may be quoted and a password may hold a number sign", "[fetch][netrc]") {
  const std::vector<NetrcEntry> expected = {{"a.example", "u v", "p\"q\\r"}, {"b.example", "w", "#secret"}};
  CHECK(entries_of("machine a.example login \"u v\" password \"p\\\"q\\\\r\"\n"
                   "machine b.example login w password #secret\n") == expected);
}

TEST_CASE("netrc find prefers the host and the asked user, then default", "[fetch][netrc]") {
  const Result<Netrc> netrc = parse_netrc(
      "machine a.example login u password 1\nmachine a.example login v password 2\ndefault login d password 3\n", "f");
  REQUIRE(netrc.has_value());
  CHECK(netrc->find("a.example", "") == UrlCredentials{"u", "1"});
  CHECK(netrc->find("A.Example", "v") == UrlCredentials{"v", "2"});
  CHECK(netrc->find("sub.a.example", "") == UrlCredentials{"d", "3"});
  CHECK(netrc->find("a.example", "w") == std::nullopt);
}

TEST_CASE("netrc errors name the line and never a token", "[fetch][netrc]") {
  struct Row {
    std::string text;
    std::string message;
  };
  const std::vector<Row> rows = {
      {"machine a.example\nlogin u\npasword secret\n",
       "invalid netrc file `/home/u/.netrc` at line 3: unknown keyword"},
      {"login u password secret\n", "invalid netrc file `/home/u/.netrc` at line 1: `login` without a machine"},
      {"machine a.example login \"secret\n",
       "invalid netrc file `/home/u/.netrc` at line 1: quotation mark not closed"},
      {"machine a.example login u password", "invalid netrc file `/home/u/.netrc` at line 1: `password` has no value"},
      {std::string("machine a\0b login u", 19), "invalid netrc file `/home/u/.netrc` at line 1: control character"},
  };
  for (const Row& row : rows) {
    const Result<Netrc> netrc = parse_netrc(row.text, "/home/u/.netrc");
    REQUIRE_FALSE(netrc.has_value());
    CHECK(netrc.error().code() == ErrorCode::bad_configuration);
    CHECK(netrc.error().message() == row.message);
  }
}

TEST_CASE("netrc files over 1 MiB are refused", "[fetch][netrc]") {
  const Result<Netrc> netrc = parse_netrc(std::string(1024 * 1024 + 1, ' '), "f");
  REQUIRE_FALSE(netrc.has_value());
  CHECK(netrc.error().message() == "invalid netrc file `f` at line 1: larger than 1 MiB");
}

}  // namespace
}  // namespace axle::fetch
