// SPDX-License-Identifier: MIT OR Apache-2.0
// RECORD: CSV in both directions and reliability R06, R07, R09, R10, R12, R13.
#include <string>

#include "spec/installed_files.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("rows of a RECORD are read as written", "[spec][record]") {
  const Result<std::vector<RecordRow>> rows = parse_record(
      "foo/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\r\n"
      "\"a, \"\"b\"\".py\",md5=1B2M2Y8AsgTpgAmY7PhCfg==,12\n"
      "\n"
      "../../victim,,\n"
      "/abs,,\n"
      "foo-1.0.dist-info/RECORD,,");
  REQUIRE(rows);
  REQUIRE(rows->size() == 5);
  CHECK((*rows)[0] ==
        RecordRow{"foo/__init__.py", HashAlgorithm::sha256, "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", 0});
  CHECK((*rows)[1] == RecordRow{"a, \"b\".py", HashAlgorithm::md5, "1B2M2Y8AsgTpgAmY7PhCfg", 12});
  CHECK((*rows)[2] == RecordRow{"../../victim", {}, "", {}});
  CHECK((*rows)[4].path == "foo-1.0.dist-info/RECORD");
}

TEST_CASE("an empty RECORD has no rows", "[spec][record]") {
  CHECK(parse_record("")->empty());
  CHECK(parse_record("\n\r\n")->empty());
}

TEST_CASE("a RECORD that cannot be read is refused with rule and line", "[spec][record]") {
  struct Row {
    std::string text;
    const char* message;
    std::uint32_t line;
  };
  const Row rows[] = {
      {std::string("\xff\xfe\0\"open", 8), "R07: `RECORD` is not text in UTF-8", 0},
      {"a,,\n\"open,,\n", "R07: a quoted field does not end", 2},
      {"\"a\"b,,\n", "R07: a quoted field does not end", 1},
      {"a,,\nb\n", "R07: a row has 1 column instead of 3", 2},
      {"a,,,\n", "R07: a row has 4 columns instead of 3", 1},
      {",,\n", "R07: a row has no path", 1},
      {"a,,12x\n", "R07: `12x` is not a size", 1},
      {"a,,-1\n", "R07: `-1` is not a size", 1},
      {"a,whirlpool=xx,1\n", "R09: `whirlpool=xx` is not a hash of a known algorithm", 1},
      {"a,sha256,1\n", "R09: `sha256` is not a hash of a known algorithm", 1},
      {"x,,\n\"a\nb\",,\n", "R13: a path contains a line break", 2},
      {std::string(64 * 1024 * 1024 + 1, 'a'), "R12: larger than 64.0MiB", 0},
  };
  for (const Row& row : rows) {
    INFO(row.message);
    const Result<std::vector<RecordRow>> record = parse_record(row.text);
    REQUIRE_FALSE(record);
    CHECK(record.error().code() == ErrorCode::bad_record);
    CHECK(record.error().message() == row.message);
    CHECK(record.error().where()->line == row.line);
  }
}

TEST_CASE("what was written is read back", "[spec][record]") {
  const std::vector<RecordRow> rows = {{"plain.py", HashAlgorithm::sha256, "abc-_", 7},
                                       {"with, comma", HashAlgorithm::sha512, "x", 0},
                                       {"with \"quote\"", {}, "", {}},
                                       {"ünïcode", {}, "", 3}};
  const std::string text = write_record(rows);
  CHECK(text == "plain.py,sha256=abc-_,7\n\"with, comma\",sha512=x,0\n\"with \"\"quote\"\"\",,\nünïcode,,3\n");
  CHECK(parse_record(text).value() == rows);
}

TEST_CASE("a million rows are read in linear time", "[spec][record]") {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) {
    text += "a/b.py,,\n";
  }
  CHECK(parse_record(text)->size() == 1'000'000);
}

}  // namespace
}  // namespace axle::spec
