// SPDX-License-Identifier: MIT OR Apache-2.0
// An index client with its cache in a folder of its own; several clients in turn act like several commands.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/index_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/index_server.hpp"
#include "tests/unit/fetch/http_fixture.hpp"

namespace axle::fetch {

/// What stays between commands: the cache, the clock and the log.
struct IndexFixture {
  TemporaryDirectory directory = std::move(*TemporaryDirectory::create("/tmp", "axle-index-"));
  PageCache cache{join_path(directory.path(), "cache")};
  test::FakeClock clock{parse_rfc3339("2026-01-01T00:00:00Z").value()};
  Log* log = &null_log();
};

/// One command.
struct IndexRun {
  IndexRun(const IndexFixture& fixture, std::vector<IndexLocation> locations, RefreshPolicy refresh = {},
           HttpOptions options = quick_options(), std::size_t workers = 2)
      : http(std::move(options), {}, workers),
        client({.locations = std::move(locations)}, std::move(refresh),
               {http.http, http.pool, fixture.cache, fixture.clock, *fixture.log}) {}

  HttpFixture http;
  IndexClient client;
};

[[nodiscard]] inline IndexLocation simple(const test::IndexServer& server) {
  return {"", url_of(server.url()), IndexKind::simple};
}

[[nodiscard]] inline HttpOptions offline_options() {
  HttpOptions options = quick_options();
  options.offline = true;
  return options;
}

[[nodiscard]] inline spec::PackageName name_of(std::string_view name) {
  return spec::PackageName::of(name);
}

/// `a-1.0-py3-none-any.whl a-2.0…`: the files of a page, or the reason why there are none.
[[nodiscard]] inline std::string describe(const PageAnswer& answer) {
  if (answer.kind != PageAnswerKind::found) {
    return answer.reason->message();
  }
  std::string text;
  for (std::size_t file = 0; file < answer.pages.front().page.file_count(); ++file) {
    text += (file == 0 ? "" : " ") + std::string(answer.pages.front().page.file_name(file));
  }
  return text;
}

/// The requirements in the metadata of the first file on a project's page, as `b;c`; or the whole error.
inline std::string describe_metadata(IndexClient& client, const std::string& name = "a") {
  const PageAnswer& answer = client.page(name_of(name));
  REQUIRE(answer.kind == PageAnswerKind::found);
  const auto metadata = client.metadata(answer.pages.front().page.file(0));
  if (!metadata) {
    return to_string(metadata.error());
  }
  std::string text;
  for (std::size_t at = 0; at < metadata->requirement_count(); ++at) {
    text += (at == 0 ? "" : ";") + std::string(metadata->requirement(at).text);
  }
  return text;
}

/// `a` 1.0 with the requirements `b>=2` and `c; extra == 'x'`.
inline test::WheelBuilder small_wheel() {
  return test::wheel("a", "1.0").requires_dist("b>=2").requires_dist("c; extra == 'x'");
}

/// The page of `a` as JSON, with metadata files but without their digests.
inline std::string page_that_claims(const std::string& file_url, const test::WheelBuilder& builder) {
  return format(R"({{"meta":{{"api-version":"1.0"}},"name":"a","files":[{{"filename":"{}","url":"{}",)"
                R"("hashes":{{"sha256":"{}"}},"core-metadata":true}}]}})",
                builder.file_name(), file_url, to_hex(sha256_of(builder.bytes())));
}

}  // namespace axle::fetch
