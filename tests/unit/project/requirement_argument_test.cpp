// SPDX-License-Identifier: MIT OR Apache-2.0
// What a person writes as one requirement, and the messages when it cannot be read.
#include <string>

#include "base/format.hpp"
#include "project/requirement_text.hpp"
#include "project/requirements_file.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

Result<RequirementEntry> parse(std::string_view text) {
  RequirementsContext context;
  context.working_directory = "/project";
  return parse_requirement_argument(text, context);
}

std::string describe(const RequirementEntry& entry) {
  if (const auto* requirement = std::get_if<spec::Requirement>(&entry.what)) {
    return "requirement " + requirement->to_string();
  }
  if (const auto* wheel = std::get_if<WheelReference>(&entry.what)) {
    std::string out = "wheel " + wheel->url.to_display() + " file " + wheel->file_name;
    for (const spec::ExtraName& extra : wheel->extras) {
      out += " extra " + extra.text();
    }
    return wheel->marker.is_always() ? out : out + " marker " + wheel->marker.to_string();
  }
  constexpr std::string_view k_kinds[] = {"editable", "directory", "sdist", "repository"};
  const auto& unsupported = std::get<UnsupportedReference>(entry.what);
  return format("{} {}", k_kinds[static_cast<std::size_t>(unsupported.kind)], unsupported.text);
}

/// Message and cause, as they are printed one below the other.
std::string failure_of(std::string_view text) {
  const auto entry = parse(text);
  REQUIRE_FALSE(entry);
  return entry.error().cause() == nullptr ? entry.error().message()
                                          : entry.error().message() + "\n" + entry.error().cause()->message();
}

TEST_CASE("a requirement is classified by its form", "[project][requirement_argument]") {
  struct Row {
    const char* text;
    const char* meaning;
  };
  const Row rows[] = {
      {"fastapi[standard]>=1", "requirement fastapi[standard]>=1"},
      {" foo ", "requirement foo"},
      {"foo @ https://f.example/foo-1-py3-none-any.whl", "requirement foo @ https://f.example/foo-1-py3-none-any.whl"},
      {"foo[a]@https://f.example/foo-1-py3-none-any.whl ; python_version > '3'",
       "requirement foo[a] @ https://f.example/foo-1-py3-none-any.whl ; python_version > \"3\""},
      {"foo @ ./foo-1-py3-none-any.whl", "requirement foo @ file:///project/foo-1-py3-none-any.whl"},
      {"foo @ ../d/foo-1-py3-none-any.whl", "requirement foo @ file:///d/foo-1-py3-none-any.whl"},
      {"foo @ foo-1-py3-none-any.whl", "requirement foo @ file:///project/foo-1-py3-none-any.whl"},
      {"./foo-1-py3-none-any.whl", "wheel file:///project/foo-1-py3-none-any.whl file foo-1-py3-none-any.whl"},
      {"foo-1-py3-none-any.whl", "wheel file:///project/foo-1-py3-none-any.whl file foo-1-py3-none-any.whl"},
      {"/abs/foo-1-py3-none-any.whl[b,a,B] ; python_version > '3'",
       "wheel file:///abs/foo-1-py3-none-any.whl file foo-1-py3-none-any.whl extra a extra b marker python_version > "
       "\"3\""},
      {"./a@b/foo-1-py3-none-any.whl", "wheel file:///project/a@b/foo-1-py3-none-any.whl file foo-1-py3-none-any.whl"},
      {"file:///d/foo-1-py3-none-any.whl", "wheel file:///d/foo-1-py3-none-any.whl file foo-1-py3-none-any.whl"},
      {"HTTPS://f.example/foo-1%2Bx-py3-none-any.whl#sha256=00",
       "wheel https://f.example/foo-1%2Bx-py3-none-any.whl#sha256=00 file foo-1+x-py3-none-any.whl"},
      {".", "directory ."},
      {"..", "directory .."},
      {"./src", "directory ./src"},
      {"src/foo", "directory src/foo"},
      {".[test]", "directory .[test]"},
      {"foo @ ./src", "directory foo @ ./src"},
      {"foo-1.tar.gz", "sdist foo-1.tar.gz"},
      {"https://f.example/foo-1.zip", "sdist https://f.example/foo-1.zip"},
      {"foo @ https://f.example/foo-1.tar.gz", "sdist foo @ https://f.example/foo-1.tar.gz"},
      {"git+https://g.example/foo", "repository git+https://g.example/foo"},
      {"foo @ git+https://g.example/foo@v1", "repository foo @ git+https://g.example/foo@v1"},
      {"https://g.example/foo.git", "repository https://g.example/foo.git"},
      {"hg+ssh://g.example/foo", "repository hg+ssh://g.example/foo"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const auto entry = parse(row.text);
    REQUIRE(entry);
    CHECK(describe(*entry) == row.meaning);
  }
}

TEST_CASE("a requirement that cannot be read is shown with a caret", "[project][requirement_argument]") {
  CHECK(failure_of("flask[async >=1") ==
        "Failed to parse: `flask[async >=1`\n"
        "expected `,` or `]` after an extra, found `>`\n"
        "flask[async >=1\n"
        "            ^");
  CHECK(failure_of("foo bar") ==
        "Failed to parse: `foo bar`\n"
        "expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, `@`, `;` or the end after the name, found `b`\n"
        "foo bar\n"
        "    ^");
  CHECK(failure_of("") == "Failed to parse: ``\nexpected a package name, found the end\n\n^");
  CHECK(failure_of("ü>=1") == "Failed to parse: `ü>=1`\nexpected a package name, found `ü`\nü>=1\n^");
}

TEST_CASE("what stands behind @ must be a place", "[project][requirement_argument]") {
  CHECK(failure_of("foo@1.0") ==
        "Failed to parse: `foo@1.0`\nexpected a URL or a path after `@`, found `1.0`\nfoo@1.0\n    ^");
  CHECK(failure_of("foo @") == "Failed to parse: `foo @`\nexpected a URL or a path after `@`\nfoo @\n     ^");
  CHECK(failure_of("foo @ ftp://f.example/foo-1-py3-none-any.whl") ==
        "Failed to parse: `foo @ ftp://f.example/foo-1-py3-none-any.whl`\n"
        "the scheme `ftp` is not supported; a URL begins with `https:`, `http:` or `file:`\n"
        "foo @ ftp://f.example/foo-1-py3-none-any.whl\n"
        "      ^");
}

TEST_CASE("carets stand below what is printed", "[project][requirement_argument]") {
  CHECK(with_caret("why", "\tab", 2) == "why\n\\x09ab\n    ^");
  CHECK(with_caret("why", "üß=", 3) == "why\nüß=\n  ^");
  CHECK(with_caret("why", "ab", 9) == "why\nab\n  ^");
}

TEST_CASE("errors behind a path point into what was written", "[project][requirement_argument]") {
  const std::string failure = failure_of("foo @ ./foo-1-py3-none-any.whl bar");
  CHECK(failure.ends_with("\nfoo @ ./foo-1-py3-none-any.whl bar\n" + std::string(31, ' ') + "^"));
}

TEST_CASE("errors in suffixes of a wheel point at them", "[project][requirement_argument]") {
  CHECK(failure_of("./foo-1-py3-none-any.whl[-]") ==
        "Failed to parse: `./foo-1-py3-none-any.whl[-]`\n`-` is not a valid name of an extra\n"
        "./foo-1-py3-none-any.whl[-]\n"
        "                         ^");
  const std::string marker = failure_of("./foo-1-py3-none-any.whl ; nonsense == '1'");
  CHECK(marker.ends_with("\n./foo-1-py3-none-any.whl ; nonsense == '1'\n" + std::string(27, ' ') + "^"));
}

TEST_CASE("a wheel with a broken name is told as such", "[project][requirement_argument]") {
  const auto entry = parse("./foo.whl");
  REQUIRE_FALSE(entry);
  CHECK(entry.error().code() == ErrorCode::bad_wheel_name);
  CHECK(entry.error().message() == "`foo.whl` is not a valid wheel name: must have five or six parts");
}

TEST_CASE("messages hide credentials", "[project][requirement_argument]") {
  CHECK_THAT(failure_of("foo @ https://user:secret@f.example/foo-1-py3-none-any.whl bar"),
             !ContainsSubstring("secret"));
}

}  // namespace
}  // namespace axle::project
