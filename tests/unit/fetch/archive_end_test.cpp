// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/archive_end and the directory: zip64 records, comments, and headers that are bent byte by byte.
#include "fetch/archive_end.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/byte_codec.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/wheel_archive.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/fetch/hostile_zip.hpp"

namespace axle::fetch {
namespace {

using test::extra_field;
using test::HostileZip;
using test::verdict_of;

constexpr std::size_t k_end_bytes = 22;

HostileZip plain() {
  return {.entries = {{.name = "evil/__init__.py", .data = "x = 1\n"}, {.name = "evil/b.py", .data = "y = 2\n"}}};
}

template <typename Number>
std::string with(std::string bytes, std::size_t at, Number number) {
  REQUIRE(at + sizeof number <= bytes.size());
  std::memcpy(bytes.data() + at, &number, sizeof number);
  return bytes;
}

template <typename Number>
Number number_at(const std::string& bytes, std::size_t at) {
  Number number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

/// The zip64 records of plain(), true unless a test bends them.
struct Zip64 {
  std::string signature{"PK\6\6", 4};
  std::uint64_t record_bytes = 44;
  std::uint32_t disk = 0;
  std::uint64_t entries = 2;
  std::uint64_t misplaced_by = 0;  ///< what the locator is wrong by
  bool saturated = true;           ///< the old record says that this one counts

  [[nodiscard]] std::string bytes() const {
    const std::string whole = plain().bytes();
    const std::size_t end = whole.size() - k_end_bytes;
    const std::string version = std::string("\x2d\0", 2) + std::string("\x2d\0", 2);
    ByteWriter out;
    out.raw(whole.substr(0, end) + signature);
    out.number(record_bytes);
    out.raw(version);
    out.number(disk);
    out.number(std::uint32_t{0});
    out.number(entries);
    out.number(entries);
    out.number(std::uint64_t{number_at<std::uint32_t>(whole, end + 12)});
    out.number(std::uint64_t{number_at<std::uint32_t>(whole, end + 16)});
    out.raw(std::string_view("PK\6\7", 4));
    out.number(std::uint32_t{0});
    out.number(std::uint64_t{end} + misplaced_by);
    out.number(std::uint32_t{1});
    std::string old = whole.substr(end);
    if (saturated) {
      old = with(with(with(with(old, 8, ~std::uint16_t{}), 10, ~std::uint16_t{}), 12, ~0U), 16, ~0U);
    }
    out.raw(old);
    return out.take();
  }
};

std::string refused(const std::string& rule) {
  return "invalid wheel `evil.whl`: " + rule;
}

}  // namespace

TEST_CASE("zip64 records are read, whether the old one is full or agrees", "[fetch][archive_end]") {
  CHECK(verdict_of(Zip64{}.bytes()).empty());
  CHECK(verdict_of(Zip64{.saturated = false}.bytes()).empty());
}

TEST_CASE("zip64 records that lie are refused", "[fetch][archive_end]") {
  CHECK(verdict_of(Zip64{.entries = 3, .saturated = false}.bytes()) ==
        refused("Z69: the two end records contradict each other"));
  CHECK(verdict_of(Zip64{.misplaced_by = 1}.bytes()) == refused("Z69: the zip64 locator points elsewhere"));
  CHECK(verdict_of(Zip64{.signature = "PKxx"}.bytes()) ==
        refused("Z69: the zip64 end record is not where its locator says"));
  CHECK(verdict_of(Zip64{.record_bytes = 45}.bytes()) ==
        refused("Z69: the zip64 end record is not where its locator says"));
  CHECK(verdict_of(Zip64{.disk = 1}.bytes()) == refused("Z59: the archive is spread over several disks"));
  CHECK(verdict_of(Zip64{.entries = 2'000'000}.bytes()) ==
        refused("Z66: the archive claims 2000000 entries, over the limit of 1000000"));
}

TEST_CASE("a comment that holds parts of another archive is refused", "[fetch][archive_end]") {
  CHECK(verdict_of(HostileZip{.entries = plain().entries, .comment = std::string("see PK\3\4 there")}.bytes()) ==
        refused("Z15: the archive comment holds another archive"));
}

TEST_CASE("other kinds of files are called by their name", "[fetch][archive_end]") {
  std::string tar(1024, '\0');
  tar.replace(257, 5, "ustar");
  CHECK(verdict_of(tar) == refused("Z71: the file is a tar archive"));
  CHECK(verdict_of("plain text") == refused("Z71: the file is no zip archive"));
}

TEST_CASE("a directory that holds less than the end record says is refused", "[fetch][archive_end]") {
  HostileZip fewer = plain();
  fewer.entries[0].name = "evil/" + std::string(100, 'a');
  fewer.entry_count = 3;
  CHECK(verdict_of(fewer.bytes()) ==
        refused("Z52: the central directory holds fewer entries than the end record says"));
  const std::string bytes = plain().bytes();
  const std::size_t last = bytes.rfind("PK\1\2");
  CHECK(verdict_of(with(bytes, last + 30, std::uint16_t{9})) == refused("Z53: the central directory is cut off"));
  CHECK(verdict_of(HostileZip{.gap = "gap"}.bytes()) ==
        refused("Z05: bytes before the central directory belong to no entry"));
}

TEST_CASE("headers of a kind that nobody knows are refused", "[fetch][archive_end]") {
  const std::string bytes = plain().bytes();
  const std::size_t last = bytes.rfind("PK\1\2");
  CHECK(verdict_of(with(bytes, last + 6, std::uint16_t{64})) ==
        refused("Z25: `evil/b.py` needs version 6.4 of the format"));
  CHECK(verdict_of(with(bytes, last + 8, std::uint16_t{0x10})) == refused("Z22: `evil/b.py` has unknown flags 0x0010"));
  CHECK(verdict_of(with(bytes, last + 34, std::uint16_t{1})) ==
        refused("Z59: the archive is spread over several disks"));
  CHECK(verdict_of(with(bytes, 0, 'X')) == refused("Z04: `evil/__init__.py` has no local header"));
  CHECK(verdict_of(with(bytes, 26, std::uint16_t{60'000})) ==
        refused("Z54: `evil/__init__.py` reaches into the bytes behind it"));
}

TEST_CASE("one name for a file and a folder is refused", "[fetch][archive_end]") {
  HostileZip zip = plain();
  zip.entries.push_back({.name = "evil/b.py/", .mode = 040755});
  CHECK(verdict_of(zip.bytes()) == refused("Z42: `evil/b.py` is both a file and a folder"));
}

TEST_CASE("a name longer than any path is refused", "[fetch][archive_end]") {
  HostileZip zip = plain();
  while (zip.entries[0].name.size() <= 4096) {
    zip.entries[0].name += "/" + std::string(200, 'a');
  }
  CHECK(verdict_of(zip.bytes()) ==
        refused(format("Z40: a name is {} bytes long, over the limit of 4096", zip.entries[0].name.size())));
}

TEST_CASE("extra fields that are cut, missing or repeat the header", "[fetch][archive_end]") {
  const auto with_first = [](const test::HostileEntry& entry) {
    HostileZip zip = plain();
    zip.entries.front() = entry;
    return verdict_of(zip.bytes());
  };
  CHECK(with_first({.name = "evil/a.py", .data = "x", .extra = std::string("\1\0\x9\0", 4)}) ==
        refused("Z70: an extra field of `evil/a.py` is longer than its place"));
  CHECK(with_first({.name = "evil/a.py", .data = "x", .size = ~0U, .compressed_size = ~0U}) ==
        refused("Z49: `evil/a.py` claims zip64 sizes without a zip64 field"));
  // Sizes that the header has already, said once more.
  const std::string one = std::string("\1\0\0\0\0\0\0\0", 8);
  CHECK(with_first({.name = "evil/a.py", .data = "x", .extra = extra_field(1, one + one)}).empty());
}

TEST_CASE("a descriptor of a length that there is not is refused", "[fetch][archive_end]") {
  HostileZip zip = plain();
  zip.entries.front() = {.name = "evil/a.py",
                         .data = "x",
                         .flags = 8,
                         .descriptor = std::string(13, '\0'),
                         .local_crc = 0,
                         .local_size = 0,
                         .local_compressed_size = 0};
  CHECK(verdict_of(zip.bytes()) == refused("Z05: bytes behind `evil/a.py` belong to no entry"));
}

TEST_CASE("data that does not unpack is refused", "[fetch][archive_end]") {
  HostileZip zip = plain();
  zip.entries.front() = {.name = "evil/a.py", .data = "\xff\xff", .method = 8, .size = 4};
  CHECK(verdict_of(zip.bytes()) == refused("Z08: `evil/a.py`: compressed data is damaged"));
}

TEST_CASE("a file that cannot be read, or was cut since it was opened, is told as such", "[fetch][archive_end]") {
  const TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-archive").value();
  const std::string path = folder.path() + "/evil.whl";
  REQUIRE(replace_file(path, plain().bytes()));
  const FileReader file = FileReader::open(path).value();
  const auto outcome = test::with_refused({{SYS_pread64, EIO}}, [&] { return read_archive(file, "evil.whl"); });
  REQUIRE(outcome.has_value());
  CHECK(outcome->error().message() == "cannot read `" + path + "`: Input/output error");
  CHECK(outcome->error().code() == ErrorCode::io);
  REQUIRE(truncate(path.c_str(), 40) == 0);
  CHECK(read_archive(file, "evil.whl").error().message() == refused("Z64: the archive is cut off"));
}

}  // namespace axle::fetch
