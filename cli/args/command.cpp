// SPDX-License-Identifier: MIT OR Apache-2.0
// The command table. Names and groups are the oracle's (features.md 1), so that nobody has to learn them anew.
#include "cli/args/command.hpp"

#include <algorithm>
#include <array>

namespace axle::cli {
namespace {

constexpr std::array<CommandRow, 22> k_rows = {{
    {Command::venv, "", "venv", "[PATH]", "Create a virtual environment"},
    {Command::pip_compile, "pip", "compile", "[SRC_FILE]...",
     "Compile a `requirements.in` file to a `requirements.txt` or `pylock.toml` file"},
    {Command::pip_sync, "pip", "sync", "SRC_FILE...",
     "Sync an environment with a `requirements.txt` or `pylock.toml` file"},
    {Command::pip_install, "pip", "install", "[PACKAGE]...", "Install packages into an environment"},
    {Command::pip_upgrade, "pip", "upgrade", "[PACKAGE]...",
     "Upgrade installed packages to the newest versions that go together"},
    {Command::pip_uninstall, "pip", "uninstall", "[PACKAGE]...", "Uninstall packages from an environment"},
    {Command::pip_list, "pip", "list", "", "List, in tabular format, packages installed in an environment"},
    {Command::pip_freeze, "pip", "freeze", "", "List, in requirements format, packages installed in an environment"},
    {Command::pip_show, "pip", "show", "[PACKAGE]...", "Show information about one or more installed packages"},
    {Command::pip_tree, "pip", "tree", "", "Display the dependency tree of an environment"},
    {Command::pip_why, "pip", "why", "PACKAGE...", "Show what requires an installed package, and what requires that"},
    {Command::pip_why_not, "pip", "why-not", "REQUIREMENT",
     "Show what holds a version of a package back in an environment"},
    {Command::pip_check, "pip", "check", "", "Verify installed packages have compatible dependencies"},
    {Command::pip_download, "pip", "download", "[PACKAGE]...", "Download the wheels of a resolution into a folder"},
    {Command::pip_index, "pip", "index", "versions PACKAGE", "List the versions of a package that indexes have"},
    {Command::pip_inspect, "pip", "inspect", "", "Report, as JSON, everything known of installed packages"},
    {Command::cache_clean, "cache", "clean", "[PACKAGE]...",
     "Clear the cache, removing all entries or those of packages"},
    {Command::cache_prune, "cache", "prune", "", "Remove what no command can use any more from the cache"},
    {Command::cache_dir, "cache", "dir", "", "Show the cache directory"},
    {Command::cache_size, "cache", "size", "", "Show the size of the cache"},
    {Command::completion, "", "generate-shell-completion", "SHELL", "Generate shell completion", true},
    {Command::help, "", "help", "[COMMAND]...", "Display documentation for a command"},
}};

struct Alias {
  std::string_view group;
  std::string_view alias;
  std::string_view name;
};

constexpr std::array<Alias, 4> k_aliases = {
    {{"", "virtualenv", "venv"}, {"", "v", "venv"}, {"pip", "ls", "list"}, {"pip", "remove", "uninstall"}}};

}  // namespace

std::span<const CommandRow> command_rows() {
  return k_rows;
}

const CommandRow& row_of(Command command) {
  return *std::ranges::find(k_rows, command, &CommandRow::command);
}

std::optional<Command> find_command(std::string_view group, std::string_view name) {
  for (const Alias& alias : k_aliases) {
    if (alias.group == group && alias.alias == name) {
      name = alias.name;
    }
  }
  const auto found =
      std::ranges::find_if(k_rows, [&](const CommandRow& row) { return row.group == group && row.name == name; });
  return found == k_rows.end() ? std::nullopt : std::optional(found->command);
}

bool is_command_group(std::string_view name) {
  return !name.empty() && std::ranges::find(k_rows, name, &CommandRow::group) != k_rows.end();
}

}  // namespace axle::cli
