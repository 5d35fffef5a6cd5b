// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/upgrade_settings: all, or what is named, and nothing between.
#include "cli/upgrade_settings.hpp"

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

Result<engine::UpgradeScope> scope_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"pip", "upgrade"});
  return parse_upgrade(test::args_of(arguments));
}

}  // namespace

TEST_CASE("names keep their bounds and extras", "[cli][upgrade_settings]") {
  const auto scope = scope_of({"cake[x]>=2", "Flour"});
  REQUIRE(scope);
  CHECK_FALSE(scope->all);
  REQUIRE(scope->named.size() == 2);
  CHECK(scope->named[0].to_string() == "cake[x]>=2");
  CHECK(scope->named[1].to_string() == "flour");
}

TEST_CASE("all is all, and names nothing", "[cli][upgrade_settings]") {
  const auto scope = scope_of({"--all"});
  REQUIRE(scope);
  CHECK(scope->all);
  CHECK(scope->named.empty());
}

TEST_CASE("neither and both are refused", "[cli][upgrade_settings]") {
  CHECK(test::message_of(scope_of({})) == "the following required arguments were not provided: <PACKAGE|--all>");
  CHECK(test::message_of(scope_of({"--all", "cake"})) == "the argument '--all' cannot be used with '[PACKAGE]...'");
}

TEST_CASE("what is no requirement on a package is refused by its text", "[cli][upgrade_settings]") {
  CHECK(test::message_of(scope_of({"cake @ https://index.example/cake-1-py3-none-any.whl"})) ==
        "cannot upgrade `cake @ https://index.example/cake-1-py3-none-any.whl`: a URL is installed with `axle pip "
        "install`");
  CHECK(test::message_of(scope_of({"cake>>2"})).starts_with("cannot upgrade `cake>>2`: "));
  CHECK(scope_of({"cake>>2"}).error().code() == ErrorCode::usage);
}

}  // namespace axle::cli
