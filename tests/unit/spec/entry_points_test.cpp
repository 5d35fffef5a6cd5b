// SPDX-License-Identifier: MIT OR Apache-2.0
// entry_points.txt: what is read, and reliability E01–E15, one row each.
#include <string>

#include "base/format.hpp"
#include "spec/installed_files.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("console and GUI scripts are read, other groups are not", "[spec][entry_points]") {
  const Result<std::vector<EntryPoint>> points = parse_entry_points(
      "# comment\n[console_scripts]\nfoo = foo.cli:main\nbar.exe=foo:App.run [extra1, extra2]\n; comment\n\n"
      "[pytest11]\n../evil = anything\n[gui_scripts]\n  fooz = foo : gui\n");
  REQUIRE(points);
  CHECK(*points == std::vector<EntryPoint>{{"foo", "foo.cli", "main", false},
                                           {"bar.exe", "foo", "App.run", false},
                                           {"fooz", "foo", "gui", true}});
}

TEST_CASE("an indented file is read as it is meant", "[spec][entry_points]") {
  CHECK(parse_entry_points("\n    [console_scripts]\n    a = m:f\n    b = m:g\n")->size() == 2);
}

TEST_CASE("names that begin like reserved ones are free", "[spec][entry_points]") {
  CHECK(parse_entry_points("[console_scripts]\nactivate-global-python-argcomplete = a:b\n"));
  CHECK(parse_entry_points("[console_scripts]\ng++-like = a:b\n"));
}

TEST_CASE("a byte order mark does not hide the first section", "[spec][entry_points]") {
  CHECK(parse_entry_points("\xEF\xBB\xBF[console_scripts]\na = m:f\n")->size() == 1);
}

TEST_CASE("ten thousand scripts are fine", "[spec][entry_points]") {
  std::string text = "[console_scripts]\n";
  for (int i = 0; i < 10'000; ++i) {
    text += format("s{} = m:f\n", i);
  }
  CHECK(parse_entry_points(text)->size() == 10'000);
}

TEST_CASE("entry points that could harm or mean nothing are refused", "[spec][entry_points]") {
  struct Row {
    std::string line;
    const char* message;
  };
  const Row rows[] = {
      {"../../pwn = evil:main", "E01: entry point name `../../pwn` contains a path separator"},
      {"/bin/sh = evil:main", "E02: entry point name `/bin/sh` is an absolute path"},
      {"python = evil:main", "E03: entry point name `python` is reserved"},
      {"Python3 = evil:main", "E03: entry point name `Python3` is reserved"},
      {"activate.fish = evil:main", "E03: entry point name `activate.fish` is reserved"},
      {"foo = evil:main();import os", "E04: entry point `foo` has `main();import os` as its object"},
      {"foo = evil:", "E04: entry point `foo` has `` as its object"},
      {"foo = evil:a..b", "E04: entry point `foo` has `a..b` as its object"},
      {"foo = os;print(1)#:main", "E05: entry point `foo` has `os;print(1)#` as its module"},
      {"foo = :main", "E05: entry point `foo` has `` as its module"},
      {"foo = evil", "E06: entry point `foo` names no callable"},
      {"foo", "E06: entry point `foo` names no callable"},
      {"foo = a:b\nfoo = a:c", "E07: entry point `foo` appears twice"},
      {"sub/foo = evil:main", "E08: entry point name `sub/foo` contains a path separator"},
      {"sub\\foo = evil:main", "E08: entry point name `sub\\foo` contains a path separator"},
      {"= evil:main", "E09: an entry point has no name"},
      {"foo = a:b\n   more = a:c", "E11: `more = a:c` continues the line above"},
      {"-rf = evil:main", "E12: entry point name `-rf` begins with `-`"},
      {".foo = evil:main", "E12: entry point name `.foo` begins with `.`"},
      {"a b = evil:main", "E13: entry point name `a b` contains a character that is not allowed"},
      {"a$(x) = evil:main", "E13: entry point name `a$(x)` contains a character that is not allowed"},
      {std::string("a\0b = evil:main", 15), "E13: entry point name `a\\x00b` contains a character that is not allowed"},
      {"a\xff = evil:main", "E13: `entry_points.txt` is not text in UTF-8"},
      {"a\xc2\x9b = evil:main", "E13: entry point name `a\\u{009b}` contains a character that is not allowed"},
      {std::string(256, 'x') + " = evil:main", "E13: an entry point name is 256 bytes long, over the limit of 255"},
      {"[gui_scripts", "E11: `[gui_scripts` is not the head of a section"},
      {"[gui_scripts] # scripts", "E11: `[gui_scripts] # scripts` is not the head of a section"},
      {"[ gui_scripts ]", "E11: `[ gui_scripts ]` is not the head of a section"},
      {"[[gui_scripts]]", "E11: `[[gui_scripts]]` is not the head of a section"},
      {"[]", "E11: `[]` is not the head of a section"},
      {"foo = a:b\n[gui_scripts]\nfoo = a:b", "E14: entry point `foo` is both a console and a GUI script"},
  };
  for (const Row& row : rows) {
    INFO(row.line);
    const Result<std::vector<EntryPoint>> points = parse_entry_points("[console_scripts]\n" + row.line + "\n");
    REQUIRE_FALSE(points);
    CHECK(points.error().code() == ErrorCode::bad_entry_points);
    CHECK(points.error().message() == row.message);
  }
}

TEST_CASE("an entry point before the first section is refused", "[spec][entry_points]") {
  const auto points = parse_entry_points("foo = a:b\n[console_scripts]\n");
  REQUIRE_FALSE(points);
  CHECK(points.error().message() == "E11: `foo = a:b` belongs to no section");
}

TEST_CASE("a refused entry point names its line", "[spec][entry_points]") {
  CHECK(parse_entry_points("\n[console_scripts]\nfoo = a:b\n-x = a:b\n").error().where()->line == 4);
}

}  // namespace
}  // namespace axle::spec
