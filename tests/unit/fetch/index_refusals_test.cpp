// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/index_client: waiting that is given up, answers that are not there yet, pages and locations that are no use.
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/format.hpp"
#include "fetch/index_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

using test::IndexServer;
using test::wheel;

constexpr const char* k_page = "/simple/a/";

const std::vector<std::pair<std::string, std::string>> k_json = {
    {"Content-Type", "application/vnd.pypi.simple.v1+json"}};

std::stop_token stopped() {
  std::stop_source source;
  source.request_stop();
  return source.get_token();
}

TEST_CASE("who stops waits for no index", "[fetch][index_client][threads]") {
  const test::RawServer silent({{test::read_request(), test::hold()}});
  IndexServer server;
  server.add_page(k_page, 200, k_json, page_that_claims(silent.url("/a-1.0-py3-none-any.whl"), small_wheel()));
  const IndexFixture fixture;
  {
    IndexRun run(fixture, {{"", url_of(silent.url("/simple/")), IndexKind::simple}});
    const PageAnswer& answer = run.client.page(name_of("a"), stopped());
    CHECK(answer.kind == PageAnswerKind::unreachable);
    CHECK(answer.reason->code() == ErrorCode::cancelled);
    CHECK(answer.reason->message() == "cancelled");
  }
  IndexRun run(fixture, {simple(server)});
  const spec::IndexFile file = run.client.page(name_of("a")).pages.front().page.file(0);
  const auto metadata = run.client.metadata(file, stopped());
  REQUIRE_FALSE(metadata.has_value());
  CHECK(metadata.error().code() == ErrorCode::cancelled);
  const auto read = []() -> Result<std::string> { return std::string(); };
  const auto checked = run.client.check_metadata(url_of(file.url), {sha256_of("own"), read}, stopped());
  REQUIRE_FALSE(checked.has_value());
  CHECK(checked.error().code() == ErrorCode::cancelled);
}

TEST_CASE("who waits looks at once, and at each answer that comes meanwhile", "[fetch][index_client][threads]") {
  const test::RawServer silent({{test::read_request(), test::hold()}});
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  HttpFixture http;
  IndexPlan plan{.locations = {simple(server), {.name = "silent", .url = url_of(silent.url()), .is_explicit = true}}};
  plan.sent_to.emplace(name_of("never"), 1);
  IndexClient client(plan, {}, {http.http, http.pool, fixture.cache, fixture.clock, *fixture.log});
  std::stop_source stop;
  std::string found;
  std::size_t looks = 0;
  client.while_waiting([&] {
    ++looks;
    const PageAnswer* page = client.find_page(name_of("a"));
    const auto* metadata = page == nullptr ? nullptr : client.find_metadata(page->pages.front().page.file(0));
    if (metadata != nullptr) {
      found = (*metadata)->requirement(0).text;
      stop.request_stop();
    }
    return false;
  });

  // Without a look at the page when it comes, and at the metadata then, this would never end.
  CHECK(client.page(name_of("never"), stop.get_token()).reason->code() == ErrorCode::cancelled);
  CHECK(found == "b>=2");
  CHECK(server.count(k_page) == 1);

  const std::size_t before = looks;
  WaitBudget budget(std::chrono::seconds(0));
  client.limit_waits(&budget);
  CHECK(client.page(name_of("never")).reason->code() == ErrorCode::network);
  CHECK(looks == before);
}

TEST_CASE("an index is connected to before it is asked", "[fetch][index_client][threads]") {
  const test::RawServer server({test::answer("404 Not Found", "", "")});
  const IndexFixture fixture;
  const IndexLocation flat{"", Url::from_path(fixture.directory.path()), IndexKind::flat};
  IndexRun run(fixture, {{"", url_of(server.url("/simple/")), IndexKind::simple}, flat});
  run.client.preconnect();
  for (int i = 0; i < 1000 && server.connections() == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("what an index says beside its files stays when other locations add theirs", "[fetch][index_client]") {
  IndexServer server;
  server.add_page(k_page, 200, k_json,
                  R"({"meta":{"api-version":"1.9"},"name":"a","project-status":{"status":"archived","reason":"old"},)"
                  R"("files":[{"filename":"a-1.0.unknown","url":"/a-1.0.unknown","hashes":{}},)"
                  R"({"filename":"a-1.0-py3-none-any.whl","url":"/a-1.0-py3-none-any.whl","hashes":{}}]})");
  const IndexFixture fixture;
  const std::string folder = fixture.directory.path();
  REQUIRE(replace_file(join_path(folder, "a-2.0-py3-none-any.whl"), wheel("a", "2.0").bytes()).has_value());
  IndexRun alone(fixture, {simple(server)});
  IndexRun both(fixture, {simple(server), {"", Url::from_path(folder), IndexKind::flat}});
  const PageAnswer& answer = both.client.page(name_of("a"));
  CHECK(describe(answer) == "a-1.0-py3-none-any.whl a-2.0-py3-none-any.whl");
  const spec::IndexPage& page = answer.pages.front().page;
  const spec::IndexPage& before = alone.client.page(name_of("a")).pages.front().page;
  REQUIRE(page.skipped_count() == 1);
  CHECK(page.skipped(0).first == "a-1.0.unknown");
  CHECK(page.skipped(0) == before.skipped(0));
  REQUIRE(page.warning_count() == before.warning_count());
  CHECK(page.status() == spec::ProjectStatus::archived);
  CHECK(page.status_reason() == "old");
}

TEST_CASE("a project in quarantine has no page", "[fetch][index_client]") {
  IndexServer server;
  const auto page_of = [&](const std::string& status) {
    server.add_page(k_page, 200, k_json,
                    format(R"({{"meta":{{"api-version":"1.4"}},"name":"a","project-status":{},"files":[]}})", status));
    const IndexFixture fixture;
    IndexRun run(fixture, {simple(server)});
    return describe(run.client.page(name_of("a")));
  };
  CHECK(page_of(R"({"status":"quarantined"})") == "the package index has put `a` into quarantine");
  CHECK(page_of(R"({"status":"quarantined","reason":"malware"})") ==
        "the package index has put `a` into quarantine: malware");
}

TEST_CASE("a flat location that answers with anything but a page is an error", "[fetch][index_client]") {
  IndexServer server;
  const auto describe_flat = [](const Url& url) {
    const IndexFixture fixture;
    IndexRun run(fixture, {{"", url, IndexKind::flat}});
    const PageAnswer& answer = run.client.page(name_of("a"));
    CHECK(answer.kind != PageAnswerKind::found);
    return answer.reason == nullptr ? std::string() : to_string(*answer.reason);
  };
  const Url gone = url_of(server.url_of("/gone/"));
  CHECK(describe_flat(gone) == format("the location `{}` of --find-links answered with status 404", gone.to_display()));
  server.add_page("/packed/", 200, {{"Content-Type", "text/html"}, {"Content-Encoding", "br"}}, "packed");
  const Url packed = url_of(server.url_of("/packed/"));
  CHECK(describe_flat(packed) == format("the answer of {} has the unknown encoding `br`", packed.to_display()));
  const test::RawServer raw({test::answer("200 OK", "Content-Encoding: gzip\r\n", "no gzip")});
  const Url damaged = url_of(raw.url("/damaged/"));
  CHECK(describe_flat(damaged) ==
        format("cannot unpack the answer of {}: gzip data is damaged or incomplete", damaged.to_display()));
  CHECK(describe_flat(url_of("file:///wheels%00")) == "the path of `file:///wheels%00` has a NUL byte");
}

TEST_CASE("a flat page may be a file", "[fetch][index_client]") {
  const IndexFixture fixture;
  const std::string path = join_path(fixture.directory.path(), "links.html");
  REQUIRE(replace_file(path, "<a href=\"a-1.0-py3-none-any.whl\">a</a>").has_value());
  IndexRun run(fixture, {{"", Url::from_path(path), IndexKind::flat}});
  const PageAnswer& answer = run.client.page(name_of("a"));
  REQUIRE(describe(answer) == "a-1.0-py3-none-any.whl");
  CHECK(answer.pages.front().page.file(0).url ==
        "file://" + join_path(fixture.directory.path(), "a-1.0-py3-none-any.whl"));
}

TEST_CASE("an index in a folder is read there", "[fetch][index_client]") {
  const IndexFixture fixture;
  const std::string folder = fixture.directory.path();
  REQUIRE(make_directories(join_path(folder, "a")));
  REQUIRE(replace_file(join_path(folder, "a/index.html"), "<a href=\"a-1.0-py3-none-any.whl\">a</a>").has_value());
  IndexRun run(fixture, {{"", Url::from_path(folder), IndexKind::simple}});
  CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  CHECK(run.client.page(name_of("b")).kind == PageAnswerKind::not_found);
  IndexRun nowhere(fixture, {{"", url_of("file:///simple%00/"), IndexKind::simple}});
  CHECK(describe(nowhere.client.page(name_of("a"))) == "the path of `file:///simple%00/a/` has a NUL byte");
}

TEST_CASE("files that are passed over are found in the log, each with its reason", "[fetch][index_client]") {
  IndexServer server;
  std::string files = R"({"filename": "a-1.0-py3-none-any.whl", "url": "/a-1.0-py3-none-any.whl", "hashes": {}})";
  for (int i = 0; i < 11; ++i) {
    files += format(R"(, {{"filename": "a-2.{}-py3-none-any.whl", "url": "/dl/{}", "hashes": {{}}}})", i, i);
  }
  server.add_page(k_page, 200, k_json,
                  format(R"({{"meta": {{"api-version": "1.0"}}, "name": "a", "files": [{}]}})", files));
  KeptLog log;
  IndexFixture fixture;
  fixture.log = &log;
  IndexRun run(fixture, {simple(server)});
  CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  CHECK(log.has("`a-2.9-py3-none-any.whl` of the page of a is passed over: the URL ends with another file name"));
  CHECK(log.has("1 more of the page of a are passed over"));
}

TEST_CASE("a password in a link that is passed over is neither logged nor kept", "[fetch][index_client][page_cache]") {
  IndexServer server;
  const std::string token(300, 't');
  server.add_page(k_page, 200, {{"Content-Type", "text/html"}, {"Cache-Control", "max-age=600"}},
                  "<a href=\"ftp://user:" + token + "@h/a-2.0-py3-none-any.whl\">a</a><a href=\"ftp://user:" + token +
                      "\">b</a><a href=\"a-1.0-py3-none-any.whl\">c</a></html>");
  KeptLog log;
  IndexFixture fixture;
  fixture.log = &log;
  CHECK(describe(IndexRun(fixture, {simple(server)}).client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  CHECK(log.has("`a-2.0-py3-none-any.whl` of the page of a is passed over: URLs of scheme `ftp` are not allowed here"));
  CHECK(log.has("a file without a name of the page of a is passed over: the URL is not valid"));
  CHECK_FALSE(log.mentions("ttt"));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(fixture.directory.path())) {
    if (entry.is_regular_file()) {
      ++files;
      CHECK_FALSE(read_file(entry.path(), 1 << 20U)->contains("ttt"));
    }
  }
  CHECK(files > 0);
}

TEST_CASE("own metadata of a file that nobody asked about is not held against anything", "[fetch][index_client]") {
  const IndexFixture fixture;
  IndexRun run(fixture, {});
  int reads = 0;
  const auto read = [&]() -> Result<std::string> { return ++reads, std::string("no metadata"); };
  CHECK(run.client.check_metadata(url_of("https://files.example/a-1.0-py3-none-any.whl"), {sha256_of("own"), read})
            .has_value());
  CHECK(reads == 0);
}

TEST_CASE("own metadata that changes while it is read is not held against the index", "[fetch][index_client]") {
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  const spec::IndexFile file = run.client.page(name_of("a")).pages.front().page.file(0);
  REQUIRE(run.client.metadata(file).has_value());
  const auto other = []() -> Result<std::string> { return std::string("Name: evil\n"); };
  CHECK(run.client.check_metadata(url_of(file.url), {sha256_of("own"), other}).has_value());
}

}  // namespace
}  // namespace axle::fetch
