// SPDX-License-Identifier: MIT OR Apache-2.0
// Sets of specifiers: parsing with columns, intersection, pre-release and pin questions.
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/format.hpp"
#include "spec/specifier.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

SpecifierSet set_of(std::string_view text) {
  return SpecifierSet::parse(text).value();
}

std::string describe(const std::optional<VersionBound>& bound, std::string_view open) {
  return bound ? format("{}@{}", bound->version.to_string(), static_cast<int>(bound->position)) : std::string(open);
}

/// Intervals as text: `version@position`, positions counted from 0 (below_all) to 4 (above_posts).
std::string describe(const std::vector<VersionInterval>& intervals) {
  std::string text;
  for (const VersionInterval& interval : intervals) {
    text += format("[{} {}]", describe(interval.lower, "-"), describe(interval.upper, "+"));
  }
  return text;
}

TEST_CASE("a set holds its parts in the order written", "[spec][specifier_set]") {
  CHECK(set_of(" >= 1.0 , !=1.3,<2").to_string() == ">=1.0,!=1.3,<2");
  CHECK(set_of("").empty());
  CHECK(set_of("  ").contains(Version::of("0.dev0")));
  CHECK((set_of(">=1") & set_of("<2")).to_string() == ">=1,<2");
}

TEST_CASE("the first bad part of a set is told with its column", "[spec][specifier_set]") {
  struct Row {
    std::string_view text;
    std::uint32_t column;
    std::string_view message;
  };
  static const std::vector<Row> k_rows = {
      {">=1,", 5, "a specifier is missing after the last comma"},
      {">=1,,<2", 5, "a specifier is missing before the comma"},
      {",>=1", 1, "a specifier is missing before the comma"},
      {">=1, <x", 6, "`<x`: `x` is not a valid version"},
      {"===\xc3\xa4, <x", 7, "`<x`: `x` is not a valid version"},
      {">=1 <2", 1, "`>=1 <2`: `1 <2` is not a valid version"},
  };
  for (const Row& row : k_rows) {
    INFO(row.text);
    const Result<SpecifierSet> set = SpecifierSet::parse(row.text);
    REQUIRE_FALSE(set);
    CHECK(set.error().code() == ErrorCode::bad_specifier);
    CHECK(set.error().message() == row.message);
    CHECK(set.error().where()->column == row.column);
  }
}

TEST_CASE("20,000 parts are read", "[spec][specifier_set]") {
  std::string text = ">=1";
  for (int count = 1; count < 20000; ++count) {
    text += ",>=1";
  }
  CHECK(set_of(text).specifiers().size() == 20000);
}

TEST_CASE("intervals of a set are disjoint, ascending and without empty ones", "[spec][specifier_set]") {
  CHECK(describe(set_of("").intervals()) == "[- +]");
  CHECK(describe(set_of(">=1.0,!=1.3,<2").intervals()) == "[1.0@1 1.3@1][1.3@3 2@0]");
  CHECK(describe(set_of("!=1,!=3,!=2").intervals()) == "[- 1@1][1@3 2@1][2@3 3@1][3@3 +]");
  CHECK(describe(set_of(">=2,<1").intervals()) == "");
  CHECK(describe(set_of("==1.0,!=1.0").intervals()) == "");
  CHECK(describe(set_of("==1.*,!=1.2.*").intervals()) == "[1@0 1.2@0][1.3@0 2@0]");
  CHECK(describe(set_of("===foobar").intervals()) == "");
}

TEST_CASE("membership in a set equals membership in its intervals", "[spec][specifier_set]") {
  static const std::vector<std::string> k_operators = {"==", "!=", "<", "<=", ">", ">=", "~="};
  static const std::vector<std::string> k_versions = {"1.0",       "1.0.0",          "1.0a1",       "1.0.dev1",
                                                      "1.0.post1", "1.0.post1.dev2", "1.0a1.post1", "1.1",
                                                      "2.0",       "1!1.0",          "1.0.256"};
  std::mt19937_64 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int part = 0; part < 3; ++part) {
      text += (part == 0 ? "" : ",") + k_operators[random() % k_operators.size()] +
              k_versions[random() % k_versions.size()];
    }
    const SpecifierSet set = set_of(text);
    const std::vector<VersionInterval> intervals = set.intervals();
    for (const std::string& candidate_text : k_versions) {
      const Version candidate = Version::of(candidate_text);
      int inside = 0;
      for (const VersionInterval& interval : intervals) {
        inside += (!interval.lower || interval.lower->is_below(candidate)) &&
                          (!interval.upper || !interval.upper->is_below(candidate))
                      ? 1
                      : 0;
      }
      if (inside != (set.contains(candidate) ? 1 : 0)) {
        FAIL(text << " and " << candidate_text);
      }
    }
  }
}

/// By the definition: what each interval of one list shares with each of the other, ascending as they are.
std::vector<VersionInterval> intersect_plainly(const std::vector<VersionInterval>& a,
                                               const std::vector<VersionInterval>& b) {
  std::vector<VersionInterval> result;
  for (const VersionInterval& left : a) {
    for (const VersionInterval& right : b) {
      VersionInterval common = left;
      if (right.lower && (!common.lower || *common.lower < *right.lower)) {
        common.lower = right.lower;
      }
      if (right.upper && (!common.upper || *right.upper < *common.upper)) {
        common.upper = right.upper;
      }
      if (!common.lower || !common.upper || *common.lower < *common.upper) {
        result.push_back(std::move(common));
      }
    }
  }
  return result;
}

TEST_CASE("intervals of a set are what its parts have in common", "[spec][specifier_set]") {
  static const std::vector<std::string> k_operators = {"!=", "!=", "!=", "!=", "!=", "<", ">=", ">", "<=", "~="};
  std::mt19937_64 random(1);
  for (int round = 0; round < 500; ++round) {
    const std::size_t count = 1 + random() % 40;
    std::string text;
    std::vector<VersionInterval> expected = {VersionInterval{}};
    for (std::size_t part = 0; part < count; ++part) {
      const std::string& op = k_operators[random() % (round % 2 == 0 ? 5 : k_operators.size())];
      const std::string star = op == "!=" && random() % 3 == 0 ? ".*" : "";
      const std::string one = format("{}{}.{}{}", op, random() % 3, random() % 9, star);
      text += (part == 0 ? "" : ",") + one;
      expected = intersect_plainly(expected, Specifier::parse(one).value().intervals());
    }
    INFO(text);
    REQUIRE(describe(set_of(text).intervals()) == describe(expected));
  }
}

TEST_CASE("only parts other than != name a pre-release", "[spec][specifier_set]") {
  CHECK(set_of(">=1.0a1").names_prerelease());
  CHECK(set_of(">=1,<2.dev0").names_prerelease());
  CHECK(set_of("===1.0rc1").names_prerelease());
  CHECK_FALSE(set_of("!=1.0a1").names_prerelease());
  CHECK_FALSE(set_of(">=1,<2,==1.*").names_prerelease());
}

TEST_CASE("a pin is an == without star or an === of a version", "[spec][specifier_set]") {
  CHECK(set_of(">=1,==1.5").pinned() == Version::of("1.5"));
  CHECK(set_of("===1.5").pinned() == Version::of("1.5"));
  CHECK_FALSE(set_of("==1.*,>=1").pinned());
  CHECK_FALSE(set_of("===foobar").pinned());
}

}  // namespace
}  // namespace axle::spec
