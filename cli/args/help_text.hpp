// SPDX-License-Identifier: MIT OR Apache-2.0
// Help texts, made from the tables of commands and options.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cli/args/command.hpp"

namespace axle::cli {

inline constexpr std::string_view k_program_usage = "Usage: axle [OPTIONS] <COMMAND>";

/// `Usage: axle pip install [OPTIONS] [PACKAGE]...`
[[nodiscard]] std::string usage_line(Command command);
/// The full help of one command.
[[nodiscard]] std::string help_of(Command command);
/// The overview of all commands, or of one group.
[[nodiscard]] std::string help_overview(std::string_view group);

}  // namespace axle::cli
