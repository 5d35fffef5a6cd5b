// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/index_location: URLs and folders.
#include "engine/index_location.hpp"

#include "tests/support/catch.hpp"

namespace axle::engine {

TEST_CASE("a path is a folder below the working folder", "[engine][index_location]") {
  CHECK(parse_index_location("wheels", "/work")->to_request() == "file:///work/wheels");
  CHECK(parse_index_location("../a b", "/work/x")->to_request() == "file:///work/a%20b");
  CHECK(parse_index_location("/abs", "/work")->to_request() == "file:///abs");
  CHECK(parse_index_location("file:///abs", "/work")->to_request() == "file:///abs");
}

TEST_CASE("only what can be fetched is a location", "[engine][index_location]") {
  CHECK(parse_index_location("https://index.example/simple", "/work")->to_request() == "https://index.example/simple");
  const auto ftp = parse_index_location("ftp://me:secret@index.example/simple", "/work");
  REQUIRE_FALSE(ftp);
  CHECK(ftp.error().code() == ErrorCode::bad_url);
  CHECK(ftp.error().message() ==
        "the scheme `ftp` of `ftp://me:****@index.example/simple` is not supported; a URL begins with `https:`, "
        "`http:` or `file:`");
}

}  // namespace axle::engine
