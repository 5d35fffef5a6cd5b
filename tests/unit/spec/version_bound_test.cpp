// SPDX-License-Identifier: MIT OR Apache-2.0
// Cuts: their total order agrees with the side on which versions lie, packed or not.
#include <algorithm>
#include <string_view>
#include <vector>

#include "spec/specifier.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

using Position = VersionBound::Position;

const std::vector<std::string_view>& ascending_versions() {
  static const std::vector<std::string_view> k_versions = {"0.9",
                                                           "1.0.dev0",
                                                           "1.0.dev0+l",
                                                           "1.0.dev1",
                                                           "1.0a1.dev0",
                                                           "1.0a1",
                                                           "1.0a1+l",
                                                           "1.0a1.post0.dev0",
                                                           "1.0a1.post1",
                                                           "1.0a2",
                                                           "1.0b1",
                                                           "1.0rc1",
                                                           "1.0",
                                                           "1.0+l",
                                                           "1.0+l.1",
                                                           "1.0+1",
                                                           "1.0.post0.dev0",
                                                           "1.0.post0",
                                                           "1.0.post0+l",
                                                           "1.0.post1",
                                                           "1.0.0.0.1",
                                                           "1.0.1",
                                                           "1.256",
                                                           "2.0",
                                                           "1!0.1"};
  return k_versions;
}

std::vector<VersionBound> all_cuts() {
  std::vector<VersionBound> cuts;
  for (const std::string_view text : ascending_versions()) {
    for (const Position position :
         {Position::below_all, Position::below, Position::above, Position::above_locals, Position::above_posts}) {
      cuts.push_back({Version::of(text), position});
    }
  }
  return cuts;
}

TEST_CASE("the versions above a cut are the end of the ascending list", "[spec][version_bound]") {
  for (const VersionBound& cut : all_cuts()) {
    bool below = false;
    for (const std::string_view text : ascending_versions()) {
      const bool now = cut.is_below(Version::of(text));
      INFO(cut.version.to_string() << " at " << static_cast<int>(cut.position) << " and " << text);
      CHECK((now || !below));
      below = now;
    }
  }
}

TEST_CASE("a lower cut has every version above it that a higher cut has", "[spec][version_bound]") {
  const std::vector<VersionBound> cuts = all_cuts();
  for (const VersionBound& a : cuts) {
    for (const VersionBound& b : cuts) {
      CHECK(((a < b) == (b > a)));
      if (!(a < b)) {
        continue;
      }
      for (const std::string_view text : ascending_versions()) {
        if (b.is_below(Version::of(text)) && !a.is_below(Version::of(text))) {
          FAIL(a.version.to_string() << " is no lower cut than " << b.version.to_string() << " for " << text);
        }
      }
    }
  }
}

TEST_CASE("each position lies where it says", "[spec][version_bound]") {
  const auto first_above = [](std::string_view version, Position position) {
    const VersionBound cut = {Version::of(version), position};
    const auto found = std::ranges::find_if(ascending_versions(),
                                            [&](std::string_view text) { return cut.is_below(Version::of(text)); });
    return found == ascending_versions().end() ? std::string_view("none") : *found;
  };
  CHECK(first_above("1.0", Position::below_all) == "1.0.dev0");
  CHECK(first_above("1.0", Position::below) == "1.0");
  CHECK(first_above("1.0", Position::above) == "1.0+l");
  CHECK(first_above("1.0", Position::above_locals) == "1.0.post0.dev0");
  CHECK(first_above("1.0", Position::above_posts) == "1.0.0.0.1");
  CHECK(first_above("1.0a1", Position::below_all) == "1.0a1.dev0");
  CHECK(first_above("1.0a1", Position::above_locals) == "1.0a1.post0.dev0");
  CHECK(first_above("1.0a1", Position::above_posts) == "1.0a2");
  CHECK(first_above("1.0.post0", Position::below_all) == "1.0.post0.dev0");
  CHECK(first_above("1.0.post0", Position::above_posts) == "1.0.post1");
  CHECK(first_above("1.0.dev0", Position::above_posts) == "1.0.dev1");
  CHECK(first_above("1.0+l", Position::above) == "1.0+l.1");
}

}  // namespace
}  // namespace axle::spec
