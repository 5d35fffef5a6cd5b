// SPDX-License-Identifier: MIT OR Apache-2.0
// Markers of locks: extras and dependency groups that somebody chose.
#include "spec/lock_marker.hpp"

#include <string>
#include <string_view>

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

bool holds(std::string_view marker, const LockChoice& choice) {
  MarkerEnvironment environment;
  environment.sys_platform = "linux";
  return holds_in_lock(Marker::parse(marker).value(), environment, choice);
}

}  // namespace

TEST_CASE("a chosen extra or group is in its set, and no other", "[spec][lock_marker]") {
  const LockChoice choice{.extras = {ExtraName::of("a")}, .groups = {GroupName::of("dev")}};
  CHECK(holds("'A' in extras", choice));
  CHECK_FALSE(holds("'dev' in extras", choice));
  CHECK(holds("'dev' not in extras", choice));
  CHECK(holds("'Dev' in dependency_groups", choice));
  CHECK_FALSE(holds("'dev' not in dependency_groups", choice));
  CHECK_FALSE(holds("'a' in dependency_groups", choice));
  CHECK(holds("extra == 'a'", choice));
  CHECK(holds("extra != 'b'", choice));
}

TEST_CASE("sets and the environment are joined as everywhere", "[spec][lock_marker]") {
  const LockChoice nothing;
  CHECK(holds("sys_platform == 'linux'", nothing));
  CHECK_FALSE(holds("sys_platform == 'linux' and 'a' in extras", nothing));
  CHECK(holds("sys_platform == 'linux' or 'a' in extras", nothing));
  CHECK(holds("('a' in extras or 'dev' in dependency_groups) and sys_platform != 'win32'",
              {.extras = {}, .groups = {GroupName::of("dev")}}));
}

TEST_CASE("a marker of many parts is evaluated without recursion", "[spec][lock_marker]") {
  std::string text = "'x0' in extras";
  for (int i = 1; i < 100; ++i) {
    text += " or 'x" + std::to_string(i) + "' in extras";
  }
  CHECK(holds(text, {.extras = {ExtraName::of("x99")}, .groups = {}}));
  CHECK_FALSE(holds(text, {}));
}

}  // namespace axle::spec
