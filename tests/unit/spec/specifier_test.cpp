// SPDX-License-Identifier: MIT OR Apache-2.0
// Specifiers: every row of the table of resolver.md 2.2, invalid text with its full message, printing, equality.
#include "spec/specifier.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

struct MembershipRow {
  std::string_view specifier;
  std::vector<std::string_view> yes;
  std::vector<std::string_view> no;
};

const std::vector<MembershipRow>& membership_rows() {
  static const std::vector<MembershipRow> k_rows = {
      {"<1.0", {"0.9.post1"}, {"1.0a1", "1.0.dev0"}},
      {"<1.0rc1", {"1.0a1", "1.0rc1.dev0"}, {"1.0rc1"}},
      {"<1.0.post1", {"1.0a1", "1.0", "1.0+x"}, {"1.0.post1.dev0"}},
      {"<1.0.post1.dev1", {"1.0.post1.dev0"}, {"1.0.post1.dev1"}},
      {"<1!1.0", {"999"}, {"1!1.0a1"}},
      {"<=1.0", {"1.0+l"}, {"1.0.post1"}},
      {">1.0", {"1.1.dev0", "1!0.1"}, {"1.0.post1", "1.0+l"}},
      {">1.0.post0", {"1.0.post1.dev0", "1.0.post1"}, {"1.0.post0+l"}},
      {">1.0a1", {"1.0a2", "1.0", "1.0+l", "1.0.post1"}, {"1.0a1.post1", "1.0a1+l"}},
      {">1.0.dev1", {"1.0.dev2", "1.0a1", "1.0.post1"}, {"1.0.dev1+l"}},
      {">1.0.post1.dev0", {"1.0.post1"}, {"1.0.post1.dev0+l"}},
      {">=1.0", {"1.0+l", "1.0.post1"}, {"1.0.dev1", "1.0rc9"}},
      {"==1.0", {"1.0+l", "1.0.0"}, {"1.0.post1"}},
      {"==1.0+l", {"1.0+L"}, {"1.0"}},
      {"!=1.0", {"1.0.post1"}, {"1.0+l"}},
      {"==1.0.*", {"1", "1.0a1", "1.0.dev0", "1.0.post1"}, {"1.1.dev0"}},
      {"==1.1.*", {"1.1rc1"}, {"1"}},
      {"==1!1.*", {"1!1.5"}, {"1.5"}},
      {"!=1.*", {"1!1.0"}, {"1.5"}},
      {"~=1.0", {"1.9"}, {"2.0a1", "2.0.dev0", "1.0rc1"}},
      {"~=2.2.post3", {"2.3"}, {"2.2.post2", "3.0"}},
      {"~=1.4.5a4", {"1.4.5a4", "1.4.9"}, {"1.4.5a3", "1.5"}},
      {"===1.0RC1", {"1.0rc1"}, {"1.0rc2"}},
      {"===1.0RC01", {}, {"1.0rc1"}},
      {"===1.0", {"1.0"}, {"1.0.0", "1.0+l"}},
      {"===foobar", {}, {"1.0", "0"}},
      {"==255.*", {"255.1"}, {"256.dev0"}},
      {"==1.255.*", {"1.255.9"}, {"1.256.dev0", "1.254"}},
      {"==65535.*", {"65535.1"}, {"65536.dev0"}},
      {"==18446744073709551615.*", {"18446744073709551615.7"}, {"1!0.dev0"}},
      {"!=18446744073709551615!18446744073709551615.*", {"1"}, {"18446744073709551615!18446744073709551615.1"}},
      {"~=1.2.0.0.0", {"1.2.0.0.9"}, {"1.2.0.1.dev0"}},
  };
  return k_rows;
}

TEST_CASE("membership follows the table of the standard", "[spec][specifier]") {
  for (const MembershipRow& row : membership_rows()) {
    INFO(row.specifier);
    const Result<Specifier> specifier = Specifier::parse(row.specifier);
    REQUIRE(specifier);
    for (const std::string_view candidate : row.yes) {
      INFO(candidate);
      CHECK(specifier->contains(Version::of(candidate)));
    }
    for (const std::string_view candidate : row.no) {
      INFO(candidate);
      CHECK_FALSE(specifier->contains(Version::of(candidate)));
    }
  }
}

TEST_CASE("membership equals membership in the intervals, but for the text of ===", "[spec][specifier]") {
  for (const MembershipRow& row : membership_rows()) {
    if (row.specifier.starts_with("===")) {
      continue;
    }
    const Specifier specifier = Specifier::parse(row.specifier).value();
    for (const MembershipRow& other : membership_rows()) {
      for (const std::string_view text : other.yes) {
        const Version candidate = Version::of(text);
        bool inside = false;
        for (const VersionInterval& interval : specifier.intervals()) {
          inside = inside || ((!interval.lower || interval.lower->is_below(candidate)) &&
                              (!interval.upper || !interval.upper->is_below(candidate)));
        }
        INFO(row.specifier << " and " << text);
        CHECK(inside == specifier.contains(candidate));
      }
    }
  }
}

struct FaultRow {
  std::string_view text;
  std::uint32_t column;
  std::string_view message;
};

TEST_CASE("an invalid specifier is refused with its column and reason", "[spec][specifier]") {
  static const std::vector<FaultRow> k_rows = {
      {"1.0", 1, "expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, found `1.0`"},
      {"=1.0", 1, "expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, found `=1.0`"},
      {"  >=", 3, "a version is missing after `>=`"},
      {"===", 1, "a version is missing after `===`"},
      {"===foo bar", 1, "`===foo bar`: the text after `===` cannot contain blanks, `;` or `)`"},
      {">=1.0.*", 1, "`>=1.0.*`: `.*` works only with `==` and `!=`"},
      {"~=1.0.*", 1, "`~=1.0.*`: `.*` works only with `==` and `!=`"},
      {"==1.0a1.*", 1, "`==1.0a1.*`: `.*` can follow release numbers only"},
      {"==1.0.*+l", 1, "`==1.0.*+l`: `1.0.*+l` is not a valid version"},
      {"==1.0+l.*", 1, "`==1.0+l.*`: `.*` can follow release numbers only"},
      {"==1.*.2", 1, "`==1.*.2`: `1.*.2` is not a valid version"},
      {"==1.0 .*", 1, "`==1.0 .*`: `1.0 .*` is not a valid version"},
      {">=1.0+l", 1, "`>=1.0+l`: a local version works only with `==`, `!=` and `===`"},
      {"~=1", 1, "`~=1`: `~=` needs at least two release numbers, as in `~=1.0`"},
      {">=foo", 1, "`>=foo`: `foo` is not a valid version"},
  };
  for (const FaultRow& row : k_rows) {
    INFO(row.text);
    const Result<Specifier> specifier = Specifier::parse(row.text);
    REQUIRE_FALSE(specifier);
    CHECK(specifier.error().code() == ErrorCode::bad_specifier);
    CHECK(specifier.error().message() == row.message);
    CHECK(specifier.error().where()->column == row.column);
  }
}

TEST_CASE("a specifier prints normalised", "[spec][specifier]") {
  CHECK(Specifier::parse(">= v1.0-1").value().to_string() == ">=1.0.post1");
  CHECK(Specifier::parse("== 1.0.*").value().to_string() == "==1.0.*");
  CHECK(Specifier::parse("=== 1.0RC1").value().to_string() == "===1.0RC1");
  CHECK(Specifier::parse("!=01.2+A_b").value().to_string() == "!=1.2+a.b");
}

TEST_CASE("trailing zeros matter for the equality of prefixes only", "[spec][specifier]") {
  CHECK(Specifier::parse(">=1").value() == Specifier::parse(">=1.0").value());
  CHECK_FALSE(Specifier::parse("==1.*").value() == Specifier::parse("==1.0.*").value());
  CHECK_FALSE(Specifier::parse("~=1.0").value() == Specifier::parse("~=1.0.0").value());
  CHECK_FALSE(Specifier::parse("===1.0").value() == Specifier::parse("===1").value());
}

}  // namespace
}  // namespace axle::spec
