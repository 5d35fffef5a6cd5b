// SPDX-License-Identifier: MIT OR Apache-2.0
// The options that say which versions to choose: modes, dates, formats, upgrades.
#pragma once

#include "base/result.hpp"
#include "cli/option_values.hpp"
#include "cli/settings.hpp"

namespace axle::cli {

/// Errors: usage, and what else is wrong with a name or a requirement, each with the place of the value.
[[nodiscard]] Result<void> fill_choice_settings(const ParsedArgs& args, const OptionValues& values, Settings& settings);

}  // namespace axle::cli
