// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/input_request: what the arguments of a command are, and what is said when there are none.
#include "cli/input_request.hpp"

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using Words = std::vector<std::string>;

/// Of the argument `one` and the file `r.txt`.
engine::InputRequest request_of(Command command) {
  Settings settings;
  settings.command = command;
  settings.working_directory = "/work";
  settings.sources.packages = {"one"};
  settings.sources.requirement_files = {"r.txt"};
  return make_input_request(settings);
}

}  // namespace

TEST_CASE("arguments are packages, or files, or the command's own business", "[cli][input_request]") {
  const auto install = request_of(Command::pip_install);
  CHECK(install.packages == Words{"one"});
  CHECK(install.requirement_files == Words{"r.txt"});
  CHECK(install.missing == "<PACKAGE|--requirement <FILE>|--group <GROUP>>");
  CHECK(install.command == "install");
  CHECK(install.working_directory == "/work");

  const auto compile = request_of(Command::pip_compile);
  CHECK(compile.packages.empty());
  CHECK(compile.requirement_files == Words{"one"});
  CHECK(compile.missing == "<SRC_FILE|--group <GROUP>>");
  CHECK(request_of(Command::pip_sync).missing == "<SRC_FILE>...");

  for (const Command command : {Command::pip_upgrade, Command::pip_why_not}) {
    CHECK(request_of(command).packages.empty());
    CHECK(request_of(command).requirement_files == Words{"r.txt"});
    CHECK(request_of(command).missing.empty());
  }
}

TEST_CASE("what limits a resolution is handed on, wherever it was given", "[cli][input_request]") {
  Settings settings;
  settings.command = Command::pip_upgrade;
  settings.sources.constraint_files = {"c.txt"};
  settings.sources.override_files = {"o.txt"};
  settings.sources.exclude_files = {"e.txt"};
  settings.sources.constraints = {{}};
  settings.sources.verify_hashes = false;
  settings.upgrade_bounds = {spec::parse_requirement("lib<2").value()};
  const engine::InputRequest request = make_input_request(settings);
  CHECK(request.constraint_files == Words{"c.txt"});
  CHECK(request.override_files == Words{"o.txt"});
  CHECK(request.exclude_files == Words{"e.txt"});
  CHECK(request.constraints.size() == 1);
  CHECK_FALSE(request.verify_hashes);
  REQUIRE(request.upgrade_bounds.size() == 1);
  CHECK(request.upgrade_bounds.front().to_string() == "lib<2");
}

}  // namespace axle::cli
