// SPDX-License-Identifier: MIT OR Apache-2.0
// Which packages of a lock belong into an environment.
#include "project/pylock_selection.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "project/pylock_file.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

constexpr std::string_view k_head = "lock-version = '1.0'\ncreated-by = 'x'\n";

spec::TargetPython linux_python() {
  spec::TargetPython python;
  python.version = spec::Version::parse("3.11.7").value();
  python.markers.sys_platform = "linux";
  python.markers.python_version = "3.11";
  python.markers.python_full_version = "3.11.7";
  return python;
}

std::string entry(const std::string& name, const std::string& more = "") {
  return "[[packages]]\nname = '" + name + "'\n" + more + "\ndirectory = { path = '" + name + "' }\n";
}

Pylock lock_of(const std::string& text) {
  return parse_pylock(std::string(k_head) + text, "pylock.toml", [](const std::string&) {}).value();
}

/// Names with blanks between, or the message.
std::string selected(const Pylock& lock, const LockWishes& wishes = {}) {
  const auto choice = make_lock_choice(lock, wishes, "pylock.toml");
  if (!choice) {
    return choice.error().message() + " (" + choice.error().hints().front() + ")";
  }
  const auto packages = select_packages(lock, linux_python(), *choice, "pylock.toml");
  if (!packages) {
    return packages.error().message();
  }
  std::string names;
  for (const LockedPackage* package : *packages) {
    names += (names.empty() ? "" : " ") + package->name.text();
  }
  return names;
}

}  // namespace

TEST_CASE("packages whose marker holds are selected", "[project][pylock_selection]") {
  CHECK(selected(lock_of(entry("a") + entry("b", "marker = \"sys_platform == 'win32'\"") +
                         entry("c", "marker = \"sys_platform == 'linux'\""))) == "a c");
}

TEST_CASE("extras and groups are chosen by name, and default groups where nobody chooses",
          "[project][pylock_selection]") {
  const Pylock lock =
      lock_of("extras = ['x', 'y']\ndependency-groups = ['dev']\ndefault-groups = ['main']\n" +
              entry("a", "marker = \"'main' in dependency_groups\"") + entry("b", "marker = \"'X' in extras\"") +
              entry("c", "marker = \"'y' in extras or 'dev' in dependency_groups\"") +
              entry("d", "marker = \"'x' not in extras and 'dev' not in dependency_groups\""));
  CHECK(selected(lock) == "a d");
  CHECK(selected(lock, {.extras = {"x"}, .groups = {}}) == "a b");
  CHECK(selected(lock, {.extras = {}, .all_extras = true, .groups = {}}) == "a b c");
  CHECK(selected(lock, {.extras = {}, .groups = {"Dev"}}) == "c");
  CHECK(selected(lock, {.extras = {}, .groups = {"dev", "main"}}) == "a c");
  CHECK(selected(lock, {.extras = {"z"}, .groups = {}}) == "`pylock.toml` has no extra `z` (it has `x`, `y`)");
  CHECK(selected(lock, {.extras = {}, .groups = {"-"}}) == "`pylock.toml` has no dependency group `-` (it has `dev`)");
  CHECK(selected(lock_of(entry("a")), {.extras = {"z"}, .groups = {}}) ==
        "`pylock.toml` has no extra `z` (it has none at all)");
}

TEST_CASE("a lock that is not for this environment is refused", "[project][pylock_selection]") {
  CHECK(selected(lock_of("requires-python = '>=3.12'\n" + entry("a"))) ==
        "`pylock.toml` requires Python >=3.12, and this is 3.11.7");
  CHECK(selected(lock_of("requires-python = '<3.11'\n" + entry("a"))) ==
        "`pylock.toml` requires Python <3.11, and this is 3.11.7");
  CHECK(selected(lock_of("environments = [\"sys_platform == 'win32'\"]\n" + entry("a"))) ==
        "`pylock.toml` is not made for this environment");
  CHECK(selected(lock_of("environments = [\"sys_platform == 'win32'\", \"python_version == '3.11'\"]\n" +
                         entry("a"))) == "a");
  CHECK(selected(lock_of(entry("a", "requires-python = '>=3.12'"))) ==
        "`a` of `pylock.toml` requires Python >=3.12, and this is 3.11.7");
  CHECK(selected(lock_of(entry("a", "marker = \"sys_platform == 'win32'\"\nrequires-python = '>=3.12'"))).empty());
}

TEST_CASE("a pre-release of a Python counts as the release", "[project][pylock_selection]") {
  spec::TargetPython python = linux_python();
  python.version = spec::Version::parse("3.15.0a1").value();
  const Pylock lock = lock_of("requires-python = '>=3.15'\n" + entry("a"));
  CHECK(select_packages(lock, python, {}, "pylock.toml").value().size() == 1);
}

TEST_CASE("two entries of a name must not hold at once", "[project][pylock_selection]") {
  CHECK(selected(lock_of(entry("a") + entry("A"))) == "`pylock.toml` has two entries for `a` that hold at once");
  CHECK(selected(lock_of(entry("a", "marker = \"python_version < '3.11'\"") +
                         entry("a", "marker = \"python_version >= '3.11'\""))) == "a");
}

}  // namespace axle::project
