// SPDX-License-Identifier: MIT OR Apache-2.0
// Prints docs/reference/options.md, made from the tables of commands and options.
//
// A program of its own: what it prints is for the repository, not for users, so that `axle` need not carry it.
#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/args/command.hpp"
#include "cli/args/help_text.hpp"
#include "cli/args/option.hpp"

namespace axle::cli {
namespace {

constexpr std::string_view k_head =
    "# Commands and options\n"
    "\n"
    "<!-- Printed by the program print_reference (tests/unit/cli); edit the tables in cli/args, then run the test\n"
    "     options_document with UPDATE_SNAPSHOTS=1. -->\n"
    "\n"
    "The nearest of these places decides: option, `AXLE_` variable, `UV_` variable (where the table says *yes*), "
    "axle's\n"
    "configuration files, uv's, pip's, default. Options that may be repeated are joined, nearest first. A *key* stands "
    "in\n"
    "`axle.toml` or in `[tool.axle]` of `pyproject.toml`; `pip.x` is `x` in the table `pip`.\n"
    "`[[index]]` tables with `name`, `url`, `default` and `format` stand for `--index`, `--default-index` and\n"
    "`--find-links`; those that are `explicit` serve only the packages that `sources` send to them.\n"
    "Relative paths of indexes and of `find-links` lie below the folder of the file that names them.\n"
    "In the top table of these and of uv's files, `constraint-dependencies`, `override-dependencies` and\n"
    "`exclude-dependencies` count for `axle pip install` like the files of `--constraint`, `--override` and "
    "`--exclude`.\n"
    "`AXLE_CONFIG_FILE` stands for `--config-file`; `UV_CONFIG_FILE` has uv's keys and replaces uv's files only.\n";

std::string code(std::string_view text) {
  return text.empty() ? std::string{} : format("`{}`", text);
}

/// `|` separates the cells of a table, in code as well.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? "\\|" : std::string(1, c);
  }
  return out;
}

/// The names that help shows, then the others.
std::string names_cell(const OptionRow& row) {
  const std::size_t bar = row.names.find('|');
  std::string cell;
  for (const std::string_view name : split(row.names.substr(0, bar), ',')) {
    cell += (cell.empty() ? "" : ", ") + code(row.value.empty() ? std::string(name) : format("{} {}", name, row.value));
  }
  if (bar != std::string_view::npos) {
    for (const std::string_view name : split(row.names.substr(bar + 1), '|')) {
      cell += ", " + code(name);
    }
  }
  return escape(cell);
}

std::string option_line(const OptionRow& row) {
  return format("| {} | {} | {} | {} | {} |\n", names_cell(row),
                row.env.empty() ? std::string{} : code(format("AXLE_{}", row.env)), row.from_uv ? "yes" : "",
                code(row.key), escape(row.doc));
}

constexpr std::string_view k_table = "| option | variable | from uv | key | |\n|---|---|---|---|---|\n";

/// What every command has, once; then each command with what is its own.
std::string make_reference() {
  std::string text(k_head);
  format_to(text, "\n## Every command\n\n{}", k_table);
  for (const OptionRow& row : option_rows()) {
    if (row.commands == ~CommandSet{0}) {
      text += option_line(row);
    }
  }
  for (const CommandRow& command : command_rows()) {
    if (command.hidden) {
      continue;
    }
    format_to(text, "\n## axle {}{}{}\n\n{}.\n\n    {}\n", command.group, command.group.empty() ? "" : " ",
              command.name, command.summary, usage_line(command.command).substr(std::string_view("Usage: ").size()));
    bool first = true;
    for (const OptionRow& row : option_rows()) {
      if (row.commands != ~CommandSet{0} && (row.commands & only(command.command)) != 0) {
        text += std::exchange(first, false) ? format("\n{}{}", k_table, option_line(row)) : option_line(row);
      }
    }
  }
  return text;
}

}  // namespace
}  // namespace axle::cli

// What cannot be made ends the program. NOLINTNEXTLINE(bugprone-exception-escape)
int main() {
  const std::string text = axle::cli::make_reference();
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
