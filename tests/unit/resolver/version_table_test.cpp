// SPDX-License-Identifier: MIT OR Apache-2.0
// Tables and sets: order of preference, specifiers as bitsets, wide tables.
#include "resolver/version_table.hpp"

#include "tests/support/catch.hpp"

using namespace axle;
using namespace axle::resolver;

namespace {

VersionTable table_of(const std::vector<std::string>& versions, ValueOrder order = {}) {
  std::vector<VersionRow> rows;
  for (const std::string& version : versions) {
    VersionRow row;
    row.version = spec::Version::of(version);
    rows.push_back(std::move(row));
  }
  return VersionTable(std::move(rows), order);
}

/// The versions of a set, best first.
std::string best_first(const VersionTable& table, SetPool& sets, const std::string& specifiers) {
  auto parsed = spec::SpecifierSet::parse(specifiers);
  REQUIRE(parsed);
  SetId set = table.set_of(*parsed, sets);
  std::string text;
  for (std::size_t bit = sets.highest(set); bit != 0; bit = sets.highest(set)) {
    text += (text.empty() ? "" : " ") + table.at_bit(bit).version.to_string();
    set = sets.difference(set, sets.single(table.bits(), bit));
  }
  return text;
}

}  // namespace

TEST_CASE("newer versions are better, pre-releases come last", "[resolver][version_table]") {
  SetPool sets;
  const VersionTable table = table_of({"1.0", "2.0a1", "2.0", "3.0rc1"});
  CHECK(best_first(table, sets, "") == "2.0 1.0 3.0rc1 2.0a1");
  CHECK(best_first(table, sets, ">=2.0a1") == "2.0 3.0rc1 2.0a1");
}

TEST_CASE("with pre-releases allowed the order is that of versions", "[resolver][version_table]") {
  SetPool sets;
  CHECK(best_first(table_of({"1.0", "2.0a1", "2.0"}, {.prereleases_last = false}), sets, "") == "2.0 2.0a1 1.0");
}

TEST_CASE("lowest first turns the order round, pre-releases still come last", "[resolver][version_table]") {
  SetPool sets;
  CHECK(best_first(table_of({"1.0a1", "1.0", "2.0"}, {.lowest_first = true}), sets, "") == "1.0 2.0 1.0a1");
}

TEST_CASE("all versions of one page go before those of the next, its pre-releases too", "[resolver][version_table]") {
  SetPool sets;
  const auto rows_on = [](const std::vector<std::pair<std::string, std::uint32_t>>& versions) {
    std::vector<VersionRow> rows;
    for (const auto& [version, page] : versions) {
      VersionRow row;
      row.version = spec::Version::of(version);
      row.page = page;
      rows.push_back(std::move(row));
    }
    return rows;
  };
  const auto rows = rows_on({{"1.0", 0}, {"1.5", 1}, {"2.0a1", 0}, {"3.0", 1}});
  CHECK(best_first(VersionTable(rows, {.by_page = true}), sets, "") == "1.0 2.0a1 3.0 1.5");
  CHECK(best_first(VersionTable(rows, {.lowest_first = true, .by_page = true}), sets, "") == "1.0 2.0a1 1.5 3.0");
  CHECK(best_first(VersionTable(rows, {}), sets, "") == "3.0 1.5 1.0 2.0a1");
}

TEST_CASE("specifiers become the listed versions they contain", "[resolver][version_table]") {
  SetPool sets;
  const VersionTable table = table_of({"0.9", "1.0", "1.0+cpu", "1.0.post1", "1.1", "2.0"});
  const std::vector<std::pair<std::string, std::string>> cases = {{"==1.0", "1.0+cpu 1.0"},
                                                                  {"==1.*", "1.1 1.0.post1 1.0+cpu 1.0"},
                                                                  {"!=1.0", "2.0 1.1 1.0.post1 0.9"},
                                                                  {">1.0", "2.0 1.1"},
                                                                  {"<1.0", "0.9"},
                                                                  {"<=1.0", "1.0+cpu 1.0 0.9"},
                                                                  {"~=1.0", "1.1 1.0.post1 1.0+cpu 1.0"},
                                                                  {">=1.1,<2", "1.1"},
                                                                  {"===1.0", "1.0"},
                                                                  {">3", ""},
                                                                  {">1,<1", ""}};
  for (const auto& [specifiers, expected] : cases) {
    INFO(specifiers);
    CHECK(best_first(table, sets, specifiers) == expected);
  }
}

TEST_CASE("tables of thousands of versions work like small ones", "[resolver][version_table]") {
  std::vector<std::string> versions;
  for (int i = 0; i < 3000; ++i) {
    versions.push_back("1." + std::to_string(i));
  }
  SetPool sets;
  const VersionTable table = table_of(versions);
  const auto count = [&](const std::string& specifiers) {
    return sets.count(table.set_of(*spec::SpecifierSet::parse(specifiers), sets));
  };
  CHECK(count("") == 3000);
  CHECK(count(">=1.64,<1.128") == 64);
  CHECK(count("!=1.63") == 2999);
  CHECK(table.bit_of(spec::Version::of("1.2999")) == 3000);
  CHECK(table.bit_of(spec::Version::of("2")) == 0);
}
