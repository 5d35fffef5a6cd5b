// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/metadata_fetch: side file, ranges over the tail, whole wheel; and what is kept of it.
#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "fetch/index_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

using test::IndexServer;
using test::IndexServerOptions;
using test::IndexShape;
using test::wheel;
using test::WheelBuilder;

constexpr const char* k_file = "/files/a-1.0-py3-none-any.whl";
constexpr const char* k_side_file = "/files/a-1.0-py3-none-any.whl.metadata";

/// Text that does not compress: 64-bit words of a linear congruence in hexadecimal, of every length.
std::string noise(std::size_t bytes) {
  std::string text;
  for (std::uint64_t word = 1; text.size() < bytes; word = word * 6364136223846793005ULL + 1442695040888963407ULL) {
    text += format("{:x}", word);
  }
  text.resize(bytes);
  return text;
}

std::string fetch_from(IndexServer& server) {
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  return describe_metadata(run.client);
}

TEST_CASE("prefers the side file", "[fetch][metadata_fetch]") {
  IndexServer server;
  server.add(small_wheel());
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_side_file) == 1);
  CHECK(server.count(k_file) == 0);
}

TEST_CASE("the metadata file of a URL with a query has the same query", "[fetch][metadata_fetch]") {
  struct Row {
    std::string reference;
    std::string asked;
  };
  const Row row =
      GENERATE(Row{"?v=1&x=a%20b", ".metadata?v=1&x=a%20b"}, Row{"?a#b?c", ".metadata?a"}, Row{"#a?b", ".metadata"});
  const std::string metadata = small_wheel().metadata();
  test::RawServer server;
  const std::string page = format(R"({{"meta":{{"api-version":"1.0"}},"name":"a","files":[{{"filename":)"
                                  R"("a-1.0-py3-none-any.whl","url":"{}{}","hashes":{{}},"core-metadata":true}}]}})",
                                  k_file, row.reference);
  server.play(
      {test::answer("200 OK", "Content-Type: application/vnd.pypi.simple.v1+json\r\nConnection: close\r\n", page),
       test::answer("200 OK", "Connection: close\r\n", metadata)});
  const IndexFixture fixture;
  IndexRun run(fixture, {{"", url_of(server.url("/simple/")), IndexKind::simple}});
  CHECK(describe_metadata(run.client) == "b>=2;c; extra == 'x'");
  REQUIRE(server.requests().size() == 2);
  CHECK(server.requests().at(1).starts_with(format("GET {}{} HTTP/1.1\r\n", k_file, row.asked)));
}

TEST_CASE("a side file with another digest than promised is refused, and nothing else is tried",
          "[fetch][metadata_fetch]") {
  IndexServer server;
  server.add(small_wheel(), {.wrong_metadata_hash = true});
  const std::string good = to_hex(sha256_of(small_wheel().metadata()));
  const std::string promised = to_hex(sha256_of(small_wheel().metadata() + "\n"));
  CHECK(fetch_from(server) ==
        format("hash mismatch for the metadata of `a-1.0-py3-none-any.whl` from {}: expected sha256:{}, got sha256:{}",
               server.url_of(k_side_file), promised, good));
  CHECK(server.count(k_side_file) == 1);
  CHECK(server.count(k_file) == 0);
}

TEST_CASE("a side file that is not there falls back to the wheel", "[fetch][metadata_fetch]") {
  IndexServer server;
  server.add(small_wheel());
  server.set_fault(k_side_file, {.status = 404, .times = 0});
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_file) == 1);
}

TEST_CASE("without a side file one request for the last 64 KiB of the wheel is enough", "[fetch][metadata_fetch]") {
  IndexServer server(IndexShape::plain);
  server.add(small_wheel().file("a/data.txt", noise(300'000)));
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  REQUIRE(server.count(k_file) == 1);
  CHECK(server.requests().back().header("range") == "bytes=-65536");
}

TEST_CASE("a wheel smaller than the range is read in one request", "[fetch][metadata_fetch]") {
  IndexServer server(IndexShape::plain);
  server.add(small_wheel());
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_file) == 1);
}

TEST_CASE("METADATA far from the end costs one small request more", "[fetch][metadata_fetch]") {
  IndexServer server(IndexShape::plain);
  const WheelBuilder front = wheel("a", "1.0").requires_dist("b>=2");
  test::ZipWriter zip;
  zip.add("a-1.0.dist-info/METADATA", front.metadata(), test::ZipMethod::deflated);
  zip.add("a/data.txt", noise(200'000), test::ZipMethod::stored);
  server.add_file("a", front.file_name(), zip.finish());
  CHECK(fetch_from(server) == "b>=2");
  REQUIRE(server.count(k_file) == 2);
  CHECK(server.requests().back().header("range").starts_with("bytes=0-"));
}

TEST_CASE("a central directory larger than the tail is fetched in full", "[fetch][metadata_fetch]") {
  IndexServer server(IndexShape::plain);
  WheelBuilder builder = small_wheel();
  for (int file = 0; file < 1'500; ++file) {
    builder.file(format("a/a_module_with_quite_a_long_name_{:05}.py", file), format("x = {}\n", file));
  }
  server.add(builder);
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_file) == 2);
}

TEST_CASE("where the server knows no ranges the one answer is the whole wheel", "[fetch][metadata_fetch]") {
  IndexServer server(IndexServerOptions{.shape = IndexShape::plain, .ranges = false});
  server.add(small_wheel().file("a/data.txt", noise(300'000)));
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_file) == 1);
}

TEST_CASE("a whole wheel too large for memory goes through a file that is gone afterwards", "[fetch][metadata_fetch]") {
  IndexServer server(IndexServerOptions{.shape = IndexShape::plain, .ranges = false});
  server.add(small_wheel().stored().file("a/data.bin", std::string(9 * 1024 * 1024, 'x')));
  const IndexFixture fixture;
  {
    IndexRun run(fixture, {simple(server)});
    CHECK(describe_metadata(run.client) == "b>=2;c; extra == 'x'");
  }
  CHECK(Directory::open(join_path(fixture.cache.root(), "tmp"))->list()->empty());
}

TEST_CASE("a whole wheel with another digest than promised is refused", "[fetch][metadata_fetch]") {
  IndexServer server(IndexServerOptions{.shape = IndexShape::plain, .ranges = false});
  server.add(small_wheel(), {.wrong_hash = true});
  CHECK(fetch_from(server) ==
        format("hash mismatch for `a-1.0-py3-none-any.whl` from {}: expected sha256:{}, got sha256:{}",
               server.url_of(k_file), to_hex(sha256_of("other bytes")), to_hex(sha256_of(small_wheel().bytes()))));
}

TEST_CASE("a whole wheel is held against every digest that is promised", "[fetch][metadata_fetch]") {
  IndexServer server(IndexServerOptions{.shape = IndexShape::plain, .ranges = false});
  server.add(small_wheel(), {.hash = false});
  Hasher sha512(HashAlgorithm::sha512);
  sha512.update(small_wheel().bytes());
  const Hash right512{HashAlgorithm::sha512, sha512.finish_hex()};
  const Hash right256{HashAlgorithm::sha256, to_hex(sha256_of(small_wheel().bytes()))};
  const Hash wrong512{HashAlgorithm::sha512, std::string(128, '0')};
  const Hash wrong256{HashAlgorithm::sha256, std::string(64, '0')};
  const auto answer_with = [&](const std::vector<Hash>& hashes) {
    const IndexFixture fixture;
    IndexRun run(fixture, {simple(server)});
    spec::IndexFile file = run.client.page(name_of("a")).pages.front().page.file(0);
    file.hashes = hashes;
    const auto metadata = run.client.metadata(file);
    return metadata ? std::string() : to_string(metadata.error());
  };
  const auto mismatch = [&](const Hash& wrong, const Hash& right) {
    return format("hash mismatch for `a-1.0-py3-none-any.whl` from {}: expected {}, got {}", server.url_of(k_file),
                  to_string(wrong), to_string(right));
  };
  CHECK(answer_with({right512, right256}) == "");
  CHECK(answer_with({wrong512}) == mismatch(wrong512, right512));
  CHECK(answer_with({right512, wrong256}) == mismatch(wrong256, right256));
}

TEST_CASE("a metadata file without a length and without a digest may be a part of one, and is not believed",
          "[fetch][metadata_fetch]") {
  const WheelBuilder whole = small_wheel();
  const std::string head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
  const std::string cut = whole.metadata().substr(0, whole.metadata().find("Requires-Dist: c"));
  const test::RawServer files(
      {{test::read_request(), test::send(head + cut)}, test::answer("200 OK", "", whole.bytes())});
  IndexServer server;
  server.add_page("/simple/a/", 200, {{"Content-Type", "application/vnd.pypi.simple.v1+json"}},
                  page_that_claims(files.url("/a-1.0-py3-none-any.whl"), whole));
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  CHECK(files.requests().size() == 2);
}

TEST_CASE("a range that was not asked for leads to the whole wheel", "[fetch][metadata_fetch]") {
  const std::string bytes = small_wheel().file("a/data.txt", noise(100'000)).bytes();
  const std::vector<std::string> heads = {
      format("Content-Range: bytes 0-65535/{}\r\n", bytes.size()),
      "Content-Type: multipart/byteranges; boundary=x\r\n",
      "Content-Range: bytes 5-1/9\r\n",
  };
  for (const std::string& head : heads) {
    const test::RawServer files(
        {test::answer("206 Partial Content", head, bytes.substr(0, 65536)), test::answer("200 OK", "", bytes)});
    IndexServer server(IndexShape::plain);
    server.add_page("/simple/a/", 200, {{"Content-Type", "text/html"}},
                    format("<a href=\"{}\">a-1.0-py3-none-any.whl</a>", files.url("/a-1.0-py3-none-any.whl")));
    CAPTURE(head);
    CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
    CHECK(files.requests().size() == 2);
  }
}

TEST_CASE("parts of two different files are never joined", "[fetch][metadata_fetch]") {
  test::ZipWriter zip;
  zip.add("a-1.0.dist-info/METADATA", small_wheel().metadata(), test::ZipMethod::deflated);
  zip.add("a/data.txt", noise(200'000), test::ZipMethod::stored);
  const std::string bytes = zip.finish();
  const std::size_t tail = bytes.size() - 65536;
  const auto part = [&](std::size_t first, std::size_t last, const char* etag) {
    return test::answer("206 Partial Content",
                        format("ETag: {}\r\nContent-Range: bytes {}-{}/{}\r\n", etag, first, last, bytes.size()),
                        bytes.substr(first, last - first + 1));
  };
  const test::RawServer files(
      {part(tail, bytes.size() - 1, "\"1\""), part(0, 100, "\"2\""), test::answer("200 OK", "ETag: \"2\"\r\n", bytes)});
  IndexServer server(IndexShape::plain);
  server.add_page("/simple/a/", 200, {{"Content-Type", "text/html"}},
                  format("<a href=\"{}\">a-1.0-py3-none-any.whl</a>", files.url("/a-1.0-py3-none-any.whl")));
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  CHECK(files.requests().size() == 3);
}

TEST_CASE("metadata of another project or version is refused", "[fetch][metadata_fetch]") {
  struct Row {
    std::string metadata;
    std::string reason;
  };
  const std::vector<Row> rows = {
      {"Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n", "it is of the project `evil`"},
      {"Metadata-Version: 2.1\nName: a\nVersion: 1.1\n", "it is of the version `1.1`"},
  };
  for (const Row& row : rows) {
    IndexServer server;
    server.add(small_wheel().metadata_text(row.metadata));
    CHECK(fetch_from(server) ==
          format("metadata of `a-1.0-py3-none-any.whl` at {}: {}", server.url_of(k_file), row.reason));
  }
}

TEST_CASE("a file that is gone, refused or not a zip is told as such", "[fetch][metadata_fetch]") {
  const auto failure_with = [](const test::Fault& fault) {
    IndexServer server(IndexShape::plain);
    server.add(small_wheel(), {.hash = false});
    server.set_fault(k_file, fault);
    std::string text = fetch_from(server);
    const std::string url = server.url_of(k_file);
    const std::string origin = url.substr(0, url.find('/', std::string_view("http://").size()));
    for (std::size_t at = text.find(origin); at != std::string::npos; at = text.find(origin)) {
      text.replace(at, origin.size(), "ORIGIN");
    }
    const std::string host = origin.substr(std::string_view("http://").size());
    const std::size_t at = text.find(host);
    return at == std::string::npos ? text : text.replace(at, host.size(), "HOST");
  };
  CHECK(failure_with({.status = 404, .times = 0}) ==
        "cannot fetch `ORIGIN/files/a-1.0-py3-none-any.whl`: HOST answered with status 404: there is no such file");
  CHECK(failure_with({.status = 403, .times = 0}) ==
        "cannot fetch `ORIGIN/files/a-1.0-py3-none-any.whl`: HOST answered with status 403; no credentials were sent");
  CHECK(failure_with({.status = 500, .times = 0}) ==
        "cannot fetch `ORIGIN/files/a-1.0-py3-none-any.whl`: HOST answered with status 500");
  CHECK(failure_with({.body = "<html>not a wheel</html>", .times = 0}) ==
        "invalid wheel `a-1.0-py3-none-any.whl` at ORIGIN/files/a-1.0-py3-none-any.whl: no end of a zip archive");
}

TEST_CASE("an sdist without metadata file must be built", "[fetch][metadata_fetch]") {
  IndexServer server;
  server.add_file("a", "a-1.0.tar.gz", "bytes");
  CHECK(fetch_from(server) == format("metadata of `a-1.0.tar.gz` at {}: a source distribution must be built first",
                                     server.url_of("/files/a-1.0.tar.gz")));
  CHECK(server.count(IndexServer::file_path("a-1.0.tar.gz")) == 0);
}

TEST_CASE("metadata is fetched once for all commands, and is there offline", "[fetch][metadata_fetch][page_cache]") {
  IndexServer server;
  server.add(small_wheel());
  IndexFixture fixture;
  const auto read = [&](HttpOptions options) {
    IndexRun run(fixture, {simple(server)}, {}, std::move(options));
    return describe_metadata(run.client);
  };
  CHECK(read(quick_options()) == "b>=2;c; extra == 'x'");
  fixture.clock.advance(std::chrono::hours(24 * 3650));
  CHECK(read(quick_options()) == "b>=2;c; extra == 'x'");
  CHECK(read(offline_options()) == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_side_file) == 1);
}

TEST_CASE("metadata of a file without a digest is kept for 600 seconds", "[fetch][metadata_fetch][page_cache]") {
  IndexServer server(IndexShape::plain);
  server.add(small_wheel(), {.hash = false});
  IndexFixture fixture;
  const auto read = [&] {
    IndexRun run(fixture, {simple(server)});
    return describe_metadata(run.client);
  };
  CHECK(read() == "b>=2;c; extra == 'x'");
  fixture.clock.advance(std::chrono::seconds(599));
  CHECK(read() == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_file) == 1);
  fixture.clock.advance(std::chrono::seconds(1));
  CHECK(read() == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_file) == 2);
}

TEST_CASE("offline says which file's metadata is missing", "[fetch][metadata_fetch]") {
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  {
    IndexRun run(fixture, {simple(server)});
    REQUIRE(run.client.page(name_of("a")).kind == PageAnswerKind::found);
  }
  IndexRun run(fixture, {simple(server)}, {}, offline_options());
  CHECK(describe_metadata(run.client) ==
        "the metadata of `a-1.0-py3-none-any.whl` is not in the cache, and the network is switched off by `--offline`");
}

TEST_CASE("a wheel on this machine is read in place", "[fetch][metadata_fetch]") {
  const IndexFixture fixture;
  const std::string folder = fixture.directory.path();
  REQUIRE(replace_file(join_path(folder, "a-1.0-py3-none-any.whl"),
                       small_wheel().file("a/data.txt", noise(300'000)).bytes())
              .has_value());
  IndexRun run(fixture, {{"", Url::from_path(folder), IndexKind::flat}});
  CHECK(describe_metadata(run.client) == "b>=2;c; extra == 'x'");
}

TEST_CASE("a whole wheel that is cut begins anew where the server cannot go on", "[fetch][metadata_fetch]") {
  IndexServer server(IndexServerOptions{.shape = IndexShape::plain, .ranges = false});
  server.add(small_wheel().file("a/data.txt", noise(100'000)));
  server.set_fault(k_file, {.cut_after = 50'000});
  CHECK(fetch_from(server) == "b>=2;c; extra == 'x'");
  CHECK(server.count(k_file) == 2);
}

TEST_CASE("a server whose parts never fit is asked for the whole wheel once", "[fetch][metadata_fetch]") {
  const test::RawServer files({test::answer("416 Range Not Satisfiable", "", "")});
  IndexServer server(IndexShape::plain);
  server.add_page("/simple/a/", 200, {{"Content-Type", "text/html"}},
                  format("<a href=\"{}\">a-1.0-py3-none-any.whl</a>", files.url("/a-1.0-py3-none-any.whl")));
  CHECK(fetch_from(server) ==
        format("cannot fetch `{}`: {} answered with status 416", files.url("/a-1.0-py3-none-any.whl"), files.host()));
  CHECK(files.requests().size() == 2);
}

TEST_CASE("a metadata file that is refused or damaged ends the search", "[fetch][metadata_fetch]") {
  IndexServer server;
  server.add(small_wheel());
  server.set_fault(k_side_file, {.status = 500, .times = 0});
  CHECK(fetch_from(server).starts_with(format("cannot fetch `{}`: ", server.url_of(k_side_file))));
  server.set_fault(k_side_file, {.headers = {{"Content-Encoding", "gzip"}}, .body = "no gzip", .times = 0});
  CHECK(fetch_from(server) ==
        format("cannot unpack the answer of {}: gzip data is damaged or incomplete", server.url_of(k_side_file)));
  CHECK(server.count(k_file) == 0);
}

TEST_CASE("damaged metadata in the cache is fetched again, and offline told as damaged",
          "[fetch][metadata_fetch][page_cache]") {
  IndexServer server;
  server.add(small_wheel());
  const IndexFixture fixture;
  const auto read = [&](HttpOptions options) {
    IndexRun run(fixture, {simple(server)}, {}, std::move(options));
    return describe_metadata(run.client);
  };
  REQUIRE(read(quick_options()) == "b>=2;c; extra == 'x'");
  const std::string folder = join_path(fixture.cache.root(), "metadata-v1");
  const std::string inner = join_path(folder, Directory::open(folder)->list()->at(0).name);
  const std::string path = join_path(inner, Directory::open(inner)->list()->at(0).name);
  REQUIRE(replace_file(path, "damaged"));
  CHECK(read(offline_options()) == format("the cache file `{}` for `a-1.0-py3-none-any.whl` is damaged, and the "
                                          "network is switched off by `--offline`",
                                          path));
  CHECK(read(quick_options()) == "b>=2;c; extra == 'x'");
  CHECK(read(offline_options()) == "b>=2;c; extra == 'x'");
}

}  // namespace
}  // namespace axle::fetch
