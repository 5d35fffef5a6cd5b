// SPDX-License-Identifier: MIT OR Apache-2.0
// Repairs of published specifiers: each known slip, the message it leaves, and strictness elsewhere.
#include <string>
#include <string_view>
#include <vector>

#include "spec/specifier.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

struct RepairRow {
  std::string_view written;
  std::string_view read;
  std::vector<std::string> repairs;
};

TEST_CASE("each known slip is repaired and told", "[spec][specifier_repair]") {
  static const std::vector<RepairRow> k_rows = {
      {">=1.0,<2", ">=1.0,<2", {}},
      {">=1.0 <2", ">=1.0,<2", {"inserted a missing comma in `>=1.0 <2`: read as `>=1.0,<2`"}},
      {">=1.0<2,!=1.5", ">=1.0,<2,!=1.5", {"inserted a missing comma in `>=1.0<2,!=1.5`: read as `>=1.0,<2,!=1.5`"}},
      {"!=~1.2", "!=1.2.*", {"replaced `!=~` by a prefix in `!=~1.2`: read as `!=1.2.*`"}},
      {">=1.9.*", ">=1.9", {"removed `.*` after an ordered version in `>=1.9.*`: read as `>=1.9`"}},
      {"<3.*,>2.*", "<3,>2", {"removed `.*` after an ordered version in `<3.*,>2.*`: read as `<3,>2`"}},
      {"!=3.0*", "!=3.0.*", {"inserted the missing `.` before `*` in `!=3.0*`: read as `!=3.0.*`"}},
      {">=3.6,", ">=3.6", {"removed a superfluous comma in `>=3.6,`: read as `>=3.6`"}},
      {">dev", ">0.dev0", {"completed `>dev` in `>dev`: read as `>0.dev0`"}},
      {">=2.0b1.0", ">=2.0b1", {"removed `.0` after a pre-release in `>=2.0b1.0`: read as `>=2.0b1`"}},
      {">='2.7'", ">=2.7", {"removed stray quotes in `>='2.7'`: read as `>=2.7`"}},
      {">=3.6.* <4,",
       ">=3.6,<4",
       {"inserted a missing comma in `>=3.6.* <4,`: read as `>=3.6.*,<4,`",
        "removed `.*` after an ordered version in `>=3.6.*,<4,`: read as `>=3.6,<4,`",
        "removed a superfluous comma in `>=3.6,<4,`: read as `>=3.6,<4`"}},
  };
  for (const RepairRow& row : k_rows) {
    INFO(row.written);
    const Result<SpecifierSet::Lenient> lenient = SpecifierSet::parse_lenient(row.written);
    REQUIRE(lenient);
    CHECK(lenient->set.to_string() == row.read);
    CHECK(lenient->repairs == row.repairs);
  }
}

TEST_CASE("of a long text the repair shows a part", "[spec][specifier_repair]") {
  std::string text;
  for (int part = 0; part < 10'000; ++part) {
    text += ">=1.* ";
  }
  const Result<SpecifierSet::Lenient> lenient = SpecifierSet::parse_lenient(text);
  REQUIRE(lenient);
  REQUIRE(lenient->repairs.size() == 2);
  CHECK(lenient->repairs.front().size() < 500);
  CHECK(lenient->repairs.front().starts_with("inserted a missing comma in `>=1.* >=1.* "));
}

TEST_CASE("what no repair helps keeps its first error", "[spec][specifier_repair]") {
  const Result<SpecifierSet::Lenient> lenient = SpecifierSet::parse_lenient(">=foo,");
  REQUIRE_FALSE(lenient);
  CHECK(lenient.error().message() == "`>=foo`: `foo` is not a valid version");
}

}  // namespace
}  // namespace axle::spec
