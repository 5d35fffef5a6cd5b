// SPDX-License-Identifier: MIT OR Apache-2.0
// From argv to a command and the raw values of its options.
//
// Two stages: the command is found first, then only its options are given to the parser (a full tree of parsers costs
// 4 ms at every start, performance.md 3.4). Parsing itself is CLI11's.
// Not here: what values mean (cli/settings).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/args/command.hpp"
#include "cli/args/option.hpp"

namespace axle::cli {

struct ParsedArgs {
  Command command = Command::help;
  std::array<std::vector<std::string>, k_option_count> values;  ///< by OptionId
  std::array<int, k_option_count> counts{};                     ///< occurrences of flags
  std::vector<std::string> positionals;
  std::vector<std::string> words;  ///< all of them, as they were typed

  [[nodiscard]] bool has(OptionId id) const;
  [[nodiscard]] int count(OptionId id) const { return counts[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const std::vector<std::string>& all(OptionId id) const { return values[static_cast<std::size_t>(id)]; }
};

/// `arguments` without the program's name. Errors: usage.
[[nodiscard]] Result<ParsedArgs> parse_args(const std::vector<std::string>& arguments);
/// What stands below an error of parse_args: the usage line of the command that `arguments` name, or of the program
/// when they name none; empty when the name is unknown.
[[nodiscard]] std::string usage_for(const std::vector<std::string>& arguments);

}  // namespace axle::cli
