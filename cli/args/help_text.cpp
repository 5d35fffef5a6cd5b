// SPDX-License-Identifier: MIT OR Apache-2.0
// Lays out help texts: commands in one column, options under their headings.
#include "cli/args/help_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.hpp"
#include "cli/args/option.hpp"

namespace axle::cli {
namespace {

constexpr std::array<std::pair<OptionGroup, std::string_view>, 7> k_headings = {{
    {OptionGroup::command, "Options"},
    {OptionGroup::python, "Python options"},
    {OptionGroup::index, "Index options"},
    {OptionGroup::choice, "Resolver options"},
    {OptionGroup::install, "Installer options"},
    {OptionGroup::cache, "Cache options"},
    {OptionGroup::global, "Global options"},
}};

/// `  -q, --quiet` or `      --index <URL>`: visible names only.
std::string signature_of(const OptionRow& row) {
  std::string names(row.names.substr(0, row.names.find('|')));
  if (const std::size_t comma = names.find(','); comma != std::string::npos) {
    names.insert(comma + 1, " ");
  } else {
    names.insert(0, "    ");
  }
  return row.value.empty() ? names : format("{} <{}>", names, row.value);
}

void append_group(std::string& text, Command command, OptionGroup group, std::string_view heading) {
  bool first = true;
  for (const OptionRow& row : option_rows()) {
    if (row.group != group || (row.commands & only(command)) == 0 || !is_shown(row)) {
      continue;
    }
    if (std::exchange(first, false)) {
      format_to(text, "\n{}:\n", heading);
    }
    format_to(text, "  {}\n          {}", signature_of(row), row.doc);
    if (!row.env.empty()) {
      format_to(text, " [env: AXLE_{}=]", row.env);
    }
    text += '\n';
  }
}

}  // namespace

std::string usage_line(Command command) {
  const CommandRow& row = row_of(command);
  std::string text = format("Usage: axle {}{}{} [OPTIONS]", row.group, row.group.empty() ? "" : " ", row.name);
  if (!row.arguments.empty()) {
    format_to(text, " {}", row.arguments);
  }
  return text;
}

std::string help_of(Command command) {
  std::string text = format("{}\n\n{}\n", row_of(command).summary, usage_line(command));
  for (const auto& [group, heading] : k_headings) {
    append_group(text, command, group, heading);
  }
  return text;
}

std::string help_overview(std::string_view group) {
  std::string text =
      group.empty()
          ? format("An installer of Python packages, environments and projects\n\n{}\n\nCommands:\n", k_program_usage)
          : format("Usage: axle {0} [OPTIONS] <COMMAND>\n\nCommands:\n", group);
  for (const CommandRow& row : command_rows()) {
    if (row.hidden || (!group.empty() && row.group != group)) {
      continue;
    }
    const std::string name =
        group.empty() && !row.group.empty() ? format("{} {}", row.group, row.name) : std::string(row.name);
    format_to(text, "  {:<14} {}\n", name, row.summary);
  }
  text += "\nRun `axle help <COMMAND>` for the options of a command.\n";
  return text;
}

}  // namespace axle::cli
