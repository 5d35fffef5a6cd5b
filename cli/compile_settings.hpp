// SPDX-License-Identifier: MIT OR Apache-2.0
// The options of `pip compile` and `pip sync`, and the command that the header of a compiled file names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "cli/option_values.hpp"
#include "cli/settings.hpp"

namespace axle::cli {

/// Errors: usage.
[[nodiscard]] Result<void> fill_compile_settings(const ParsedArgs& args, const OptionValues& values,
                                                 Settings& settings);

/// The words as one would type them again: without what only one run needs (--upgrade, --quiet, …) and, unless they are
/// written to the file, without the places of indexes. Never with credentials.
[[nodiscard]] std::string compile_command_of(const std::vector<std::string>& words, const CompileSettings& compile);

}  // namespace axle::cli
