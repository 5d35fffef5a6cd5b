// SPDX-License-Identifier: MIT OR Apache-2.0
// Requirements of others: the split, repairs with their warnings, and what stays an error.
#include <string>
#include <string_view>
#include <vector>

#include "spec/requirement.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

struct SplitRow {
  std::string_view text;
  std::string_view name, extras, specifiers, url, marker;
};

TEST_CASE("a requirement is split into its pieces", "[spec][requirement_lenient]") {
  static const std::vector<SplitRow> k_rows = {
      {"foo", "foo", "", "", "", ""},
      {" Foo_Bar [a, b] >=1.0,<2 ; os_name == 'a' ", "Foo_Bar", "a, b", ">=1.0,<2", "", "os_name == 'a'"},
      {"foo (>=1)", "foo", "", ">=1", "", ""},
      {"foo(>=1);extra=='x'", "foo", "", ">=1", "", "extra=='x'"},
      {"foo @ https://files.example/a;b.whl ; x", "foo", "", "", "https://files.example/a;b.whl", "x"},
  };
  for (const SplitRow& row : k_rows) {
    INFO(row.text);
    const std::optional<RequirementPieces> pieces = split_requirement(row.text);
    REQUIRE(pieces);
    CHECK(pieces->name == row.name);
    CHECK(pieces->extras == row.extras);
    CHECK(pieces->specifiers == row.specifiers);
    CHECK(pieces->url == row.url);
    CHECK(pieces->marker == row.marker);
  }
  for (const std::string_view text : {"", "[a]", ">=1", "foo[a", "foo @", "foo @ file:///a b"}) {
    INFO(text);
    CHECK_FALSE(split_requirement(text));
  }
}

TEST_CASE("slips in published requirements become warnings", "[spec][requirement_lenient]") {
  const Result<LenientRequirement> lenient =
      parse_requirement_lenient("foo [a,] (>=1.* <2) ; python_version > 'x' and os_name == 'a'");
  REQUIRE(lenient);
  CHECK(lenient->requirement.to_string() == "foo[a]>=1,<2 ; os_name == \"a\"");
  CHECK(
      lenient->warnings ==
      std::vector<std::string>{
          "ignored an extra of a requirement: `` is not a valid name of an extra",
          "inserted a missing comma in `>=1.* <2`: read as `>=1.*,<2`",
          "removed `.*` after an ordered version in `>=1.*,<2`: read as `>=1,<2`",
          "ignored `python_version > 'x'` in a marker: `python_version` is compared with versions, and `x` is not one "
          "that `>` can take"});
}

TEST_CASE("what is no requirement stays an error with its column", "[spec][requirement_lenient]") {
  const Result<LenientRequirement> lenient = parse_requirement_lenient("foo>=x");
  REQUIRE_FALSE(lenient);
  CHECK(lenient.error().message() == "`>=x`: `x` is not a valid version");
  CHECK(lenient.error().where()->column == 4);
  CHECK(parse_requirement_lenient("foo ; os_name ==").error().code() == ErrorCode::bad_requirement);
}

}  // namespace
}  // namespace axle::spec
