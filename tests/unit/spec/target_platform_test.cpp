// SPDX-License-Identifier: MIT OR Apache-2.0
// Targets that are named: what uv makes of each platform (tests/data/spec/platforms.tsv), and other Python versions.
#include "spec/target_platform.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "spec/tag.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

std::vector<std::vector<std::string>> read_rows() {
  std::ifstream file(AXLE_TEST_DATA "/spec/platforms.tsv");
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) {
      continue;
    }
    std::vector<std::string> row;
    for (const std::string_view field : split(line, '\t')) {
      row.emplace_back(field);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  for (const std::string_view word : split_blanks(text)) {
    words.emplace(word);
  }
  return words;
}

TargetPython python_3_11() {
  TargetPython python;
  python.implementation = "cpython";
  python.markers.implementation_name = "cpython";
  return with_version(std::move(python), Version::of("3.11.7"));
}

std::set<std::string> fitting(const TargetPython& target, const std::set<std::string>& platforms) {
  const SupportedTags tags = SupportedTags::of(target);
  std::set<std::string> found;
  for (const std::string& platform : platforms) {
    if (tags.fits({"py3", "none", platform})) {
      found.insert(platform);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("a named platform has the markers and the wheels that uv gives it", "[spec][target_platform]") {
  const auto rows = read_rows();
  REQUIRE(rows.size() > 40);
  REQUIRE(rows.front().front() == "asked");
  const std::set<std::string> asked = words_of(rows.front()[1]);
  std::set<std::string> known;
  for (const auto& row : std::vector(rows.begin() + 1, rows.end())) {
    CAPTURE(row.front());
    REQUIRE(row.size() == 6);
    const auto platform = find_target_platform(row[0]);
    REQUIRE(platform);
    const TargetPython target = with_platform(python_3_11(), *platform);
    CHECK(target.markers.os_name == row[1]);
    CHECK(target.markers.sys_platform == row[2]);
    CHECK(target.markers.platform_system == row[3]);
    CHECK(target.markers.platform_machine == row[4]);
    CHECK(target.markers.platform_release.empty());
    CHECK(fitting(target, asked) == words_of(row[5]));
    known.insert(row[0]);
  }
  const std::vector<std::string> names = target_platform_names();
  CHECK(std::set<std::string>(names.begin(), names.end()) == known);
}

TEST_CASE("a platform that nobody has is not found", "[spec][target_platform]") {
  const auto* name = GENERATE("", "Linux", "x86_64", "x86_64-manylinux_2_29", "i686-manylinux_2_17",
                              "x86_64-manylinux_2_", "x86_64-manylinux_2_017x", "aarch64-manylinux2010");
  CAPTURE(name);
  CHECK_FALSE(find_target_platform(name));
}

TEST_CASE("another version changes the markers and the tags of the interpreter", "[spec][target_platform]") {
  const TargetPython target =
      with_version(with_platform(python_3_11(), *find_target_platform("linux")), Version::of("3.9"));
  CHECK(target.version == Version::of("3.9.0"));
  CHECK(target.markers.python_version == "3.9");
  CHECK(target.markers.python_full_version == "3.9.0");
  CHECK(target.markers.implementation_version == "3.9.0");
  const SupportedTags tags = SupportedTags::of(target);
  CHECK(tags.fits({"cp39", "cp39", "manylinux_2_17_x86_64"}));
  CHECK(tags.fits({"cp37", "abi3", "manylinux_2_17_x86_64"}));
  CHECK_FALSE(tags.fits({"cp311", "cp311", "manylinux_2_17_x86_64"}));
}

TEST_CASE("before 3.8 the ABI of a version is that of builds with pymalloc", "[spec][target_platform]") {
  const TargetPython linux_python = with_platform(python_3_11(), *find_target_platform("linux"));
  const SupportedTags of_3_7 = SupportedTags::of(with_version(linux_python, Version::of("3.7")));
  CHECK(of_3_7.fits({"cp37", "cp37m", "manylinux_2_17_x86_64"}));
  CHECK_FALSE(of_3_7.fits({"cp37", "cp37", "manylinux_2_17_x86_64"}));
  const TargetPython old_python = with_version(linux_python, Version::of("3.6"));
  CHECK(SupportedTags::of(old_python).fits({"cp36", "cp36m", "manylinux1_x86_64"}));
  CHECK(with_version(old_python, Version::of("3.8")).abi_flags.empty());
}

TEST_CASE("the version of another implementation is its own", "[spec][target_platform]") {
  TargetPython pypy = python_3_11();
  pypy.implementation = "pypy";
  pypy.markers.implementation_version = "7.3.17";
  CHECK(with_version(std::move(pypy), Version::of("3.10")).markers.implementation_version == "7.3.17");
}

}  // namespace axle::spec
