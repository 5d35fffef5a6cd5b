// SPDX-License-Identifier: MIT OR Apache-2.0
// What a person writes as one requirement, and the messages when it cannot be read.
#include <string>

#include "base/format.hpp"
#include "project/requirement_text.hpp"
#include "project/requirements_file.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

RequirementsContext project_context() {
  RequirementsContext context;
  context.working_directory = "/project";
  return context;
}

Result<RequirementEntry> parse(std::string_view text) {
  return parse_requirement_argument(text, project_context());
}

constexpr std::string_view k_kinds[] = {"editable", "directory", "sdist", "repository"};

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
  const auto& unsupported = std::get<UnsupportedReference>(entry.what);
  return format("{} {}", k_kinds[static_cast<std::size_t>(unsupported.kind)], unsupported.text);
}

/// Of what cannot be installed, all that is known but its text.
std::string describe_place(const Result<RequirementEntry>& entry) {
  if (!entry) {
    return to_string(entry.error());
  }
  const auto& unsupported = std::get<UnsupportedReference>(entry->what);
  std::string out = format("{} at {}", k_kinds[static_cast<std::size_t>(unsupported.kind)], unsupported.location);
  out += unsupported.path.empty() ? "" : " path " + unsupported.path;
  out += unsupported.name ? " name " + unsupported.name->text() : "";
  return unsupported.marker.is_always() ? out : out + " marker " + unsupported.marker.to_string();
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
      {"foo; platform_version != 'x/y'", "requirement foo ; platform_version != \"x/y\""},
      {"foo[a]>=1;platform_version != 'x://y'", "requirement foo[a]>=1 ; platform_version != \"x://y\""},
      {"foo-1-py3-none-any.whl[a] ; python_version > '3'",
       "wheel file:///project/foo-1-py3-none-any.whl file foo-1-py3-none-any.whl extra a marker python_version > "
       "\"3\""},
      {"./foo; bar/foo-1-py3-none-any.whl",
       "wheel file:///project/foo;%20bar/foo-1-py3-none-any.whl file foo-1-py3-none-any.whl"},
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
  const std::string hundred(100, 'a');
  const std::string long_text = hundred + hundred + "ü" + hundred + hundred;
  CHECK(with_caret("why", long_text, 1) == "why\n" + hundred + hundred + "…\n^");
  CHECK(with_caret("why", long_text, 201) ==
        "why\n…" + hundred + "ü" + hundred.substr(1) + "…\n" + std::string(101, ' ') + "^");
  CHECK(with_caret("why", long_text, 402) == "why\n…" + hundred + "\n" + std::string(101, ' ') + "^");
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

TEST_CASE("what cannot be installed keeps its place and marker", "[project][requirement_argument]") {
  struct Row {
    const char* text;
    const char* meaning;
  };
  const Row rows[] = {
      {"git+https://g.example/k ; sys_platform == 'win32'",
       "repository at git+https://g.example/k marker sys_platform == \"win32\""},
      {"k[x] @ git+https://g.example/k@v1 ; sys_platform == 'win32'",
       "repository at git+https://g.example/k@v1 name k marker sys_platform == \"win32\""},
      {"git+https://g.example/k;x", "repository at git+https://g.example/k;x"},
      {"file:./src[a] ; sys_platform == 'win32'",
       "directory at file:///project/src path /project/src marker sys_platform == \"win32\""},
      {"file:s%20c", "directory at file:///project/s%20c path /project/s c"},
      {"https://u:p@f.example/foo-1.zip[a]", "sdist at https://u:p@f.example/foo-1.zip"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(describe_place(parse(row.text)) == row.meaning);
  }
  const std::string failure = failure_of("k @ git+https://g.example/k ; nonsense == '1'");
  CHECK(failure.ends_with("\nk @ git+https://g.example/k ; nonsense == '1'\n" + std::string(30, ' ') + "^"));
}

TEST_CASE("an editable project is read as other places are", "[project][requirement_argument]") {
  struct Row {
    const char* text;
    const char* meaning;
  };
  const Row rows[] = {
      {".", "editable at file:///project path /project"},
      {".[dev]", "editable at file:///project path /project"},
      {"pkg", "editable at file:///project/pkg path /project/pkg"},
      {"./pkg[dev,test]", "editable at file:///project/pkg path /project/pkg"},
      {"/abs[dev]", "editable at file:///abs path /abs"},
      {"./pkg ; sys_platform == 'win32'",
       "editable at file:///project/pkg path /project/pkg marker sys_platform == \"win32\""},
      {"file:./pkg", "editable at file:///project/pkg path /project/pkg"},
      {"file:../pkg[dev]", "editable at file:///pkg path /pkg"},
      {"file:///abs/pkg", "editable at file:///abs/pkg path /abs/pkg"},
      {"k @ ./pkg", "editable at file:///project/pkg path /project/pkg name k"},
      {"k @ ./k-1-py3-none-any.whl",
       "editable at file:///project/k-1-py3-none-any.whl path /project/k-1-py3-none-any.whl name k"},
      {"git+https://g.example/k ; sys_platform == 'win32'",
       "editable at git+https://g.example/k marker sys_platform == \"win32\""},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const auto entry = parse_editable_argument(row.text, project_context());
    CHECK(describe_place(entry) == row.meaning);
    REQUIRE(entry);
    CHECK(std::get<UnsupportedReference>(entry->what).text == row.text);
  }
  const auto refused = parse_editable_argument("./pkg[-]", project_context());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message() == "Failed to parse: `./pkg[-]`");
}

TEST_CASE("the name of a wheel is for others to read", "[project][requirement_argument]") {
  const auto entry = parse("./foo.whl");
  REQUIRE(entry);
  CHECK(describe(*entry) == "wheel file:///project/foo.whl file foo.whl");
}

TEST_CASE("messages hide credentials", "[project][requirement_argument]") {
  CHECK_THAT(failure_of("foo @ https://user:secret@f.example/foo-1-py3-none-any.whl bar"),
             !ContainsSubstring("secret"));
}

}  // namespace
}  // namespace axle::project
