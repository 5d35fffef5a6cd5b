// SPDX-License-Identifier: MIT OR Apache-2.0
// Requires-Python: lower ends only, release parts only.
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "spec/specifier.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

struct PythonRow {
  std::string_view requires_python;
  std::string_view python;
  bool satisfied;
};

TEST_CASE("only the lower end of a Requires-Python counts", "[spec][requires_python]") {
  static const std::vector<PythonRow> k_rows = {
      {"", "2.7", true},
      {">=3.8", "3.8.0", true},
      {">=3.8", "3.7.17", false},
      {">=3.8,<3.12", "3.13.1", true},
      {"<3.12,>=3.8", "3.7", false},
      {"<4", "5.0", true},
      {"<=3.9", "3.13.0", true},
      {"==3.9.*", "3.8.1", false},
      {"==3.9.*", "3.11.0", true},
      {"==3.9.1", "3.9.0", false},
      {"~=3.9", "3.8.9", false},
      {"~=3.9", "4.0", true},
      {">3.9", "3.9.0", false},
      {">3.9", "3.9.1", true},
      {"===3.9.1", "3.9.0", false},
      {"===foobar", "3.9.0", true},
      {">=2.7,!=3.0.*,!=3.1.*", "3.1.4", true},
      {">=3.0,!=3.1.*,!=3.0.*,!=3.2.*", "3.2.9", false},
      {">=3.0,!=3.1.*,!=3.0.*,!=3.2.*", "3.3", true},
      {">=3.9,!=3.9.0", "3.9.0", false},
      {">=3.9,!=3.9.0", "3.9.1", true},
  };
  for (const PythonRow& row : k_rows) {
    INFO(row.requires_python << " and " << row.python);
    CHECK(python_satisfies(SpecifierSet::parse(row.requires_python).value(), Version::of(row.python)) == row.satisfied);
  }
}

TEST_CASE("a pre-release interpreter counts as its release", "[spec][requires_python]") {
  static const std::vector<PythonRow> k_rows = {
      {">=3.13", "3.13.0a1", true},         {">=3.13.0rc1", "3.13.0a1", true}, {">3.13.0a1", "3.13.0rc1", false},
      {">=3.13", "3.12.0rc1+dirty", false}, {">=3.13", "3.13.0+local", true},
  };
  for (const PythonRow& row : k_rows) {
    INFO(row.requires_python << " and " << row.python);
    CHECK(python_satisfies(SpecifierSet::parse(row.requires_python).value(), Version::of(row.python)) == row.satisfied);
  }
}

TEST_CASE("holes move the lower end in whatever order they are written", "[spec][requires_python]") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<int> holes;
    for (int hole = 0; hole < 12; ++hole) {
      holes.push_back(static_cast<int>(random() % 12));
    }
    std::string text = ">=3.0";
    for (const int hole : holes) {
      text += ",!=3." + std::to_string(hole) + ".*";
    }
    // An interpreter is refused when no minor release up to its own is left.
    bool satisfied = false;
    for (int minor = 0; minor < 13; ++minor) {
      satisfied = satisfied || std::ranges::find(holes, minor) == holes.end();
      INFO(text << " and 3." << minor);
      REQUIRE(python_satisfies(SpecifierSet::parse(text).value(), Version::of("3." + std::to_string(minor) + ".4")) ==
              satisfied);
    }
  }
}

}  // namespace
}  // namespace axle::spec
