// SPDX-License-Identifier: MIT OR Apache-2.0
// `--allow-existing` and `--clear` beside other commands: a folder that they make an environment of meanwhile.
#include <chrono>
#include <filesystem>
#include <optional>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/renewed_folders.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/commit.hpp"
#include "venv/create.hpp"
#include "venv/environment_lock.hpp"
#include "venv/renewal.hpp"

namespace axle::venv::test {
namespace {

LockOptions at_once() {
  LockOptions options;
  options.timeout = std::chrono::milliseconds(0);
  return options;
}

}  // namespace

TEST_CASE("a folder that becomes an environment meanwhile is changed under that one's lock", "[venv][create][lock]") {
  // Given another command that makes it one, and works in it, when this one has just seen that it is none.
  const PlainFolder folder;
  CreateOptions options = folder.options();
  options.existing = GENERATE(ExistingEnvironment::keep, ExistingEnvironment::clear);
  std::optional<EnvironmentLock> other;
  std::size_t asked = 0;
  bool had_to_wait = false;
  const EnvironmentLocker lock_existing = [&]() -> Result<std::optional<EnvironmentLock>> {
    if (++asked == 1) {
      TRY(create_environment(debian_python(), folder.options()));
      TRY_ASSIGN(other, lock_environment(folder.target(), "", at_once()));
      return std::nullopt;
    }
    had_to_wait = !lock_environment(folder.target(), "", at_once());
    other.reset();
    return lock_environment(folder.target(), "", at_once());
  };
  const auto made = create_environment(other_python(), options, {.lock_existing = lock_existing});
  REQUIRE(made);
  CHECK(asked == 2);
  CHECK(had_to_wait);
  CHECK(made->replaced == (options.existing == ExistingEnvironment::clear));
  CHECK(lock_environment(folder.target(), "", at_once()));
}

TEST_CASE("a folder in which a change is cut off meanwhile is recovered first", "[venv][create][lock]") {
  const PlainFolder folder;
  std::size_t asked = 0;
  std::string recovered;
  const EnvironmentLocker lock_existing = [&]() -> Result<std::optional<EnvironmentLock>> {
    if (++asked == 1) {
      static_cast<void>(renew_environment(debian_python(), folder.options(), stop_at(3)));
    } else {
      TRY_ASSIGN(const auto report, recover(folder.target()));
      recovered = report ? report->message : "";
    }
    return std::nullopt;
  };
  const auto made = create_environment(other_python(), folder.options(), {.lock_existing = lock_existing});
  INFO((made ? std::string() : to_string(made.error())));
  REQUIRE(made);
  CHECK(asked == 2);
  CHECK(recovered == "recovered interrupted change (rolled back to the environment as it was)");
}

TEST_CASE("a folder in which a change was cut off is cleared as it is", "[venv][create][lock]") {
  const PlainFolder folder;
  REQUIRE_FALSE(renew_environment(debian_python(), folder.options(), stop_at(3)));
  CreateOptions options = folder.options();
  options.existing = ExistingEnvironment::clear;
  const EnvironmentLocker lock_existing = []() -> Result<std::optional<EnvironmentLock>> { return std::nullopt; };
  REQUIRE(create_environment(other_python(), options, {.lock_existing = lock_existing}));
  CHECK_FALSE(std::filesystem::exists(options.directory + "/.axle-change"));
  CHECK_FALSE(std::filesystem::exists(options.directory + "/mine.txt"));
}

}  // namespace axle::venv::test
