// SPDX-License-Identifier: MIT OR Apache-2.0
// Unpacking into the cache, finding again, and what happens when the cache is touched from outside.
#include "fetch/artifact_cache.hpp"

#include <filesystem>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/manifest_file.hpp"
#include "fetch/wheel_unpack.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/support/wheel_builder.hpp"

namespace axle::fetch {
namespace {

/// A cache in a folder of its own, and wheels put into it by hand.
class CacheFixture {
 public:
  CacheFixture()
      : folder_(TemporaryDirectory::create("/tmp", "axle-cache").value()), cache(folder_.path() + "/cache", pool_) {}

  spec::UnpackedWheel put(const test::WheelBuilder& builder) {
    const std::string bytes = builder.bytes();
    TemporaryDirectory workspace = cache.make_workspace().value();
    REQUIRE(replace_file(workspace.path() + "/archive", bytes));
    REQUIRE(make_directories(workspace.path() + "/tree"));
    auto unpack = WheelUnpack::prepare(FileReader::open(workspace.path() + "/archive").value(), builder.file_name(),
                                       spec::parse_wheel_name(builder.file_name()).value(),
                                       Directory::open(workspace.path() + "/tree").value());
    REQUIRE(unpack);
    ScratchBuffers buffers;
    for (const UnpackChunk& chunk : (*unpack)->chunks()) {
      const auto done = (*unpack)->unpack_chunk(chunk, buffers);
      INFO((done ? std::string() : done.error().message()));
      REQUIRE(done);
    }
    const spec::UnpackedWheel wheel{.name = spec::PackageName::of(builder.name()),
                                    .version = spec::Version::of(builder.version()),
                                    .directory = {},
                                    .archive_digest = sha256_of(bytes),
                                    .manifest = (*unpack)->finish()};
    return cache.adopt(std::move(workspace), wheel).value();
  }

 private:
  TemporaryDirectory folder_;
  ThreadPool pool_{2};

 public:
  ArtifactCache cache;
};

test::WheelBuilder sample() {
  return test::wheel("foo", "1.0").file("foo/data.txt", "hello").file("foo/run.sh", "#!/bin/sh\n", true);
}

/// The wheel as `archive` in the workspace, about to be unpacked into `tree` beside it.
auto prepare_unpack(const test::WheelBuilder& builder, const std::string& workspace) {
  REQUIRE(replace_file(workspace + "/archive", builder.bytes()));
  REQUIRE(make_directories(workspace + "/tree"));
  return WheelUnpack::prepare(FileReader::open(workspace + "/archive").value(), builder.file_name(),
                              spec::parse_wheel_name(builder.file_name()).value(),
                              Directory::open(workspace + "/tree").value());
}

}  // namespace

TEST_CASE("an unpacked wheel is found with its files, modes and times", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  const auto found = fixture.cache.find(put.archive_digest).value();
  REQUIRE(found);
  CHECK(found->name.text() == "foo");
  CHECK(found->version.to_string() == "1.0");
  CHECK(found->manifest.dist_info == "foo-1.0.dist-info");
  std::vector<std::string> paths;
  for (const spec::ManifestFile& file : found->manifest.files) {
    paths.push_back(file.path + (file.executable ? "*" : ""));
    const auto status = status_of(found->directory + "/" + file.path).value();
    REQUIRE(status);
    CHECK(status->size_bytes == file.size_bytes);
    CHECK(status->mtime_ns == file.mtime_ns);
    CHECK(((status->mode & 0111U) != 0) == file.executable);
    CHECK(sha256_of(read_file(found->directory + "/" + file.path, 1 << 20).value()) == file.digest);
  }
  CHECK(paths == std::vector<std::string>{"foo-1.0.dist-info/METADATA", "foo-1.0.dist-info/WHEEL", "foo/data.txt",
                                          "foo/run.sh*"});
}

TEST_CASE("what was never put is not found", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  CHECK_FALSE(fixture.cache.find(sha256_of("nothing")).value());
}

TEST_CASE("a lost stamp is made anew from the digests", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  const std::string entry(path_parent(put.directory));
  REQUIRE(replace_file(entry + "/stamp", "AXLESTA1 damaged"));
  const auto found = fixture.cache.find(put.archive_digest).value();
  REQUIRE(found);
  CHECK(found->manifest.files.front().mtime_ns == put.manifest.files.front().mtime_ns);
  CHECK(read_file(entry + "/stamp", 1 << 20).value() != "AXLESTA1 damaged");
}

TEST_CASE("a tree that is no folder makes the entry vanish", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  REQUIRE(remove_tree(put.directory));
  REQUIRE(replace_file(put.directory, "a file"));
  CHECK_FALSE(fixture.cache.find(put.archive_digest).value());
  CHECK_FALSE(status_of(put.directory).value());
}

TEST_CASE("a tree that is a link to one makes the entry vanish, and spares what it leads to",
          "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  const std::string entry(path_parent(put.directory));
  const std::string elsewhere = fixture.cache.root() + "/elsewhere";
  REQUIRE(rename_path(put.directory, elsewhere));
  REQUIRE(Directory::open(entry)->make_symlink("tree", elsewhere));
  CHECK_FALSE(fixture.cache.find(put.archive_digest).value());
  CHECK_FALSE(link_status_of(put.directory).value());
  CHECK(status_of(elsewhere + "/foo/data.txt").value());
}

TEST_CASE("a stopped verification finds nothing out and removes nothing", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  std::stop_source stop;
  stop.request_stop();
  const auto verified = fixture.cache.verify(put.archive_digest, stop.get_token());
  REQUIRE_FALSE(verified);
  CHECK(verified.error().code() == ErrorCode::cancelled);
  CHECK(fixture.cache.find(put.archive_digest).value());
}

TEST_CASE("a changed file makes the entry vanish when it is verified", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  CHECK(fixture.cache.verify(put.archive_digest).value());
  REQUIRE(replace_file(put.directory + "/foo/data.txt", "jello"));
  CHECK_FALSE(fixture.cache.verify(put.archive_digest).value());
  CHECK_FALSE(fixture.cache.find(put.archive_digest).value());
  CHECK_FALSE(status_of(put.directory).value());
}

TEST_CASE("a file closed to its owner is damage, and takes the byte code of the wheel with it",
          "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  const std::string hex = to_hex(put.archive_digest);
  const std::string byte_code = format("{}/bytecode-v1/{}/{}", fixture.cache.root(), hex.substr(0, 2), hex);
  REQUIRE(make_directories(byte_code));
  CHECK(fixture.cache.verify(put.archive_digest).value());
  CHECK(status_of(byte_code).value());
  REQUIRE(Directory::open(put.directory)->change_mode("foo/data.txt", 0));
  CHECK_FALSE(fixture.cache.verify(put.archive_digest).value());
  CHECK_FALSE(status_of(put.directory).value());
  CHECK_FALSE(status_of(byte_code).value());
}

TEST_CASE("a link in place of a stamp is replaced, not followed", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  const std::string entry(path_parent(put.directory));
  const std::string elsewhere = fixture.cache.root() + "/elsewhere";
  REQUIRE(replace_file(elsewhere, "precious"));
  const Directory folder = Directory::open(entry).value();
  REQUIRE(folder.remove_file("stamp"));
  REQUIRE(folder.make_symlink("stamp", elsewhere));
  REQUIRE(fixture.cache.find(put.archive_digest).value());
  CHECK(read_file(elsewhere, 100).value() == "precious");
  CHECK(folder.status("stamp").value()->kind == FileKind::regular);
}

TEST_CASE("what was damaged is told from what was never there", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  CHECK_FALSE(fixture.cache.was_damaged(put.archive_digest));
  CHECK_FALSE(fixture.cache.was_damaged(sha256_of("nothing")));
  SECTION("after it was taken away") {
    REQUIRE(replace_file(put.directory + "/foo/data.txt", "jello"));
    CHECK_FALSE(fixture.cache.verify(put.archive_digest).value());
    CHECK(fixture.cache.was_damaged(put.archive_digest));
  }
  SECTION("where its manifest cannot be read") {
    REQUIRE(replace_file(std::string(path_parent(put.directory)) + "/manifest", "nonsense"));
    CHECK_FALSE(fixture.cache.find(put.archive_digest).value());
    CHECK(fixture.cache.was_damaged(put.archive_digest));
  }
}

TEST_CASE("a damaged manifest counts as absent, whichever byte it is", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  const std::string path = std::string(path_parent(put.directory)) + "/manifest";
  const std::string whole = read_file(path, 1 << 20).value();
  REQUIRE(read_manifest(whole));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    CHECK_FALSE(read_manifest(damaged));
    CHECK_FALSE(read_manifest(whole.substr(0, i)));
  }
}

TEST_CASE("the second of two makers adopts the first one's entry", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel first = fixture.put(sample());
  const spec::UnpackedWheel second = fixture.put(sample());
  CHECK(second.directory == first.directory);
  CHECK(second.manifest.files.front().mtime_ns == first.manifest.files.front().mtime_ns);
}

TEST_CASE("a URL leads to the digest of what it served last", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const Url url = Url::parse("https://files.example/foo-1.0-py3-none-any.whl").value();
  CHECK_FALSE(fixture.cache.find_link(url));
  const WheelLink link{.archive = sha256_of("a"),
                       .etag = "\"x\"",
                       .last_modified = "Tue, 05 Mar 2024 10:00:00 GMT",
                       .others = {{HashAlgorithm::md5, std::string(32, 'a')}}};
  fixture.cache.remember_link(url, link);
  CHECK(fixture.cache.find_link(url) == link);
  CHECK_FALSE(fixture.cache.find_link(Url::parse("https://files.example/foo-1.1-py3-none-any.whl").value()));
}

TEST_CASE("unpacking stops between files and within a large one", "[fetch][wheel_unpack]") {
  CacheFixture fixture;
  const test::WheelBuilder builder =
      test::wheel("foo", "1.0").file("foo/large.bin", std::string(5UL * 1024 * 1024, 'x'));
  TemporaryDirectory workspace = fixture.cache.make_workspace().value();
  auto unpack = prepare_unpack(builder, workspace.path());
  REQUIRE(unpack);
  REQUIRE((*unpack)->chunks().size() > 1);
  std::stop_source stop;
  stop.request_stop();
  ScratchBuffers buffers;
  for (const UnpackChunk& chunk : (*unpack)->chunks()) {
    const auto done = (*unpack)->unpack_chunk(chunk, buffers, stop.get_token());
    REQUIRE_FALSE(done);
    CHECK(done.error().code() == ErrorCode::cancelled);
    CHECK(done.error().message() == "cancelled");
  }
}

TEST_CASE("a file that RECORD describes wrongly is never written into the cache", "[fetch][wheel_unpack]") {
  CacheFixture fixture;
  const test::WheelBuilder builder =
      test::wheel("foo", "1.0")
          .record_text(
              "foo/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,\n"
              "foo-1.0.dist-info/METADATA,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,\n"
              "foo-1.0.dist-info/WHEEL,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,\n"
              "foo-1.0.dist-info/RECORD,,\n");
  TemporaryDirectory workspace = fixture.cache.make_workspace().value();
  auto unpack = prepare_unpack(builder, workspace.path());
  REQUIRE(unpack);
  ScratchBuffers buffers;
  const auto done = (*unpack)->unpack_chunk((*unpack)->chunks().front(), buffers);
  REQUIRE_FALSE(done);
  CHECK(done.error().message() ==
        "invalid wheel `foo-1.0-py3-none-any.whl`: R01: `foo/__init__.py` does not have the "
        "hash that RECORD promises");
}

TEST_CASE("a cache that nobody may write in still gives what it has", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const spec::UnpackedWheel put = fixture.put(sample());
  const std::string entry(path_parent(put.directory));
  REQUIRE(replace_file(entry + "/stamp", "AXLESTA1 damaged"));
  const Directory folder = Directory::open(std::string(path_parent(entry))).value();
  REQUIRE(folder.change_mode(path_file_name(entry), 0555));
  const auto times = test::without_privileges([&]() -> std::optional<std::int64_t> {
    const auto found = fixture.cache.find(put.archive_digest);
    return found && *found ? std::optional((*found)->manifest.files.front().mtime_ns) : std::nullopt;
  });
  REQUIRE(folder.change_mode(path_file_name(entry), 0755));
  REQUIRE(times.has_value());
  CHECK(*times == put.manifest.files.front().mtime_ns);
  CHECK(read_file(entry + "/stamp", 100).value() == "AXLESTA1 damaged");
}

TEST_CASE("a cache in which no wheel can be unpacked says how to name another", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const std::string folder = fixture.cache.root() + "/tmp";
  REQUIRE(make_directories(folder, 0555));
  const auto hints = test::without_privileges([&] {
    const auto workspace = fixture.cache.make_workspace();
    return workspace ? std::vector<std::string>() : workspace.error().hints();
  });
  REQUIRE(hints.has_value());
  CHECK(*hints == std::vector<std::string>{"choose a cache that can be written with `--cache-dir`"});
}

TEST_CASE("a cache in which nothing can be locked says how to name another", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  REQUIRE(make_directories(fixture.cache.root() + "/locks", 0555));
  const auto hints = test::without_privileges([&] {
    const auto lock = lock_contents(fixture.cache.root(), LockOptions());
    return lock ? std::vector<std::string>() : lock.error().hints();
  });
  REQUIRE(hints.has_value());
  CHECK(*hints == std::vector<std::string>{"choose a cache that can be written with `--cache-dir`"});
}

TEST_CASE("a link to a wheel whose file holds no digest is none", "[fetch][artifact_cache]") {
  CacheFixture fixture;
  const Url url = Url::parse("https://files.example/a-1.0-py3-none-any.whl").value();
  const Sha256 archive = sha256_of("wheel");
  fixture.cache.remember_link(url, {.archive = archive, .etag = {}, .last_modified = {}});
  REQUIRE(fixture.cache.find_link(url));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(fixture.cache.root())) {
    if (entry.is_regular_file() && read_file(entry.path(), 1000)->contains(to_hex(archive))) {
      REQUIRE(replace_file(entry.path(), "no digest\n"));
    }
  }
  CHECK_FALSE(fixture.cache.find_link(url));
}

}  // namespace axle::fetch
