// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/page_cache and fetch/cache_block: pages that are taken away while they are used, and times that cannot be true.
#include "fetch/page_cache.hpp"

#include <sys/syscall.h>

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/cache_block.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

constexpr const char* k_index = "http://index.example/simple/";

/// Larger than what is read at once.
CachedPage large_page(const std::string& folder) {
  spec::IndexPageBuilder builder(name_of("a"));
  for (int minor = 0; minor < 1'000; ++minor) {
    spec::IndexFile file;
    file.file_name = format("a-1.{}-py3-none-any.whl", minor);
    file.url = format("http://files.example/{}/{}", folder, file.file_name);
    builder.add(file);
  }
  CachedPage page;
  page.freshness = {parse_rfc3339("2026-01-01T00:00:00Z").value(), std::chrono::seconds(600), true};
  page.etag = "\"1\"";
  page.page = builder.finish();
  REQUIRE(page.page.size_bytes() > 64 * 1024);
  return page;
}

std::string last_url(const spec::IndexPage& page) {
  const auto file = page.read_file(page.file_count() - 1);
  return file ? file->url : to_string(file.error());
}

TEST_CASE("a large page stays the same when its file is replaced or removed", "[fetch][page_cache]") {
  const IndexFixture fixture;
  for (const std::size_t limit : {std::size_t{8}, std::size_t{1}, std::size_t{0}}) {
    const PageCache cache(fixture.cache.root(), limit);
    REQUIRE(cache.write_page(url_of(k_index), "a", large_page("old")));
    const auto first = cache.read_page(url_of(k_index), "a");
    const auto second = cache.read_page(url_of(k_index), "a");
    REQUIRE(first.value);
    REQUIRE(second.value);
    CHECK(last_url(first.value->page) == "http://files.example/old/a-1.999-py3-none-any.whl");
    REQUIRE(cache.write_page(url_of(k_index), "a", large_page("new")));
    CHECK(first.value->page.read_file(0)->url == "http://files.example/old/a-1.0-py3-none-any.whl");
    const Directory root = Directory::open(cache.root()).value();
    REQUIRE(root.remove_tree("pages-v1"));
    CHECK(last_url(second.value->page) == "http://files.example/old/a-1.999-py3-none-any.whl");
  }
}

TEST_CASE("a page gives its place among the open files back", "[fetch][page_cache]") {
  const IndexFixture fixture;
  const PageCache cache(fixture.cache.root(), 1);
  REQUIRE(cache.write_page(url_of(k_index), "a", large_page("f")));
  for (int round = 0; round < 3; ++round) {
    const auto first = cache.read_page(url_of(k_index), "a");
    const auto second = cache.read_page(url_of(k_index), "a");
    CHECK(first.value->page.bytes().size() < first.value->page.size_bytes());     // its hot part
    CHECK(second.value->page.bytes().size() == second.value->page.size_bytes());  // no place is left
  }
}

TEST_CASE("a 304 writes new times, and into no other page", "[fetch][page_cache]") {
  const IndexFixture fixture;
  const CachedPage page = large_page("f");
  REQUIRE(fixture.cache.write_page(url_of(k_index), "a", page));
  Freshness later = page.freshness;
  later.fetched_at += std::chrono::hours(1);
  REQUIRE(fixture.cache.refresh_page(url_of(k_index), "a", page, later));
  CHECK(fixture.cache.read_page(url_of(k_index), "a").value->freshness == later);

  const CachedPage replacement = large_page("folder-with-a-longer-name");
  REQUIRE(fixture.cache.write_page(url_of(k_index), "a", replacement));
  REQUIRE(fixture.cache.refresh_page(url_of(k_index), "a", page, later));
  CHECK(fixture.cache.read_page(url_of(k_index), "a").value->freshness == replacement.freshness);
}

TEST_CASE("no bit of a cache file can be flipped unnoticed in its block", "[fetch][cache_block]") {
  CacheBlock block;
  block.fetched_at_us = 1'700'000'000'000'000;
  block.lifetime_seconds = 600;
  block.texts[0] = "\"etag\"";
  const std::string whole = pack_cache_file(CacheFileKind::page, "content", block);
  for (std::size_t at = std::string("content").size(); at < whole.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ (1U << bit));
      CAPTURE(at, bit);
      CHECK_FALSE(unpack_cache_file(CacheFileKind::page, damaged));
    }
  }
}

/// The only file of a bucket.
std::string file_in(const std::string& bucket) {
  const std::string inner = join_path(bucket, Directory::open(bucket)->list()->at(0).name);
  return join_path(inner, Directory::open(inner)->list()->at(0).name);
}

TEST_CASE("what cannot be read now is neither absent nor damaged", "[fetch][page_cache]") {
  const IndexFixture fixture;
  REQUIRE(fixture.cache.write_page(url_of(k_index), "a", large_page("f")));
  const auto core = spec::parse_metadata(small_wheel().metadata());
  REQUIRE(core);
  REQUIRE(fixture.cache.write_metadata(
      "key", {fixture.clock.now(), sha256_of("text"), spec::DependencyMetadata::make(*core)}));
  const auto tell = [](const auto& lookup, std::string_view subject) {
    return lookup.failure ? to_string(offline_failure(*lookup.failure, subject)) : std::string("nothing");
  };
  struct Row {
    std::vector<test::RefusedCall> calls;
    std::string verb;
    std::string reason;
  };
  const Row row = GENERATE(Row{{{SYS_pread64, EIO}}, "read", "Input/output error"},
                           Row{{{SYS_openat, EACCES}}, "open", "Permission denied"},
                           Row{{{SYS_openat, EMFILE}}, "open", "Too many open files"});
  const auto told = test::with_refused(row.calls, [&] {
    return std::pair(tell(fixture.cache.read_page(url_of(k_index), "a"), "a"),
                     tell(fixture.cache.read_metadata("key"), "a.whl"));
  });
  REQUIRE(told.has_value());
  const auto expected = [&](const std::string& bucket, std::string_view subject) {
    const std::string path = file_in(join_path(fixture.cache.root(), bucket));
    return format(
        "the cache file `{}` for `{}` cannot be read, and the network is switched off by `--offline`: cannot {} `{}`: "
        "{}",
        path, subject, row.verb, path, row.reason);
  };
  CHECK(told->first == expected("pages-v1", "a"));
  CHECK(told->second == expected("metadata-v1", "a.whl"));
}

TEST_CASE("a record of a large page is read once", "[fetch][page_cache]") {
  const IndexFixture fixture;
  REQUIRE(fixture.cache.write_page(url_of(k_index), "a", large_page("f")));
  const auto page = fixture.cache.read_page(url_of(k_index), "a");
  REQUIRE(page.value);
  const std::string url = last_url(page.value->page);
  CHECK(url == "http://files.example/f/a-1.999-py3-none-any.whl");
  const auto again = test::with_refused({{SYS_pread64, EIO}}, [&] { return last_url(page.value->page); });
  CHECK(again == url);
  const auto other =
      test::with_refused({{SYS_pread64, EIO}}, [&] { return page.value->page.read_file(0).has_value(); });
  CHECK(other == false);
}

TEST_CASE("metadata in the cache that is no metadata is damaged", "[fetch][page_cache]") {
  const IndexFixture fixture;
  const auto core = spec::parse_metadata(small_wheel().metadata());
  REQUIRE(core);
  const PageCache::CachedMetadata good{fixture.clock.now(), sha256_of("text"), spec::DependencyMetadata::make(*core)};
  REQUIRE(fixture.cache.write_metadata("key", good));
  REQUIRE(fixture.cache.read_metadata("key").value);
  const std::string path = file_in(join_path(fixture.cache.root(), "metadata-v1"));
  CacheBlock block;
  block.texts[0] = to_hex(sha256_of("text"));
  REQUIRE(replace_file(path, pack_cache_file(CacheFileKind::metadata, "no metadata", block)));
  CHECK(fixture.cache.read_metadata("key").failure->path == path);
  block.texts[0] = "no digest";
  REQUIRE(replace_file(path, pack_cache_file(CacheFileKind::metadata, good.metadata.bytes(), block)));
  CHECK(fixture.cache.read_metadata("key").failure->path == path);
}

TEST_CASE("a page that says it is missing and has content is damaged", "[fetch][page_cache]") {
  const IndexFixture fixture;
  const CachedPage page = large_page("f");
  REQUIRE(fixture.cache.write_page(url_of(k_index), "a", page));
  const std::string path = file_in(join_path(fixture.cache.root(), "pages-v1"));
  CacheBlock block;
  block.flags = k_flag_missing;
  REQUIRE(replace_file(path, pack_cache_file(CacheFileKind::page, page.page.bytes(), block)));
  CHECK(fixture.cache.read_page(url_of(k_index), "a").failure->path == path);
  block.flags = 0;
  REQUIRE(replace_file(path, pack_cache_file(CacheFileKind::page, "", block)));
  CHECK(fixture.cache.read_page(url_of(k_index), "a").failure->path == path);
}

}  // namespace
}  // namespace axle::fetch
