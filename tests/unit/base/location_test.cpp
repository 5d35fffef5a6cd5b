// SPDX-License-Identifier: MIT OR Apache-2.0
// base/location: paths and URLs told apart, whatever their case.
#include "base/location.hpp"

#include "tests/support/catch.hpp"

namespace axle {

TEST_CASE("a place is a path below the working folder, or a URL in any case", "[base][location]") {
  struct Row {
    const char* text;
    const char* url;
  };
  const Row rows[] = {
      {"wheels", "file:///work/x/wheels"},
      {"../a b", "file:///work/a%20b"},
      {"/abs", "file:///abs"},
      {"file:///abs", "file:///abs"},
      {"FILE:///abs", "file:///abs"},
      {"file:/abs", "file:///abs"},
      {"file:wheels", "file:///work/x/wheels"},
      {"File:../wheels", "file:///work/wheels"},
      {"HTTP://index.example/a", "http://index.example/a"},
      {"https://index.example/a", "https://index.example/a"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const auto url = parse_location(row.text, "/work/x");
    REQUIRE(url);
    CHECK(url->to_request() == row.url);
  }
}

TEST_CASE("what is not HTTP is not remote", "[base][location]") {
  CHECK(is_remote("HTTPS://index.example/a"));
  CHECK(is_remote("http://index.example/a"));
  CHECK_FALSE(is_remote("file:///a"));
  CHECK_FALSE(is_remote("./http://a"));
  CHECK(is_url("FILE:a"));
  CHECK(is_url("git+https://git.example/a"));
  CHECK_FALSE(is_url("a/b:c"));
}

TEST_CASE("only what can be fetched is a location to fetch from", "[base][location]") {
  CHECK(parse_fetchable_location("../a b", "/work/x")->to_request() == "file:///work/a%20b");
  CHECK(parse_fetchable_location("https://index.example/simple", "/work")->to_request() ==
        "https://index.example/simple");
  const auto ftp = parse_fetchable_location("ftp://me:secret@index.example/simple", "/work");
  REQUIRE_FALSE(ftp);
  CHECK(ftp.error().code() == ErrorCode::bad_url);
  CHECK(ftp.error().message() ==
        "the scheme `ftp` of `ftp://me:****@index.example/simple` is not supported; a URL begins with `https:`, "
        "`http:` or `file:`");
}

}  // namespace axle
