// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/index_client: pages of both shapes of index, caching, the first-index rule, flat locations.
#include "fetch/index_client.hpp"

#include <unistd.h>

#include <string>
#include <vector>

#include "base/format.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

using test::IndexServer;
using test::IndexServerOptions;
using test::IndexShape;
using test::wheel;

constexpr const char* k_page = "/simple/a/";

TEST_CASE("a full index gives all it knows of a file", "[fetch][index_client]") {
  IndexServer server;
  server.add(wheel("a", "1.0").requires_python(">=3.9"), {.upload_time = "2024-03-01T00:00:00Z", .yanked = "broken"});
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  const PageAnswer& answer = run.client.page(name_of("a"));
  REQUIRE(describe(answer) == "a-1.0-py3-none-any.whl");
  const spec::IndexFile file = answer.pages.front().page.file(0);
  CHECK(file.url == server.url_of("/files/a-1.0-py3-none-any.whl"));
  CHECK(file.size_bytes == wheel("a", "1.0").requires_python(">=3.9").bytes().size());
  CHECK(file.requires_python == ">=3.9");
  CHECK(file.yanked);
  CHECK(file.yanked_reason == "broken");
  CHECK(file.has_metadata_file);
  CHECK(file.upload_time == parse_rfc3339("2024-03-01T00:00:00Z"));
  REQUIRE(file.hashes.size() == 1);
}

TEST_CASE("a plain mirror gives the same but for sizes and metadata files", "[fetch][index_client]") {
  IndexServer server(IndexShape::plain);
  server.add(wheel("a", "1.0").requires_python(">=3.9"), {.upload_time = "2024-03-01T00:00:00Z", .yanked = "broken"});
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  const PageAnswer& answer = run.client.page(name_of("a"));
  REQUIRE(describe(answer) == "a-1.0-py3-none-any.whl");
  const spec::IndexFile file = answer.pages.front().page.file(0);
  CHECK(file.url == server.url_of("/files/a-1.0-py3-none-any.whl"));
  CHECK_FALSE(file.size_bytes.has_value());
  CHECK(file.requires_python == ">=3.9");
  CHECK(file.yanked_reason == "broken");
  CHECK_FALSE(file.has_metadata_file);
  CHECK(file.upload_time == parse_rfc3339("2024-03-01T00:00:00Z"));
  CHECK(file.hashes.size() == 1);
}

TEST_CASE("JSON is asked for first, HTML is taken, compressed pages too", "[fetch][index_client]") {
  IndexServer server(IndexServerOptions{.gzip = true});
  server.add(wheel("a", "1.0"));
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  const test::RecordedRequest request = server.requests().at(0);
  CHECK(request.header("accept").starts_with("application/vnd.pypi.simple.v1+json, "));
  CHECK(request.header("accept-encoding") == "gzip");
}

TEST_CASE("a page is asked for once in a run, however often it is hinted and read", "[fetch][index_client][threads]") {
  IndexServer server;
  server.add(wheel("a", "1.0")).add(wheel("b", "1.0"));
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  const std::vector<spec::PackageName> names = {name_of("a"), name_of("b"), name_of("a")};
  run.client.hint(names);
  run.client.hint(names);
  CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  CHECK(describe(run.client.page(name_of("b"))) == "b-1.0-py3-none-any.whl");
  CHECK(server.count() == 2);
}

TEST_CASE("a fresh page needs no request, a stale one a conditional request, a 304 makes it fresh again",
          "[fetch][index_client][page_cache]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  IndexFixture fixture;
  const auto read = [&] { return describe(IndexRun(fixture, {simple(server)}).client.page(name_of("a"))); };
  CHECK(read() == "a-1.0-py3-none-any.whl");
  fixture.clock.advance(std::chrono::seconds(599));
  CHECK(read() == "a-1.0-py3-none-any.whl");
  CHECK(server.count(k_page) == 1);
  fixture.clock.advance(std::chrono::seconds(1));
  CHECK(read() == "a-1.0-py3-none-any.whl");
  REQUIRE(server.count(k_page) == 2);
  CHECK_FALSE(server.requests()[1].header("if-none-match").empty());
  fixture.clock.advance(std::chrono::seconds(599));
  CHECK(read() == "a-1.0-py3-none-any.whl");
  CHECK(server.count(k_page) == 2);
}

/// Without a length: the end of the connection ends the page.
test::RawScript unbounded(const std::string& type, const std::string& body) {
  return {test::read_request(),
          test::send(format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nConnection: close\r\n\r\n{}", type, body))};
}

TEST_CASE("a page without a length counts only with its end, and is asked for again", "[fetch][index_client]") {
  const std::string cut = "<!DOCTYPE html><html><body><a href=\"/f/a-1.0-py3-none-any.whl\">a</a>\n";
  const std::string whole = cut + "<a href=\"/f/a-2.0-py3-none-any.whl\">a</a></body></html>\n<!-- proxy -->\n";
  const IndexFixture fixture;
  {
    const test::RawServer server({unbounded("text/html", cut), unbounded("text/html", whole)});
    IndexRun run(fixture, {{"", url_of(server.url("/simple/")), IndexKind::simple}});
    CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl a-2.0-py3-none-any.whl");
    CHECK(server.requests().size() == 2);
  }
  const test::RawServer server({unbounded("text/html", cut)});
  IndexRun run(fixture, {{"", url_of(server.url("/simple/")), IndexKind::simple}});
  const PageAnswer& answer = run.client.page(name_of("a"));
  REQUIRE(answer.kind == PageAnswerKind::unreachable);
  CHECK(answer.reason->cause()->message() == format("incomplete answer from {} (attempt 4 of 4)", server.host()));
}

TEST_CASE("a page that changed replaces the stale one", "[fetch][index_client][page_cache]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  IndexFixture fixture;
  const auto read = [&] { return describe(IndexRun(fixture, {simple(server)}).client.page(name_of("a"))); };
  CHECK(read() == "a-1.0-py3-none-any.whl");
  server.add(wheel("a", "2.0"));
  CHECK(read() == "a-1.0-py3-none-any.whl");
  fixture.clock.advance(std::chrono::seconds(600));
  CHECK(read() == "a-1.0-py3-none-any.whl a-2.0-py3-none-any.whl");
  CHECK(read() == "a-1.0-py3-none-any.whl a-2.0-py3-none-any.whl");
  CHECK(server.count(k_page) == 2);
}

TEST_CASE("a silent mirror's page counts as fresh for 600 seconds, unless a refresh is asked for",
          "[fetch][index_client][page_cache]") {
  IndexServer server(IndexShape::plain);
  server.add(wheel("a", "1.0")).add(wheel("b", "1.0"));
  IndexFixture fixture;
  const auto read = [&](const RefreshPolicy& refresh) {
    IndexRun run(fixture, {simple(server)}, refresh);
    return describe(run.client.page(name_of("a"))) + " " + describe(run.client.page(name_of("b")));
  };
  const std::string both = "a-1.0-py3-none-any.whl b-1.0-py3-none-any.whl";
  CHECK(read({}) == both);
  fixture.clock.advance(std::chrono::seconds(599));
  CHECK(read({}) == both);
  CHECK(server.count() == 2);
  CHECK(read({.packages = {name_of("a")}}) == both);
  CHECK(server.count(k_page) == 2);
  CHECK(server.count() == 3);
  CHECK(read({.all = true}) == both);
  CHECK(server.count() == 5);
  fixture.clock.advance(std::chrono::seconds(600));
  CHECK(read({}) == both);
  CHECK(server.count() == 7);
}

TEST_CASE("a page fetched in the future is asked for again", "[fetch][index_client][page_cache]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  IndexFixture fixture;
  const auto read = [&] { return describe(IndexRun(fixture, {simple(server)}).client.page(name_of("a"))); };
  CHECK(read() == "a-1.0-py3-none-any.whl");
  fixture.clock.advance(-std::chrono::hours(24 * 365));
  CHECK(read() == "a-1.0-py3-none-any.whl");
  CHECK(server.count(k_page) == 2);
}

TEST_CASE("an unknown name is remembered for a minute", "[fetch][index_client][page_cache]") {
  IndexServer server;
  IndexFixture fixture;
  const auto read = [&] { return describe(IndexRun(fixture, {simple(server)}).client.page(name_of("a"))); };
  const std::string unknown = format("`a` was not found in the package index `{}`", server.url());
  CHECK(read() == unknown);
  server.add(wheel("a", "1.0"));
  fixture.clock.advance(std::chrono::seconds(59));
  CHECK(read() == unknown);
  CHECK(server.count(k_page) == 1);
  fixture.clock.advance(std::chrono::seconds(1));
  CHECK(read() == "a-1.0-py3-none-any.whl");
}

TEST_CASE("a damaged cache file counts as absent", "[fetch][index_client][page_cache]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  IndexFixture fixture;
  const auto read = [&](HttpOptions options) {
    return describe(IndexRun(fixture, {simple(server)}, {}, std::move(options)).client.page(name_of("a")));
  };
  CHECK(read(quick_options()) == "a-1.0-py3-none-any.whl");
  const std::string folder = join_path(fixture.cache.root(), "pages-v1");
  const auto outer = Directory::open(folder)->list();
  REQUIRE(outer->size() == 1);
  const std::string inner = join_path(folder, outer->at(0).name);
  const std::string path = join_path(inner, Directory::open(inner)->list()->at(0).name);
  const std::string bytes = *read_file(path, 1 << 20);
  for (const std::string& damaged :
       {bytes.substr(0, bytes.size() / 2), std::string(), std::string(bytes.size(), 'x')}) {
    REQUIRE(replace_file(path, damaged).has_value());
    CHECK(read(offline_options()) ==
          format("the cache file `{}` for `a` is damaged, and the network is switched off by `--offline`", path));
    CHECK(read(quick_options()) == "a-1.0-py3-none-any.whl");
  }
  CHECK(server.count(k_page) == 4);
}

TEST_CASE("offline serves what the cache has, however old, and says what it has not", "[fetch][index_client]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  IndexFixture fixture;
  CHECK(describe(IndexRun(fixture, {simple(server)}).client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  server.clear_requests();
  fixture.clock.advance(std::chrono::hours(24 * 365));
  IndexRun run(fixture, {simple(server)}, {.all = true}, offline_options());
  CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  const PageAnswer& unknown = run.client.page(name_of("b"));
  CHECK(unknown.kind == PageAnswerKind::offline);
  CHECK(describe(unknown) == "`b` is not in the cache, and the network is switched off by `--offline`");
  CHECK(server.count() == 0);
}

TEST_CASE("the first index that knows a name wins, whatever the others have", "[fetch][index_client]") {
  IndexServer first;
  IndexServer second;
  first.add(wheel("a", "1.0"));
  second.add(wheel("a", "9.0")).add(wheel("b", "2.0"));
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(first), simple(second)});
  CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  const PageAnswer& other = run.client.page(name_of("b"));
  CHECK(describe(other) == "b-2.0-py3-none-any.whl");
  CHECK(other.pages.front().location == 1);
  CHECK(describe(run.client.page(name_of("c"))) ==
        format("`c` was not found in the package indexes `{}`, `{}`", first.url(), second.url()));
}

TEST_CASE("404 goes on to the next index; refusals and failures stop the search", "[fetch][index_client]") {
  struct Row {
    int status;
    PageAnswerKind kind;
    std::string text;
  };
  const std::vector<Row> rows = {
      {404, PageAnswerKind::found, "a-9.0-py3-none-any.whl"},
      {410, PageAnswerKind::found, "a-9.0-py3-none-any.whl"},
      {401, PageAnswerKind::unauthorized,
       "the package index `INDEX` refused the request for `a` with status 401; no credentials were sent"},
      {403, PageAnswerKind::unauthorized,
       "the package index `INDEX` refused the request for `a` with status 403; no credentials were sent"},
      {500, PageAnswerKind::unreachable, "the package index `INDEX` answered the request for `a` with status 500"},
      {400, PageAnswerKind::unreachable, "the package index `INDEX` answered the request for `a` with status 400"},
  };
  for (const Row& row : rows) {
    IndexServer first;
    IndexServer second;
    second.add(wheel("a", "9.0"));
    first.set_fault(k_page, {.status = row.status, .times = 0});
    const IndexFixture fixture;
    IndexRun run(fixture, {simple(first), simple(second)});
    const PageAnswer& answer = run.client.page(name_of("a"));
    CAPTURE(row.status);
    CHECK(answer.kind == row.kind);
    std::string text = describe(answer);
    if (const auto at = text.find(first.url()); at != std::string::npos) {
      text.replace(at, first.url().size(), "INDEX");
    }
    CHECK(text == row.text);
  }
}

TEST_CASE("wrong credentials are told apart from none, and never shown", "[fetch][index_client]") {
  IndexServer server(IndexServerOptions{.user = "u", .password = "right"});
  server.add(wheel("a", "1.0"));
  const IndexFixture fixture;
  const auto read = [&](const std::string& user) {
    std::string url = server.url();
    url.insert(std::string("http://").size(), user);
    return describe(IndexRun(fixture, {{"", url_of(url), IndexKind::simple}}).client.page(name_of("a")));
  };
  const std::string shown = format("http://u:****@{}/simple/", server.host());
  CHECK(read("u:wrong@") ==
        format("the package index `{}` refused the request for `a` with status 401; the credentials "
               "that were sent are not accepted",
               shown));
  CHECK(read("u:right@") == "a-1.0-py3-none-any.whl");
}

TEST_CASE("files of private indexes are fetched with the credentials of their index", "[fetch][index_client]") {
  IndexServer server(IndexServerOptions{.user = "u", .password = "right"});
  server.add(wheel("a", "1.0").requires_dist("b"));
  const IndexFixture fixture;
  std::string url = server.url();
  IndexRun run(fixture, {{"", url_of(url.insert(std::string("http://").size(), "u:right@")), IndexKind::simple}});
  const PageAnswer& answer = run.client.page(name_of("a"));
  REQUIRE(answer.kind == PageAnswerKind::found);
  const auto metadata = run.client.metadata(answer.pages.front().page.file(0));
  REQUIRE(metadata.has_value());
  CHECK(metadata->requirement(0).name == "b");
}

TEST_CASE("an index that fails twice is asked again", "[fetch][index_client]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  server.set_fault(k_page, {.status = 503, .times = 2});
  const IndexFixture fixture;
  CHECK(describe(IndexRun(fixture, {simple(server)}).client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  CHECK(server.count(k_page) == 3);
}

TEST_CASE("a document that does not fit its declared type is refused", "[fetch][index_client]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  server.set_fault(k_page, {.body = "<html></html>", .times = 0});
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  CHECK(run.client.page(name_of("a")).kind == PageAnswerKind::invalid);
  server.add_page("/simple/b/", 200, {{"Content-Type", "image/png"}}, "x");
  CHECK(describe(run.client.page(name_of("b"))) ==
        format("index page for `b` at {}: unknown content type `image/png`", server.url_of("/simple/b/")));
}

TEST_CASE("a folder of wheels is a location, and its files join those of an index", "[fetch][index_client]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  const IndexFixture fixture;
  const std::string folder = fixture.directory.path();
  REQUIRE(replace_file(join_path(folder, "a-2.0-py3-none-any.whl"), wheel("a", "2.0").bytes()).has_value());
  REQUIRE(replace_file(join_path(folder, "a_b-1.0-py3-none-any.whl"), wheel("a-b", "1.0").bytes()).has_value());
  const IndexLocation flat{"", Url::from_path(folder), IndexKind::flat};
  IndexRun both(fixture, {simple(server), flat});
  CHECK(describe(both.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl a-2.0-py3-none-any.whl");
  IndexRun alone(fixture, {flat});
  CHECK(describe(alone.client.page(name_of("a-b"))) == "a_b-1.0-py3-none-any.whl");
  CHECK(describe(alone.client.page(name_of("c"))) ==
        "`c` was not found in the given locations, and no package index is used");
}

TEST_CASE("a flat page lists files of many projects", "[fetch][index_client]") {
  IndexServer server;
  server.add_page("/flat/", 200, {{"Content-Type", "text/html"}},
                  "<a href=\"/files/a-1.0-py3-none-any.whl\">a</a><a href=\"/files/b-1.0-py3-none-any.whl\">b</a>");
  const IndexFixture fixture;
  IndexRun run(fixture, {{"", url_of(server.url_of("/flat/")), IndexKind::flat}});
  CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  CHECK(describe(run.client.page(name_of("b"))) == "b-1.0-py3-none-any.whl");
  CHECK(server.count() == 1);
}

TEST_CASE("a flat location that is not there is an error, not an empty list", "[fetch][index_client]") {
  const IndexFixture fixture;
  const std::string folder = join_path(fixture.directory.path(), "missing");
  IndexRun run(fixture, {{"", Url::from_path(folder), IndexKind::flat}});
  CHECK(describe(run.client.page(name_of("a"))) == format("the location `{}` of --find-links does not exist", folder));
}

TEST_CASE("a flat location that cannot be looked at is told with the reason", "[fetch][index_client]") {
  const IndexFixture fixture;
  const std::string loop = join_path(fixture.directory.path(), "loop");
  REQUIRE(symlink("loop", loop.c_str()) == 0);
  IndexRun run(fixture, {{"", Url::from_path(loop), IndexKind::flat}});
  CHECK(describe(run.client.page(name_of("a"))) ==
        format("cannot look at `{}`: Too many levels of symbolic links", loop));
}

TEST_CASE("answers do not depend on the number of workers", "[fetch][index_client][threads]") {
  IndexServer server;
  std::vector<spec::PackageName> names;
  for (int package = 0; package < 40; ++package) {
    names.push_back(name_of(format("p{}", package)));
    server.add(wheel(names.back().text(), "1.0").requires_dist("x"));
  }
  for (const std::size_t workers : {std::size_t{1}, std::size_t{8}}) {
    const IndexFixture fixture;
    IndexRun run(fixture, {simple(server)}, {}, quick_options(), workers);
    server.clear_requests();
    run.client.hint(names);
    for (const spec::PackageName& name : names) {
      const PageAnswer& answer = run.client.page(name);
      REQUIRE(describe(answer) == name.text() + "-1.0-py3-none-any.whl");
      const spec::IndexFile file = answer.pages.front().page.file(0);
      run.client.hint_metadata(std::span(&file, 1));
      CHECK(run.client.metadata(file).has_value());
    }
    CHECK(server.count() == 80);
  }
}

}  // namespace
}  // namespace axle::fetch
