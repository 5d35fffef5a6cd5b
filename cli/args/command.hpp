// SPDX-License-Identifier: MIT OR Apache-2.0
// The commands of the program, one row each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace axle::cli {

enum class Command : std::uint8_t {
  venv,
  pip_install,
  pip_uninstall,
  pip_list,
  pip_freeze,
  pip_show,
  pip_check,
  pip_compile,
  pip_sync,
  pip_tree,
  pip_index,
  pip_download,
  pip_inspect,
  pip_why,
  pip_why_not,
  pip_upgrade,
  cache_clean,
  cache_prune,
  cache_dir,
  cache_size,
  completion,
  help,
};

/// `group` is empty for top-level commands. `arguments` shows the positional arguments in the usage line; empty when
/// the command takes none.
struct CommandRow {
  Command command;
  std::string_view group;
  std::string_view name;
  std::string_view arguments;
  std::string_view summary;
  bool hidden = false;
};

[[nodiscard]] std::span<const CommandRow> command_rows();
[[nodiscard]] const CommandRow& row_of(Command command);
/// `("pip", "install")` or `("", "venv")`, aliases included.
[[nodiscard]] std::optional<Command> find_command(std::string_view group, std::string_view name);
[[nodiscard]] bool is_command_group(std::string_view name);

/// A set of commands, for the option table.
using CommandSet = std::uint32_t;
[[nodiscard]] constexpr CommandSet only(Command command) {
  return CommandSet{1} << static_cast<unsigned>(command);
}

}  // namespace axle::cli
