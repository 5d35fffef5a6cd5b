// SPDX-License-Identifier: MIT OR Apache-2.0
// Which Python a command is for: the options that choose it, where it is looked for, and what `axle venv` makes of it.
//
// Not here: another version or platform to choose for (cli/compile_settings).
#pragma once

#include "base/result.hpp"
#include "cli/option_values.hpp"
#include "cli/settings.hpp"

namespace axle::cli {

/// Fills `target`, `search` and `venv`; the working folder and the cache's are settled before. Errors: usage.
[[nodiscard]] Result<void> fill_python_settings(const ParsedArgs& args, const EnvLookup& environment,
                                                const OptionValues& values, Settings& settings);

}  // namespace axle::cli
