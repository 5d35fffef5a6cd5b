// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/args/help_text: the layout of help.
#include "cli/args/help_text.hpp"

#include "cli/args/option.hpp"
#include "tests/support/catch.hpp"

namespace axle::cli {

TEST_CASE("the usage line shows what a command takes", "[cli][help_text]") {
  CHECK(usage_line(Command::pip_install) == "Usage: axle pip install [OPTIONS] [PACKAGE]...");
  CHECK(usage_line(Command::pip_list) == "Usage: axle pip list [OPTIONS]");
  CHECK(usage_line(Command::venv) == "Usage: axle venv [OPTIONS] [PATH]");
}

TEST_CASE("the help of a command has its options and no others", "[cli][help_text]") {
  for (const CommandRow& command : command_rows()) {
    const std::string help = help_of(command.command);
    CHECK(help.starts_with(std::string(command.summary) + "\n\n" + usage_line(command.command) + "\n"));
    for (const OptionRow& row : option_rows()) {
      CAPTURE(command.name, row.names);
      const bool is_own = (row.commands & only(command.command)) != 0 && is_shown(row);
      CHECK((help.find("\n          " + std::string(row.doc)) != std::string::npos) == is_own);
    }
  }
}

TEST_CASE("an option is shown with its names, its value and its variable, without hidden names", "[cli][help_text]") {
  const std::string help = help_of(Command::pip_install);
  CHECK(help.find("\n  -c, --constraint <FILE>\n          Constrain versions using the given requirements files"
                  " [env: AXLE_CONSTRAINT=]\n") != std::string::npos);
  CHECK(help.find("\n      --no-deps\n") != std::string::npos);
  CHECK(help.find("--constraints") == std::string::npos);
}

TEST_CASE("the overview lists every visible command, that of a group its own", "[cli][help_text]") {
  const std::string all = help_overview("");
  const std::string pip = help_overview("pip");
  CHECK(pip.starts_with("Usage: axle pip [OPTIONS] <COMMAND>\n"));
  for (const CommandRow& row : command_rows()) {
    CAPTURE(row.name);
    CHECK((all.find(row.summary) != std::string::npos) == !row.hidden);
    CHECK((pip.find(row.summary) != std::string::npos) == (row.group == "pip"));
  }
}

}  // namespace axle::cli
