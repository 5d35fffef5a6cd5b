// SPDX-License-Identifier: MIT OR Apache-2.0
// The one translation unit that compiles CLI11.
#include "cli/args/parse.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/args/help_text.hpp"
#include "cli/args/similar.hpp"

namespace axle::cli {
namespace {

/// Whether `use(spelling)`, with dashes, is true for a spelling of the row.
template <typename Use>
bool any_spelling(const OptionRow& row, Use&& use) {
  std::string_view names = row.names;
  while (true) {
    const std::size_t end = names.find_first_of("|,");
    if (use(names.substr(0, end))) {
      return true;
    }
    if (end == std::string_view::npos) {
      return false;
    }
    names.remove_prefix(end + 1);
  }
}

bool has_spelling(const OptionRow& row, std::string_view name) {
  return any_spelling(row, [name](std::string_view spelling) { return spelling == name; });
}

bool is_long(std::string_view argument) {
  return argument.starts_with("--");
}

std::string_view name_in(std::string_view argument) {
  return argument.substr(0, argument.find('='));
}

/// Whether an argument can mean the row. Short options stand together, and with their values: `-qr`, `-rfile`.
bool is_named(const OptionRow& row, const std::vector<std::string>& arguments) {
  return any_spelling(row, [&arguments](std::string_view spelling) {
    return std::ranges::any_of(arguments, [spelling](const std::string& argument) {
      return is_long(spelling) ? name_in(argument) == spelling : argument.starts_with('-') && !is_long(argument);
    });
  });
}

/// Whether the argument takes the next one as its value, by any row of the table: needed to find the command behind
/// global options.
bool takes_next(const std::string& argument) {
  if (argument.find('=') != std::string::npos) {
    return false;
  }
  return std::ranges::any_of(option_rows(), [&](const OptionRow& row) {
    return row.shape != OptionShape::flag && row.commands == ~CommandSet{0} && has_spelling(row, argument);
  });
}

/// The first two words that are no options: positions in `arguments`.
std::vector<std::size_t> find_words(const std::vector<std::string>& arguments) {
  std::vector<std::size_t> words;
  for (std::size_t i = 0; i < arguments.size() && words.size() < 2; ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") {
      break;
    }
    if (!argument.starts_with('-')) {
      words.push_back(i);
    } else if (takes_next(argument)) {
      ++i;
    }
  }
  return words;
}

struct FoundCommand {
  std::optional<Command> command;  ///< nothing: there are only options, perhaps --help or --version
  std::vector<std::string> rest;   ///< arguments without the command's words
};

Result<FoundCommand> without_words(const std::vector<std::string>& arguments, std::vector<std::size_t> words,
                                   Command command) {
  FoundCommand found{.command = command, .rest = arguments};
  std::ranges::sort(words, std::greater{});
  for (const std::size_t at : words) {
    found.rest.erase(found.rest.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return found;
}

/// The words that could stand where `name` does. At the top also `pip install`, for who forgets `pip`.
std::optional<std::string> find_similar_command(std::string_view group, std::string_view name) {
  std::vector<std::string> words;
  for (const CommandRow& row : command_rows()) {
    if (row.group == group && !row.hidden) {
      words.emplace_back(row.name);
    } else if (group.empty() && row.name == name) {
      return format("{} {}", row.group, row.name);
    } else if (group.empty() && !row.group.empty()) {
      words.emplace_back(row.group);
    }
  }
  return find_similar(name, words);
}

std::unexpected<Error> unknown_command(std::string_view group, std::string_view name) {
  Error error(ErrorCode::usage, format("unrecognized subcommand '{}'", to_printable(name)));
  if (const auto similar = find_similar_command(group, name)) {
    error = std::move(error).with_hint(
        format("a similar subcommand exists: `axle {}{}{}`", group, group.empty() ? "" : " ", *similar));
  }
  return fail(
      std::move(error).with_hint(format("run `axle help{}{}` to see the commands", group.empty() ? "" : " ", group)));
}

bool wants_help(const std::vector<std::string>& arguments) {
  return std::ranges::any_of(arguments, [](const std::string& a) { return a == "--help" || a == "-h"; });
}

Result<FoundCommand> find_words_command(const std::vector<std::string>& arguments) {
  const std::vector<std::size_t> words = find_words(arguments);
  if (words.empty()) {
    return FoundCommand{.command = std::nullopt, .rest = arguments};
  }
  const std::string& first = arguments[words[0]];
  if (const auto command = find_command("", first)) {
    return without_words(arguments, {words[0]}, *command);
  }
  if (!is_command_group(first)) {
    return unknown_command("", first);
  }
  if (words.size() < 2) {
    if (wants_help(arguments)) {
      return FoundCommand{.command = Command::help, .rest = {first}};
    }
    return fail(Error(ErrorCode::usage, format("'axle {}' requires a subcommand but one was not provided", first))
                    .with_hint(format("run `axle help {}` to see the commands", first)));
  }
  const std::string& second = arguments[words[1]];
  if (const auto command = find_command(first, second)) {
    return without_words(arguments, words, *command);
  }
  return unknown_command(first, second);
}

/// Declares rows of the command to CLI11 and moves what it found into `parsed`: those that are named, since CLI11 holds
/// each against all before it, which for the options of `pip compile` takes a tenth of a small resolution.
class OptionParser {
 public:
  OptionParser(Command command, const std::vector<std::string>& given) {
    parsed_.command = command;
    app_.set_help_flag();
    for (const OptionRow& row : option_rows()) {
      if ((row.commands & only(command)) != 0 && is_named(row, given)) {
        declare(row);
      }
    }
    app_.allow_extras();
  }

  Result<ParsedArgs> parse(const std::vector<std::string>& given) {
    const auto end = std::ranges::find(given, "--");
    TRY_ASSIGN(std::vector<std::string> arguments, separate_values({given.begin(), end}));
    std::ranges::reverse(arguments);  // CLI11 takes them from the back
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
      return parse_failure(error);
    }
    settle_opposites();
    TRY(take_positionals({end == given.end() ? end : end + 1, given.end()}));
    TRY(check_values());
    return std::move(parsed_);
  }

 private:
  /// What no option took. Declared to CLI11 they would be unpacked: it reads `[a,b]` as two arguments.
  [[nodiscard]] Result<void> take_positionals(const std::vector<std::string>& behind_dashes) {
    parsed_.positionals = app_.remaining();
    const auto unknown = std::ranges::find_if(parsed_.positionals, is_option);
    if (unknown != parsed_.positionals.end()) {
      return unexpected_argument(*unknown);
    }
    parsed_.positionals.insert(parsed_.positionals.end(), behind_dashes.begin(), behind_dashes.end());
    if (row_of(parsed_.command).arguments.empty() && !parsed_.positionals.empty()) {
      return unexpected_argument(parsed_.positionals.front());
    }
    return {};
  }

  /// Of a flag and the one that takes it back, only the one that was typed last was given.
  void settle_opposites() {
    for (const CLI::Option* option : std::views::reverse(app_.parse_order())) {
      const auto given = declared_.find(option);
      if (given == declared_.end() || parsed_.count(given->second->id) == 0) {
        continue;
      }
      for (const auto& [other, row] : declared_) {
        if (row->negated == given->second->id || given->second->negated == row->id) {
          parsed_.counts[static_cast<std::size_t>(row->id)] = 0;
        }
      }
    }
  }

  /// What CLI11 does not know of. An empty value is a variable of a script that was not set.
  [[nodiscard]] Result<void> check_values() {
    for (const OptionRow& row : option_rows()) {
      auto& values = parsed_.values[static_cast<std::size_t>(row.id)];
      const EmptyValue meaning = empty_value_of(row);
      if (meaning == EmptyValue::is_absence) {
        std::erase(values, "");
      } else if (meaning == EmptyValue::is_refused && std::ranges::find(values, "") != values.end()) {
        return fail(ErrorCode::usage, format("the value of '{} <{}>' is empty", long_name_of(row), row.value));
      }
    }
    const std::string_view kind = row_of(parsed_.command).arguments;
    const std::size_t most = split(kind, ' ').size();
    if (parsed_.positionals.size() > most && !kind.ends_with("...")) {
      return unexpected_argument(parsed_.positionals[most]);
    }
    const bool may_be_blank = kind == "[PATH]";
    for (const std::string& argument : parsed_.positionals) {
      if (argument.empty() || (trim(argument).empty() && !may_be_blank)) {
        return fail(ErrorCode::usage, format("the argument '{}' is {}", kind, argument.empty() ? "empty" : "blank"));
      }
    }
    return {};
  }

  [[nodiscard]] const OptionRow* find_row(std::string_view name) const {
    const auto rows = option_rows();
    const auto found = std::ranges::find_if(rows, [&](const OptionRow& row) {
      return (row.commands & only(parsed_.command)) != 0 && has_spelling(row, name);
    });
    return found == rows.end() ? nullptr : &*found;
  }

  /// Gives `--name=value` as two arguments: CLI11 would take the next argument for the value of `--name=`, any
  /// argument at all for that of `--name`, and numbers for flags.
  [[nodiscard]] Result<std::vector<std::string>> separate_values(const std::vector<std::string>& given) const {
    std::vector<std::string> list;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::size_t equals = given[i].find('=');
      const OptionRow* row = given[i].starts_with('-') ? find_row(given[i].substr(0, equals)) : nullptr;
      list.push_back(row != nullptr ? given[i].substr(0, equals) : given[i]);
      if (row == nullptr || (row->shape == OptionShape::flag && equals == std::string::npos)) {
        continue;
      }
      if (row->shape == OptionShape::flag) {
        return fail(ErrorCode::usage, format("unexpected value '{}' for '{}' found; no more were expected",
                                             to_printable(given[i].substr(equals + 1)), list.back()));
      }
      if (equals == std::string::npos && (i + 1 == given.size() || is_option(given[i + 1]))) {
        return fail(ErrorCode::usage, missing_value(*row));
      }
      list.push_back(equals == std::string::npos ? given[++i] : given[i].substr(equals + 1));
    }
    return list;
  }

  static bool is_option(const std::string& argument) { return argument.starts_with('-') && argument != "-"; }

  static std::string missing_value(const OptionRow& row) {
    return format("a value is required for '{} <{}>' but none was supplied", long_name_of(row), row.value);
  }

  void declare(const OptionRow& row) {
    const auto slot = static_cast<std::size_t>(row.id);
    std::string names(row.names);
    std::ranges::replace(names, '|', ',');
    if (row.shape == OptionShape::flag) {
      CLI::Option* const flag = app_.add_flag(names, parsed_.counts[slot]);
      declared_.emplace(flag->multi_option_policy(CLI::MultiOptionPolicy::TakeAll), &row);
      return;
    }
    app_.add_option(names, parsed_.values[slot])
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->expected(1);
  }

  /// A value that lacks behind `-qr`.
  [[nodiscard]] std::unexpected<Error> parse_failure(const CLI::ParseError& error) const {
    const std::string text = error.what();
    const OptionRow* row = find_row(text.substr(0, text.find(':')));
    return fail(ErrorCode::usage, row != nullptr ? missing_value(*row) : to_printable(text));
  }

  [[nodiscard]] std::unexpected<Error> unexpected_argument(const std::string& argument) const {
    Error error(ErrorCode::usage, format("unexpected argument '{}' found", to_printable(argument)));
    std::vector<std::string> names;
    for (const OptionRow& row : option_rows()) {
      if ((row.commands & only(parsed_.command)) != 0) {
        any_spelling(row, [&names](std::string_view spelling) {
          if (is_long(spelling)) {
            names.emplace_back(spelling);
          }
          return false;
        });
      }
    }
    const auto similar = is_long(argument) ? find_similar(std::string(name_in(argument)), names) : std::nullopt;
    if (similar) {
      error = std::move(error).with_hint(format("a similar argument exists: `{}`", *similar));
    }
    return fail(std::move(error));
  }

  CLI::App app_;
  std::map<const CLI::Option*, const OptionRow*> declared_;  ///< flags
  ParsedArgs parsed_;
};

}  // namespace

bool ParsedArgs::has(OptionId id) const {
  const auto slot = static_cast<std::size_t>(id);
  return counts[slot] > 0 || !values[slot].empty();
}

Result<ParsedArgs> parse_args(const std::vector<std::string>& arguments) {
  TRY_ASSIGN(const FoundCommand found, find_words_command(arguments));
  TRY_ASSIGN(ParsedArgs parsed, OptionParser(found.command.value_or(Command::help), found.rest).parse(found.rest));
  parsed.words = arguments;
  if (!found.command && !parsed.has(OptionId::help) && !parsed.has(OptionId::version)) {
    return fail(Error(ErrorCode::usage, "'axle' requires a subcommand but one was not provided")
                    .with_hint("run `axle help` to see the commands"));
  }
  return parsed;
}

std::string usage_for(const std::vector<std::string>& arguments) {
  const auto found = find_words_command(arguments);
  if (!found) {
    return {};
  }
  return found->command ? usage_line(*found->command) : std::string(k_program_usage);
}

}  // namespace axle::cli
