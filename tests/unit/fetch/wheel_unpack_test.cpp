// SPDX-License-Identifier: MIT OR Apache-2.0
// Unpacking: large files in steps, every byte accounted for, and archives that change or lie.
#include "fetch/wheel_unpack.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/format.hpp"
#include "fetch/archive_fields.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/support/wheel_builder.hpp"

namespace axle::fetch {
namespace {

using test::wheel;
using test::WheelBuilder;

constexpr std::size_t k_large_bytes = std::size_t{5} << 20U;
constexpr std::size_t k_local_header_bytes = 30;
const std::string k_prefix = "invalid wheel `a-1.0-py3-none-any.whl`: ";

/// Text that packs, but not into nothing.
std::string large_text() {
  std::string text;
  for (int i = 0; text.size() < k_large_bytes; ++i) {
    text += format("line {} of a large file\n", i);
  }
  text.resize(k_large_bytes);
  return text;
}

struct Workspace {
  TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-unpack-").value();
  std::string archive = folder.path() + "/archive";
  std::string tree = folder.path() + "/tree";
  ScratchBuffers buffers;

  Result<std::unique_ptr<WheelUnpack>> prepare(const WheelBuilder& builder, const std::string& bytes) {
    REQUIRE(replace_file(archive, bytes));
    REQUIRE(make_directories(tree));
    return WheelUnpack::prepare(FileReader::open(archive).value(), builder.file_name(),
                                spec::parse_wheel_name(builder.file_name()).value(), Directory::open(tree).value());
  }

  /// The first failure; empty when all is well.
  std::string unpack(WheelUnpack& unpack) {
    for (const UnpackChunk& chunk : unpack.chunks()) {
      if (const auto done = unpack.unpack_chunk(chunk, buffers); !done) {
        return done.error().message();
      }
    }
    return {};
  }

  std::string run(const WheelBuilder& builder, const std::string& bytes) {
    const auto prepared = prepare(builder, bytes);
    return prepared ? unpack(**prepared) : prepared.error().message();
  }
};

WheelBuilder large_wheel(bool stored = false) {
  WheelBuilder builder = wheel("a", "1.0").file("a/data.txt", large_text());
  return stored ? builder.stored() : builder;
}

/// Where the data of an entry begins: behind its local header.
std::size_t data_of(const std::string& bytes, std::string_view path) {
  const std::size_t name = bytes.find(path);
  REQUIRE(name != std::string::npos);
  return name + path.size();
}

/// Writes a number into the local and the central header of an entry, at their offsets of a field.
std::string with_field(std::string bytes, std::string_view path, std::size_t local, std::uint32_t number) {
  constexpr std::size_t k_central_header_bytes = 46;
  const std::size_t first = bytes.find(path);
  const std::size_t second = bytes.rfind(path);
  REQUIRE(first < second);
  std::memcpy(bytes.data() + first - k_local_header_bytes + local, &number, sizeof number);
  std::memcpy(bytes.data() + second - k_central_header_bytes + local + 2, &number, sizeof number);
  return bytes;
}

}  // namespace

TEST_CASE("a large file is unpacked in steps, deflated or stored", "[fetch][wheel_unpack]") {
  Workspace space;
  const WheelBuilder builder = large_wheel(GENERATE(false, true));
  CHECK(space.run(builder, builder.bytes()).empty());
  CHECK(read_file(space.tree + "/a/data.txt", 2 * k_large_bytes).value() == large_text());
}

TEST_CASE("an archive that is cut after it was looked at is refused", "[fetch][wheel_unpack]") {
  Workspace space;
  const WheelBuilder builder = GENERATE(wheel("a", "1.0"), large_wheel());
  const auto prepared = space.prepare(builder, builder.bytes());
  REQUIRE(prepared.has_value());
  REQUIRE(truncate(space.archive.c_str(), 40) == 0);
  CHECK(space.unpack(**prepared) == k_prefix + "Z64: the archive is cut off");
}

TEST_CASE("damaged data of a file, small or large, is refused", "[fetch][wheel_unpack]") {
  Workspace space;
  const bool large = GENERATE(false, true);
  const WheelBuilder builder = large ? large_wheel() : wheel("a", "1.0").file("a/data.txt", "some text, some text");
  std::string bytes = builder.bytes();
  bytes[data_of(bytes, "a/data.txt")] = '\xff';  // a block of a kind that there is not
  CHECK(space.run(builder, bytes) == k_prefix + "Z08: `a/data.txt`: compressed data is damaged");
}

TEST_CASE("what keeps a file from being written is no fault of the wheel", "[fetch][wheel_unpack]") {
  Workspace space;
  const WheelBuilder builder = large_wheel(GENERATE(false, true));
  const auto prepared = space.prepare(builder, builder.bytes());
  REQUIRE(prepared.has_value());
  const auto told = test::with_refused({{SYS_write, EFBIG}}, [&] { return space.unpack(**prepared); });
  REQUIRE(told.has_value());
  CHECK(*told == format("cannot write `{}/a/data.txt`: File too large", space.tree));
}

TEST_CASE("an error keeps its kind where it is met while data are inflated", "[fetch][archive_fields]") {
  const auto kept = inflate_failure("a.txt", Error(ErrorCode::out_of_memory, "not enough memory to decompress"));
  CHECK(kept.error().code() == ErrorCode::out_of_memory);
  CHECK(kept.error().message() == "not enough memory to decompress");
  const auto bad = inflate_failure("a.txt", Error(ErrorCode::bad_wheel, "compressed data is damaged"));
  CHECK(bad.error().code() == ErrorCode::bad_wheel);
  CHECK(bad.error().message() == "Z08: `a.txt`: compressed data is damaged");
}

TEST_CASE("a large file with another size or checksum than declared is refused", "[fetch][wheel_unpack]") {
  Workspace space;
  const WheelBuilder builder = large_wheel();
  const std::string bytes = builder.bytes();
  constexpr std::size_t k_crc = 14;
  constexpr std::size_t k_size = 22;
  CHECK(space.run(builder, with_field(bytes, "a/data.txt", k_crc, 1)) ==
        k_prefix + "Z06: the checksum of `a/data.txt` is wrong");
  Workspace longer;
  CHECK(longer.run(builder, with_field(bytes, "a/data.txt", k_size, k_large_bytes + 1)) ==
        k_prefix + format("R08: `a/data.txt` has {} bytes, RECORD says {}", k_large_bytes + 1, k_large_bytes));
}

}  // namespace axle::fetch
