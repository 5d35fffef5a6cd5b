// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading markers: faults with column and full text, limits, and the constants that lenient reading leaves.
#include <string>
#include <string_view>
#include <vector>

#include "base/format.hpp"
#include "spec/marker.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

struct FaultRow {
  std::string_view text;
  std::uint32_t column;
  std::string_view message;
};

constexpr std::string_view k_operators =
    "expected one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `~=`, `===`, `in`, `not in`, ";

void check_faults(const std::vector<FaultRow>& rows) {
  for (const FaultRow& row : rows) {
    INFO(row.text);
    const Result<Marker> marker = Marker::parse(row.text);
    REQUIRE_FALSE(marker);
    CHECK(marker.error().code() == ErrorCode::bad_marker);
    CHECK(marker.error().message() == row.message);
    CHECK(marker.error().where()->column == row.column);
  }
}

TEST_CASE("a fault of syntax is told with its column", "[spec][marker_parse]") {
  const std::string missing = format("{}found the end", k_operators);
  const std::string plus = format("{}found `+`", k_operators);
  check_faults({
      {"", 1, "expected a marker variable or a quoted text, found the end"},
      {"os_name=='a' or", 16, "expected a marker variable or a quoted text, found the end"},
      {"python_version", 15, missing},
      {"'3'+'a'", 4, plus},
      {"'\xc3\xa4\xc3\xb6' + 'a'", 6, plus},
      {"os_name == 'a' 'b'", 16, "expected `and`, `or` or the end of the marker, found `'`"},
      {"os_name == 'a' xor os_name == 'b'", 16, "expected `and`, `or` or the end of the marker, found `xor`"},
      {"os_name == 'a", 12, "the quote is not closed"},
      {"foo == 'a'", 1, "`foo` is not a marker variable"},
      {"os_name not 'a'", 9, "expected `in` after `not`"},
      {"(os_name == 'a'", 1, "the parenthesis is not closed"},
      {"os_name == 'a')", 15, "no parenthesis is open here"},
      {"os_name == 'a' or and", 19, "expected a marker variable or a quoted text, found `and`"},
      {"()", 2, "expected a marker variable or a quoted text, found `)`"},
  });
}

TEST_CASE("a comparison without sense is refused where input is strict", "[spec][marker_parse]") {
  check_faults({
      {"'a' in 'b'", 1, "one side of a comparison must be a marker variable"},
      {"os_name == 'a' and os_name == sys_platform", 20, "one side of a comparison must be a quoted text"},
      {"os_name ~= 'a'", 1, "`~=` compares versions, and `os_name` is compared with text"},
      {"'3.8' ~= python_version", 1, "`~=` needs the marker variable on its left"},
      {"python_version >= 'foo'", 1,
       "`python_version` is compared with versions, and `foo` is not one that `>=` can take"},
      {"python_version >= '3.*'", 1,
       "`python_version` is compared with versions, and `3.*` is not one that `>=` can take"},
      {"python_version in '3.8 foo'", 1, "`python_version` is compared with versions, and `foo` is not one"},
      {"extra > 'a'", 1, "`extra` can only be compared with `==` or `!=`"},
      {"extra == 'a!'", 1, "`a!` is not a valid name of an extra"},
      {"extras == 'a'", 1, "`extras` can only stand on the right of `in` or `not in`"},
  });
}

TEST_CASE("64 parentheses may be open, 65 not", "[spec][marker_parse]") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "os_name == 'a'" + std::string(depth, ')');
  };
  CHECK(Marker::parse(nested(64)).value().to_string() == "os_name == \"a\"");
  const Result<Marker> deep = Marker::parse(nested(2000));
  REQUIRE_FALSE(deep);
  CHECK(deep.error().message() == "more than 64 parentheses are open");
  CHECK(deep.error().where()->column == 65);
}

TEST_CASE("20,000 junctions are one flat group", "[spec][marker_parse]") {
  std::string text = "os_name == 'a'";
  for (int count = 1; count < 20000; ++count) {
    text += " and os_name == 'a'";
  }
  const Marker marker = Marker::parse(text).value();
  CHECK(marker.nodes().size() == 20001);
  CHECK(marker.nodes().back().operands == 20000);
  MarkerEnvironment environment;
  environment.os_name = "a";
  CHECK(marker.evaluate(environment));
  environment.os_name = "b";
  CHECK_FALSE(marker.evaluate(environment));
}

struct LenientRow {
  std::string_view text;
  std::string_view read;
  std::vector<std::string> warnings;
};

TEST_CASE("lenient reading drops what has no sense and folds what is left", "[spec][marker_parse]") {
  const std::string foo =
      "ignored `python_version > 'foo'` in a marker: `python_version` is compared with versions, and "
      "`foo` is not one that `>` can take";
  const std::string extra = "ignored `extra == 'a!'` in a marker: `a!` is not a valid name of an extra";
  const std::vector<LenientRow> rows = {
      {"os_name == 'a'", "os_name == \"a\"", {}},
      {"python_version > 'foo'", "", {foo}},
      {"python_version > 'foo' and os_name == 'a'", "os_name == \"a\"", {foo}},
      {"python_version > 'foo' or os_name == 'a'", "", {foo}},
      {"(python_version > 'foo' or os_name == 'a') and os_name == 'b'", "os_name == \"b\"", {foo}},
      {"extra == 'a!'", "python_version < \"0\"", {extra}},
      {"extra == 'a!' or os_name == 'a'", "os_name == \"a\"", {extra}},
      {"os_name == 'b' and (extra == 'a!' or os_name == 'a' and os_name == 'c')",
       "os_name == \"b\" and os_name == \"a\" and os_name == \"c\"",
       {extra}},
      {"os_name == 'b' and (os_name == 'a' and extra == 'a!') or os_name == 'c'", "os_name == \"c\"", {extra}},
  };
  for (const LenientRow& row : rows) {
    INFO(row.text);
    const Result<Marker::Lenient> lenient = Marker::parse_lenient(row.text);
    REQUIRE(lenient);
    CHECK(lenient->marker.to_string() == row.read);
    CHECK(lenient->warnings == row.warnings);
  }
  CHECK(Marker::parse_lenient("python_version > 'foo'").value().marker.is_always());
  CHECK_FALSE(Marker::parse_lenient("os_name ==").has_value());
}

}  // namespace
}  // namespace axle::spec
