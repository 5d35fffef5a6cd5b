// SPDX-License-Identifier: MIT OR Apache-2.0
// The program behind main(): arguments in, exit status out.
#pragma once

#include <string>
#include <vector>

#include "cli/env_vars.hpp"
#include "cli/settings.hpp"

namespace axle::cli {

/// `arguments` without the program's name. Never throws.
[[nodiscard]] int run_app(const std::vector<std::string>& arguments, const EnvLookup& environment,
                          const BuildFacts& build);

}  // namespace axle::cli
