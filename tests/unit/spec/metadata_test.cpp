// SPDX-License-Identifier: MIT OR Apache-2.0
// Core metadata: header syntax as Python's email parser has it, and reliability M03–M13.
#include "spec/metadata.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

constexpr std::string_view k_minimal = "Metadata-Version: 2.1\nName: Foo\nVersion: 1.0\n";

std::string minimal_and(std::string_view more) {
  return std::string(k_minimal) + std::string(more);
}

TEST_CASE("fields of metadata are read in order", "[spec][metadata]") {
  const Result<CoreMetadata> metadata = parse_metadata(
      "Metadata-Version: 2.4\nName: Foo.Bar\nVersion: 1.0-1\nSummary: A thing\nRequires-Python: >=3.8\n"
      "requires-dist: a>=1\nREQUIRES-DIST: b ; extra == 'x'\nProvides-Extra: x\nDynamic: License\n\nRequires-Dist: "
      "c\n");
  REQUIRE(metadata);
  CHECK(metadata->metadata_version == "2.4");
  CHECK(metadata->name == "Foo.Bar");
  CHECK(metadata->version == "1.0-1");
  CHECK(metadata->summary == "A thing");
  CHECK(metadata->requires_python == ">=3.8");
  CHECK(metadata->requires_dist == std::vector<std::string>{"a>=1", "b ; extra == 'x'"});
  CHECK(metadata->provides_extra == std::vector<std::string>{"x"});
  CHECK(metadata->dynamic == std::vector<std::string>{"License"});
  CHECK(metadata->warnings.empty());
}

TEST_CASE("a dependency in the description is no dependency", "[spec][metadata]") {
  CHECK(parse_metadata(minimal_and("\nRequires-Dist: evil\n")).value().requires_dist.empty());
  CHECK(parse_metadata(minimal_and("\r\nRequires-Dist: evil\r\n")).value().requires_dist.empty());
}

TEST_CASE("a line that is no header ends the headers", "[spec][metadata]") {
  CHECK(parse_metadata(minimal_and("Requires-Dist : a\nRequires-Dist: b\n")).value().requires_dist.empty());
  CHECK(parse_metadata(minimal_and("just text\nRequires-Dist: b\n")).value().requires_dist.empty());
}

TEST_CASE("line ends are \\n, \\r\\n and a bare \\r", "[spec][metadata]") {
  const Result<CoreMetadata> metadata = parse_metadata("Name: a\rVersion: 1\r\nRequires-Dist: b\nRequires-Dist: c\r");
  REQUIRE(metadata);
  CHECK(metadata->version == "1");
  CHECK(metadata->requires_dist == std::vector<std::string>{"b", "c"});
}

TEST_CASE("folded lines belong to the header above", "[spec][metadata]") {
  const Result<CoreMetadata> metadata =
      parse_metadata(minimal_and("Requires-Dist: a\n  >=1,\n\t<2\nLicense: one\n  two\nSummary: s\n"));
  REQUIRE(metadata);
  CHECK(metadata->requires_dist == std::vector<std::string>{"a >=1, <2"});
  CHECK(metadata->summary == "s");
}

TEST_CASE("a continuation without a header is dropped", "[spec][metadata]") {
  CHECK(parse_metadata("  stray\nName: a\nVersion: 1\n").value().name == "a");
  CHECK(parse_metadata("Name: a\n: nameless\n  more\nVersion: 1\n").value().name == "a");
}

TEST_CASE("behind a byte order mark there is no field, as for Python", "[spec][metadata]") {
  CHECK(parse_metadata("\xEF\xBB\xBFName: a\nVersion: 1\n").error().message() == "M03: field `Name` is missing");
}

TEST_CASE("metadata without Metadata-Version is read", "[spec][metadata]") {
  CHECK(parse_metadata("Name: a\nVersion: 1\n").value().metadata_version == "");
}

TEST_CASE("an empty Requires-Python counts as absent", "[spec][metadata]") {
  CHECK_FALSE(parse_metadata(minimal_and("Requires-Python:\n")).value().requires_python);
}

TEST_CASE("a newer minor version is read with a warning", "[spec][metadata]") {
  const Result<CoreMetadata> metadata = parse_metadata("Metadata-Version: 2.9\nName: a\nVersion: 1\n");
  REQUIRE(metadata);
  CHECK(metadata->warnings ==
        std::vector<std::string>{"M06: metadata version 2.9 is newer than 2.6; unknown fields are ignored"});
}

TEST_CASE("metadata that cannot be used is refused with field and line", "[spec][metadata]") {
  struct Row {
    std::string text;
    const char* message;
    std::uint32_t line;
  };
  const Row rows[] = {
      {"", "M03: field `Name` is missing", 0},
      {"Version: 1\n", "M03: field `Name` is missing", 0},
      {"Name: a\n", "M03: field `Version` is missing", 0},
      {minimal_and("Name: other\n"), "M04: field `Name` appears twice", 4},
      {"Name:\nName: a\nVersion: 1\n", "M04: field `Name` appears twice", 2},
      {minimal_and("Version: 2\n"), "M04: field `Version` appears twice", 4},
      {minimal_and("Requires-Python: >=3\nRequires-Python: <3\n"), "M04: field `Requires-Python` appears twice", 5},
      {"Metadata-Version: 9.9\nName: a\nVersion: 1\n",
       "M06: metadata version 9.9 is not supported; the newest known is 2.6", 0},
      {"Metadata-Version: new\nName: a\nVersion: 1\n", "M06: `new` is not a valid metadata version", 0},
      {minimal_and("Author: Ren\xE9\n"), "M07: a header is not valid UTF-8", 4},
      {std::string("Name: a\0b\nVersion: 1\n", 21), "M08: a header contains a NUL byte", 1},
      {std::string(16 * 1024 * 1024 + 1, 'a'), "M10: larger than 16.0MiB", 0},
  };
  for (const Row& row : rows) {
    const Result<CoreMetadata> metadata = parse_metadata(row.text);
    INFO(row.message);
    REQUIRE_FALSE(metadata);
    CHECK(metadata.error().code() == ErrorCode::bad_metadata);
    CHECK(metadata.error().message() == row.message);
    CHECK((metadata.error().where() ? metadata.error().where()->line : 0) == row.line);
  }
}

TEST_CASE("a description in another encoding is no fault", "[spec][metadata]") {
  CHECK(parse_metadata(minimal_and("\nRen\xE9 wrote this\n")));
}

TEST_CASE("a million header lines are read in linear time", "[spec][metadata]") {
  for (const std::string_view line : {"X: y\n", "X: y\r", "X: y\r\n", "X:\n y\n"}) {
    std::string text(k_minimal);
    for (int i = 0; i < 1'000'000; ++i) {
      text += line;
    }
    CHECK(parse_metadata(text + "Summary: last\n").value().summary == "last");
  }
}

}  // namespace
}  // namespace axle::spec
