// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/wheel_tail: METADATA out of the end of a wheel, and ends of files that only look like one.
#include "fetch/wheel_tail.hpp"

#include <cstring>

#include "tests/support/catch.hpp"
#include "tests/support/zip_writer.hpp"

namespace axle::fetch {
namespace {

constexpr std::string_view k_text = "Metadata-Version: 2.1\nName: a\nVersion: 1.0\n";
constexpr const char* k_path = "a-1.0.dist-info/METADATA";

/// A zip of one METADATA, at its own offsets: the local header stands at 0.
std::string plain() {
  test::ZipWriter zip;
  zip.add(k_path, k_text, test::ZipMethod::deflated);
  return zip.finish();
}

std::size_t central_of(const std::string& bytes) {
  return bytes.find("PK\1\2");
}

std::size_t end_of(const std::string& bytes) {
  return bytes.find("PK\5\6");
}

template <typename Number>
std::string with(std::string bytes, std::size_t at, Number number) {
  std::memcpy(bytes.data() + at, &number, sizeof number);
  return bytes;
}

/// The text that is found, else the reason.
std::string read(const std::string& bytes, std::uint64_t offset = 0) {
  const auto found = find_metadata({offset, bytes}, {});
  if (!found) {
    CHECK(found.error().code() == ErrorCode::bad_wheel);
    return found.error().message();
  }
  return std::holds_alternative<std::string>(*found) ? std::get<std::string>(*found) : "a part is missing";
}

}  // namespace

TEST_CASE("METADATA is found, deflated or stored", "[fetch][wheel_tail]") {
  CHECK(read(plain()) == k_text);
  test::ZipWriter zip;
  zip.add("a/data.txt", "data", test::ZipMethod::stored);
  zip.add(k_path, k_text, test::ZipMethod::stored);
  CHECK(read(zip.finish()) == k_text);
}

TEST_CASE("an end record that cannot be true is refused", "[fetch][wheel_tail]") {
  const std::string good = plain();
  const std::size_t end = end_of(good);
  CHECK(read(with(good, end + 16, 0xffff'ffffU)) == "the directory uses zip64");
  CHECK(read(with(good, end + 12, 0xffff'ffffU)) == "the directory uses zip64");
  CHECK(read(with(good, end + 12, 0x7fff'ffffU)) == "the directory overlaps its end");
  CHECK(read(good.substr(0, end)) == "no end of a zip archive");
  CHECK(read(good.substr(end), std::uint64_t{40} << 20U) == "the directory is larger than 32 MiB");
}

TEST_CASE("a directory that is cut, or has no METADATA or two, is refused", "[fetch][wheel_tail]") {
  const std::string good = plain();
  const std::size_t central = central_of(good);
  CHECK(read(with(good, central, 'X')) == "the directory is damaged");
  CHECK(read(with(good, central + 28, std::uint16_t{9999})) == "the directory is damaged");
  test::ZipWriter none;
  none.add("a/a-1.0.dist-info/METADATA", k_text, test::ZipMethod::stored);
  CHECK(read(none.finish()) == "no METADATA file");
  test::ZipWriter two;
  two.add(k_path, k_text, test::ZipMethod::stored);
  two.add("b-1.0.dist-info/METADATA", k_text, test::ZipMethod::stored);
  CHECK(read(two.finish()) == "two METADATA files");
}

TEST_CASE("an entry that contradicts its directory is refused", "[fetch][wheel_tail]") {
  const std::string good = plain();
  const std::size_t central = central_of(good);
  CHECK(read(with(good, 0, 'X')) == "the header of METADATA is damaged");
  CHECK(read(with(good, central + 20, 0x7fff'ffffU)) == "the header of METADATA is damaged");
  CHECK(read(with(good, central + 42, 0x7fff'ffffU)) == "the header of METADATA is damaged");
  CHECK(read(with(good, central + 24, 0x7fff'ffffU)) == "METADATA is larger than 16 MiB");
  CHECK(read(with(good, central + 10, std::uint16_t{12})) == "METADATA is compressed in an unknown way");
  CHECK(read(with(good, central + 16, 0U)) == "the checksum of METADATA is wrong");
  CHECK(read(with(good, 30 + std::strlen(k_path), 0xffff'ffffU)) == "compressed data is damaged");
}

TEST_CASE("what stands before the tail is asked for", "[fetch][wheel_tail]") {
  test::ZipWriter zip;
  zip.add(k_path, k_text, test::ZipMethod::stored);
  zip.add("a/data.txt", std::string(1000, 'x'), test::ZipMethod::stored);
  const std::string bytes = zip.finish();
  const std::size_t central = central_of(bytes);
  const WheelPart tail{central, bytes.substr(central)};
  const auto missing = find_metadata(tail, {});
  REQUIRE(missing.has_value());
  const std::size_t second = bytes.find("PK\3\4", 4);
  CHECK(std::get<MissingPart>(*missing) == MissingPart{0, second - 1});
  const auto found = find_metadata(tail, {0, bytes.substr(0, second)});
  REQUIRE(found.has_value());
  CHECK(std::get<std::string>(*found) == k_text);
}

}  // namespace axle::fetch
