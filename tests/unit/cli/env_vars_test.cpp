// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/env_vars: the words of Booleans, and the process's own environment.
#include "cli/env_vars.hpp"

#include <algorithm>
#include <cstdlib>

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {

TEST_CASE("a variable that is unset or empty has no value", "[cli][env_vars]") {
  const EnvLookup environment = test::environment_of({{"A", "1"}, {"B", ""}});
  CHECK(find_value(environment, "A") == "1");
  CHECK(find_value(environment, "B") == std::nullopt);
  CHECK(find_value(environment, "C") == std::nullopt);
}

TEST_CASE("a word that is no Boolean is nothing", "[cli][env_vars]") {
  CHECK(parse_boolean("True") == true);
  CHECK(parse_boolean("oFF") == false);
  for (const char* text : {"", "2", "tru", " 1", "1 ", "yes please"}) {
    CHECK(parse_boolean(text) == std::nullopt);
  }
}

TEST_CASE("the process's environment is read live and listed for children", "[cli][env_vars]") {
  // No other thread runs. NOLINTNEXTLINE(concurrency-mt-unsafe)
  REQUIRE(setenv("AXLE_TEST_OF_ENV_VARS", "a=b", 1) == 0);
  const auto list = process_environment_list();
  CHECK(process_environment()("AXLE_TEST_OF_ENV_VARS") == "a=b");
  CHECK(std::ranges::count(list, "AXLE_TEST_OF_ENV_VARS=a=b") == 1);
  // NOLINTNEXTLINE(concurrency-mt-unsafe)
  REQUIRE(unsetenv("AXLE_TEST_OF_ENV_VARS") == 0);
  CHECK(process_environment()("AXLE_TEST_OF_ENV_VARS") == std::nullopt);
}

}  // namespace axle::cli
