// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/metadata_check: which differences between served and own metadata count.
#include "fetch/metadata_check.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace axle::fetch {
namespace {

constexpr std::string_view k_own =
    "Metadata-Version: 2.1\nName: foo\nVersion: 1.0\nRequires-Python: >=3.8\nRequires-Dist: a>=1\n"
    "Requires-Dist: b; extra == 'x'\nProvides-Extra: x\nProvides-Extra: y\n";

spec::DependencyMetadata read(std::string_view text) {
  const auto core = spec::parse_metadata(text);
  REQUIRE(core);
  return spec::DependencyMetadata::make(*core);
}

/// The fields that differ once `from` is `to` in what the index serves.
std::string fields_after(std::string_view from, std::string_view to) {
  std::string served(k_own);
  const std::size_t at = served.find(from);
  REQUIRE(at != std::string::npos);
  served.replace(at, from.size(), to);
  return differing_fields(read(served), read(k_own));
}

}  // namespace

TEST_CASE("every field that resolving reads is compared", "[fetch][metadata_check]") {
  CHECK(fields_after("Name: foo", "Name: bar") == "`Name`");
  CHECK(fields_after("Version: 1.0\n", "Version: 1.1\n") == "`Version`");
  CHECK(fields_after(">=3.8", ">=3.9") == "`Requires-Python`");
  CHECK(fields_after("Requires-Python: >=3.8\n", "") == "`Requires-Python`");
  CHECK(fields_after("a>=1", "a>=2") == "`Requires-Dist`");
  CHECK(fields_after("Requires-Dist: a>=1\n", "") == "`Requires-Dist`");
  CHECK(fields_after("Requires-Dist: a>=1\n", "Requires-Dist: a>=1\nRequires-Dist: c\n") == "`Requires-Dist`");
  CHECK(fields_after("extra == 'x'", "extra == 'y'") == "`Requires-Dist`");
  CHECK(fields_after("Provides-Extra: x\n", "") == "`Provides-Extra`");
  CHECK(fields_after("Requires-Dist: a>=1\n", "Provides-Extra: z\n") == "`Requires-Dist`, `Provides-Extra`");
}

TEST_CASE("order, blanks, spelling of names and other fields do not count", "[fetch][metadata_check]") {
  CHECK(differing_fields(read(k_own), read(k_own)).empty());
  CHECK(fields_after("Name: foo", "Name: FOO").empty());
  CHECK(fields_after("Requires-Dist: a>=1\n", "Requires-Dist:   a>=1  \nSummary: more\n").empty());
  CHECK(fields_after("Requires-Dist: a>=1\nRequires-Dist: b; extra == 'x'\n",
                     "Requires-Dist: b; extra == 'x'\nRequires-Dist: a>=1\n")
            .empty());
  CHECK(fields_after("Provides-Extra: x\nProvides-Extra: y\n", "Provides-Extra: y\nProvides-Extra: X\n").empty());
}

TEST_CASE("two spellings of one requirement are the same", "[fetch][metadata_check]") {
  const std::string_view own = "Requires-Dist: a>=1\nRequires-Dist: b; extra == 'x'\n";
  CHECK(fields_after(own, "Requires-Dist: A (>= 1)\nRequires-Dist: b ; (extra == \"x\")\n").empty());
  CHECK(fields_after(own, "Requires-Dist: a\nRequires-Dist: b; extra == 'x'\n") == "`Requires-Dist`");
  CHECK(fields_after(own, "Requires-Dist: a>=1\nRequires-Dist: b; extra != 'x'\n") == "`Requires-Dist`");
  CHECK(fields_after("Requires-Python: >=3.8", "Requires-Python: >= 3.8").empty());
  CHECK(fields_after("Requires-Python: >=3.8", "Requires-Python: some day") == "`Requires-Python`");

  const std::string head = "Name: c\nVersion: 1\nRequires-Dist: ";
  CHECK(differing_fields(read(head + "d[z,y]>=1,<2\n"), read(head + "d[y,z] <2,>=1\n")).empty());
  CHECK(differing_fields(read(head + "d[y]>=1\n"), read(head + "d>=1\n")) == "`Requires-Dist`");
}

}  // namespace axle::fetch
