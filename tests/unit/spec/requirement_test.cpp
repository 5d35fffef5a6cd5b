// SPDX-License-Identifier: MIT OR Apache-2.0
// Requirements: what is read, canonical text, faults with column and full text.
#include "spec/requirement.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

struct TextRow {
  std::string_view written;
  std::string_view printed;
};

TEST_CASE("a requirement prints canonically and reads back the same", "[spec][requirement]") {
  static const std::vector<TextRow> k_rows = {
      {"Foo", "foo"},
      {" foo >= 1.0 , < 2 ", "foo>=1.0,<2"},
      {"foo(>=1,<2)", "foo>=1,<2"},
      {"foo ()", "foo"},
      {"foo[]", "foo"},
      {"foo[B, a_c ,b]==1.*", "foo[a-c,b]==1.*"},
      {"foo[a];python_version<'3.8'", "foo[a] ; python_version < \"3.8\""},
      {"foo>=1;os_name=='a'", "foo>=1 ; os_name == \"a\""},
      {"foo @ https://files.example/foo-1.0-py3-none-any.whl", "foo @ https://files.example/foo-1.0-py3-none-any.whl"},
      {"foo[a]@file:///x/y.whl ; os_name == 'a'", "foo[a] @ file:///x/y.whl ; os_name == \"a\""},
  };
  for (const TextRow& row : k_rows) {
    INFO(row.written);
    const Result<Requirement> requirement = parse_requirement(row.written);
    REQUIRE(requirement);
    CHECK(requirement->to_string() == row.printed);
    CHECK(parse_requirement(row.printed).value() == *requirement);
  }
}

struct FaultRow {
  std::string_view text;
  std::uint32_t column;
  std::string_view message;
};

TEST_CASE("a malformed requirement is told with its column", "[spec][requirement]") {
  static const std::vector<FaultRow> k_rows = {
      {"", 1, "expected a package name, found the end"},
      {"  ", 3, "expected a package name, found the end"},
      {"==1.0", 1, "expected a package name, found `=`"},
      {"-foo", 1, "`-foo` is not a valid package name"},
      {"\xc5\xbfoo", 1, "expected a package name, found `\xc5\xbf`"},
      {"fo\xe2\x80\x8bo", 3,
       "expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, `@`, `;` or the end after the name, found "
       "`\\u{200b}`"},
      {"foo bar", 5,
       "expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, `@`, `;` or the end after the name, found `b`"},
      {"foo[a,]", 7, "expected the name of an extra, found `]`"},
      {"foo[,]", 5, "expected the name of an extra, found `,`"},
      {"foo[a", 6, "expected `,` or `]` after an extra, found the end"},
      {"foo[a b]", 7, "expected `,` or `]` after an extra, found `b`"},
      {"foo[a-]", 5, "`a-` is not a valid name of an extra"},
      {"foo>=1.x", 4, "`>=1.x`: `1.x` is not a valid version"},
      {"foo >=1, <x", 10, "`<x`: `x` is not a valid version"},
      {"foo=1", 4, "expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, found `=1`"},
      {"foo (>=1", 5, "the parenthesis is not closed"},
      {"foo (>=1) <2", 11, "expected `;` or the end after the version specifiers, found `<`"},
      {"foo;", 5, "expected a marker variable or a quoted text, found the end"},
      {"foo ; os_name = 'a'", 15,
       "expected one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `~=`, `===`, `in`, `not in`, found `=`"},
      {"foo @", 6, "expected a URL after `@`"},
      {"foo @ file:///a b ; x", 17, "expected `;` or the end after the URL, found `b`"},
      {"foo @ file:///a; os_name == 'a'", 16, "a blank is missing before `;`, which would otherwise belong to the URL"},
      {"foo @ file:///a;?", 7, "a URL cannot end with `;`, which separates a marker; write `%3B`"},
      {"foo @ file:///a;# ; os_name == 'a'", 7, "a URL cannot end with `;`, which separates a marker; write `%3B`"},
      {"foo @ ftp://files.example/a.whl", 7,
       "the scheme `ftp` is not supported; a URL begins with `https:`, `http:` or `file:`"},
  };
  for (const FaultRow& row : k_rows) {
    INFO(row.text);
    const Result<Requirement> requirement = parse_requirement(row.text);
    REQUIRE_FALSE(requirement);
    CHECK(requirement.error().code() == ErrorCode::bad_requirement);
    CHECK(requirement.error().message() == row.message);
    CHECK(requirement.error().where()->column == row.column);
  }
}

TEST_CASE("50,000 extras become the few that differ", "[spec][requirement]") {
  std::string text = "foo[a";
  for (int count = 1; count < 50000; ++count) {
    text += count % 2 == 0 ? ",a" : ",B";
  }
  CHECK(parse_requirement(text + "]").value().to_string() == "foo[a,b]");
}

}  // namespace
}  // namespace axle::spec
