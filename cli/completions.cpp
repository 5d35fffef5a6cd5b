// SPDX-License-Identifier: MIT OR Apache-2.0
// Completions that know commands and option names; values are completed as file names by the shell.
#include "cli/completions.hpp"

#include <set>
#include <vector>

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/args/command.hpp"
#include "cli/args/option.hpp"

namespace axle::cli {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

/// Visible option names of a command.
std::vector<std::string> options_of(Command command) {
  std::vector<std::string> names;
  for (const OptionRow& row : option_rows()) {
    if ((row.commands & only(command)) == 0 || !is_shown(row)) {
      continue;
    }
    for (const std::string_view name : split(row.names.substr(0, row.names.find('|')), ',')) {
      names.emplace_back(name);
    }
  }
  return names;
}

std::vector<std::string> words_of(std::string_view group) {
  std::vector<std::string> words;
  std::set<std::string> seen;
  for (const CommandRow& row : command_rows()) {
    const std::string_view word = group.empty() && !row.group.empty() ? row.group : row.name;
    if (!row.hidden && (group.empty() || row.group == group) && seen.emplace(word).second) {
      words.emplace_back(word);
    }
  }
  return words;
}

std::string path_of(const CommandRow& row) {
  return row.group.empty() ? std::string(row.name) : format("{} {}", row.group, row.name);
}

std::vector<std::string> groups() {
  std::set<std::string> names;
  for (const CommandRow& row : command_rows()) {
    if (!row.group.empty()) {
      names.emplace(row.group);
    }
  }
  return {names.begin(), names.end()};
}

constexpr std::string_view k_note = "# Made by `axle generate-shell-completion`; do not edit.\n";

std::string make_bash() {
  std::string text = "# SPDX-License-Identifier: MIT OR Apache-2.0\n# Completions of axle for bash.\n";
  text += k_note;
  text +=
      "_axle() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" first=\"${COMP_WORDS[1]}\" second=\"${COMP_WORDS[2]}\" "
      "words=\"\"\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n";
  format_to(text, "    words=\"{} --help --version\"\n  else\n    case \"$first $second\" in\n", join(words_of("")));
  for (const CommandRow& row : command_rows()) {
    if (!row.hidden) {
      format_to(text, "      \"{}\"{}) words=\"{}\" ;;\n", path_of(row), row.group.empty() ? "*" : "",
                join(options_of(row.command)));
    }
  }
  for (const std::string& group : groups()) {
    format_to(text, "      \"{} \"*) words=\"{}\" ;;\n", group, join(words_of(group)));
  }
  text +=
      "    esac\n"
      "  fi\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "}\n"
      "complete -o default -F _axle axle\n";
  return text;
}

std::string make_zsh() {
  std::string text = "#compdef axle\n# SPDX-License-Identifier: MIT OR Apache-2.0\n# Completions of axle for zsh.\n";
  text += k_note;
  text += "_axle() {\n  if (( CURRENT == 2 )); then\n";
  format_to(text, "    compadd -- {} --help --version\n    return\n  fi\n  case \"$words[2] $words[3]\" in\n",
            join(words_of("")));
  for (const CommandRow& row : command_rows()) {
    if (!row.hidden) {
      format_to(text, "    \"{}\"{}) compadd -- {}; _files ;;\n", path_of(row), row.group.empty() ? "*" : "",
                join(options_of(row.command)));
    }
  }
  for (const std::string& group : groups()) {
    format_to(text, "    \"{} \"*) compadd -- {} ;;\n", group, join(words_of(group)));
  }
  text += "  esac\n}\n_axle \"$@\"\n";
  return text;
}

std::string make_fish() {
  std::string text = "# SPDX-License-Identifier: MIT OR Apache-2.0\n# Completions of axle for fish.\n";
  text += k_note;
  format_to(text, "complete -c axle -n __fish_use_subcommand -f -a '{}'\n", join(words_of("")));
  for (const std::string& group : groups()) {
    const std::string words = join(words_of(group));
    format_to(text,
              "complete -c axle -n '__fish_seen_subcommand_from {0}; and not __fish_seen_subcommand_from {1}' "
              "-f -a '{1}'\n",
              group, words);
  }
  for (const CommandRow& row : command_rows()) {
    if (row.hidden) {
      continue;
    }
    const std::string condition =
        row.group.empty()
            ? format("__fish_seen_subcommand_from {}", row.name)
            : format("__fish_seen_subcommand_from {}; and __fish_seen_subcommand_from {}", row.group, row.name);
    for (const OptionRow& option : option_rows()) {
      if ((option.commands & only(row.command)) != 0 && is_shown(option)) {
        format_to(text, "complete -c axle -n '{}' -l {}{}\n", condition, long_name_of(option).substr(2),
                  option.shape == OptionShape::flag ? "" : " -r");
      }
    }
  }
  return text;
}

}  // namespace

Result<std::string> make_completion(std::string_view shell) {
  if (shell == "bash") {
    return make_bash();
  }
  if (shell == "zsh") {
    return make_zsh();
  }
  if (shell == "fish") {
    return make_fish();
  }
  return fail(ErrorCode::usage,
              format("no completions for `{}`: the shells are bash, zsh and fish", to_printable(shell)));
}

}  // namespace axle::cli
