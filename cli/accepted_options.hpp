// SPDX-License-Identifier: MIT OR Apache-2.0
// Options that concern what axle does not do: builds, universal resolutions, pip-compile's other resolver.
//
// What they say has no effect on wheels for one environment, in uv as here; a slip in them is told all the same, before
// it is in the way one day.
#pragma once

#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "cli/option_values.hpp"

namespace axle::cli {

/// Errors: usage, with the option or variable that is meant; those of names of packages.
[[nodiscard]] Result<void> check_accepted_options(const ParsedArgs& args, const OptionValues& values,
                                                  WarningSink& warnings);

}  // namespace axle::cli
