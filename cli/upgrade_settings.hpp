// SPDX-License-Identifier: MIT OR Apache-2.0
// What `pip upgrade` is to upgrade: all that is installed, or what is named.
#pragma once

#include "base/result.hpp"
#include "cli/args/parse.hpp"
#include "engine/pip_install.hpp"

namespace axle::cli {

/// Of the arguments and `--all`, one of which has to be given. What is excluded is left to the caller.
/// Errors: usage, also for what is no requirement or names a URL.
[[nodiscard]] Result<engine::UpgradeScope> parse_upgrade(const ParsedArgs& args);

}  // namespace axle::cli
