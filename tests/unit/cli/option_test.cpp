// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/args/option and cli/args/command: what must hold for every row of the tables.
#include "cli/args/option.hpp"

#include <map>
#include <set>
#include <string>

#include "base/format.hpp"
#include "base/text.hpp"
#include "tests/support/catch.hpp"

namespace axle::cli {
namespace {

std::vector<std::string> spellings_of(const OptionRow& row) {
  std::vector<std::string> names;
  for (const std::string_view part : split(row.names, '|')) {
    for (const std::string_view name : split(part, ',')) {
      names.emplace_back(name);
    }
  }
  return names;
}

}  // namespace

TEST_CASE("every option has one row", "[cli][option]") {
  std::set<OptionId> ids;
  for (const OptionRow& row : option_rows()) {
    CHECK(ids.insert(row.id).second);
    CHECK(&row_of(row.id) == &row);
  }
  CHECK(ids.size() == k_option_count);
}

TEST_CASE("a spelling means one option in each command", "[cli][option]") {
  for (const CommandRow& command : command_rows()) {
    std::set<std::string> seen;
    for (const OptionRow& row : option_rows()) {
      if ((row.commands & only(command.command)) == 0) {
        continue;
      }
      for (const std::string& name : spellings_of(row)) {
        CAPTURE(command.name, name);
        CHECK(seen.insert(name).second);
      }
    }
  }
}

TEST_CASE("spellings, variables and keys have their form", "[cli][option]") {
  std::set<std::string_view> variables;
  std::set<std::string_view> keys;
  for (const OptionRow& row : option_rows()) {
    CAPTURE(row.names);
    CHECK(long_name_of(row).starts_with("--"));
    for (const std::string& name : spellings_of(row)) {
      CHECK((name.starts_with("--") ? name.size() > 3 : name.size() == 2 && name.front() == '-'));
    }
    CHECK((row.shape == OptionShape::flag) == row.value.empty());
    CHECK_FALSE(row.doc.empty());
    CHECK_FALSE(row.doc.ends_with('.'));
    CHECK(row.commands != 0);
    CHECK((row.env.empty() || variables.insert(row.env).second));
    CHECK((row.key.empty() || keys.insert(row.key).second));
    CHECK((row.key.empty() ||
           row.key == format("{}{}", row.key.starts_with("pip.") ? "pip." : "", long_name_of(row).substr(2))));
  }
}

TEST_CASE("what takes a flag back is a flag, wherever that one is", "[cli][option]") {
  for (const OptionRow& row : option_rows()) {
    if (row.negated == OptionId::count) {
      continue;
    }
    CAPTURE(row.names);
    const OptionRow& other = row_of(row.negated);
    CHECK(row.shape == OptionShape::flag);
    CHECK(other.shape == OptionShape::flag);
    CHECK(other.negated == OptionId::count);
    CHECK((row.commands & ~other.commands) == 0);
    CHECK(row.doc.starts_with(format("Takes `{}`", long_name_of(other))));
    CHECK(row.doc.ends_with("` back"));
    CHECK_FALSE(is_shown(row));
  }
}

TEST_CASE("nothing of uv's places is read", "[cli][option]") {
  for (const OptionId id : {OptionId::cache_dir, OptionId::no_cache}) {
    CHECK_FALSE(row_of(id).from_uv);
  }
}

TEST_CASE("a command is found by group and name, and by its aliases", "[cli][option]") {
  CHECK(find_command("", "venv") == Command::venv);
  CHECK(find_command("", "virtualenv") == Command::venv);
  CHECK(find_command("pip", "ls") == Command::pip_list);
  CHECK(find_command("pip", "remove") == Command::pip_uninstall);
  CHECK(find_command("", "install") == std::nullopt);
  CHECK(find_command("pip", "venv") == std::nullopt);
  CHECK(is_command_group("pip"));
  CHECK_FALSE(is_command_group("venv"));
  CHECK_FALSE(is_command_group(""));
  for (const CommandRow& row : command_rows()) {
    CHECK(find_command(row.group, row.name) == row.command);
    CHECK(&row_of(row.command) == &row);
  }
}

}  // namespace axle::cli
