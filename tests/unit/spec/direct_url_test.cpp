// SPDX-License-Identifier: MIT OR Apache-2.0
// direct_url.json in both directions.
#include <string>

#include "spec/installed_files.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

const std::string k_digest(64, 'a');

TEST_CASE("an archive is written with its hashes in both forms and read back", "[spec][direct_url]") {
  DirectUrl direct_url;
  direct_url.url = "https://files.example/foo-1.0-py3-none-any.whl";
  direct_url.hashes = {{HashAlgorithm::sha256, k_digest}};
  const std::string text = write_direct_url(direct_url);
  CHECK(text == R"({"url":"https://files.example/foo-1.0-py3-none-any.whl","archive_info":{"hash":"sha256=)" +
                    k_digest + R"(","hashes":{"sha256":")" + k_digest + R"("}}})");
  CHECK(parse_direct_url(text).value() == direct_url);
}

TEST_CASE("directories and repositories are read and written", "[spec][direct_url]") {
  for (
      const std::string text :
      {R"({"url":"file:///src","dir_info":{"editable":true}})", R"({"url":"file:///src","dir_info":{}})",
       R"({"url":"https://g.example/r","vcs_info":{"vcs":"git","requested_revision":"v1","commit_id":"abc"},"subdirectory":"sub"})",
       R"({"url":"https://g.example/r","vcs_info":{"vcs":"git","commit_id":"abc"}})",
       R"({"url":"https://files.example/x.whl","archive_info":{}})"}) {
    INFO(text);
    const Result<DirectUrl> direct_url = parse_direct_url(text);
    REQUIRE(direct_url);
    CHECK(write_direct_url(*direct_url) == text);
  }
}

TEST_CASE("the older form of a hash is read", "[spec][direct_url]") {
  CHECK(parse_direct_url(R"({"url":"https://f.example/x.whl","archive_info":{"hash":"sha256=)" + k_digest + "\"}}")
            ->hashes == std::vector<Hash>{{HashAlgorithm::sha256, k_digest}});
  CHECK(parse_direct_url(R"({"url":"https://f.example/x.whl","archive_info":{"hash":"sha256=odd"}})")->hashes.empty());
}

TEST_CASE("a broken direct_url.json is refused", "[spec][direct_url]") {
  const auto message_of = [](std::string_view text) {
    const Result<DirectUrl> direct_url = parse_direct_url(text);
    REQUIRE_FALSE(direct_url);
    CHECK(direct_url.error().code() == ErrorCode::bad_direct_url);
    return direct_url.error().message();
  };
  CHECK(message_of("{}") == "`direct_url.json` is not valid: `url` is missing");
  CHECK(message_of(R"({"url":7})") == "`direct_url.json` is not valid: `url` is missing");
  CHECK(message_of(R"({"url":"x"})") ==
        "`direct_url.json` is not valid: none of `archive_info`, `dir_info` and `vcs_info` is there");
  CHECK(message_of("").starts_with("`direct_url.json` is not valid: invalid JSON: "));
}

}  // namespace
}  // namespace axle::spec
