// SPDX-License-Identifier: MIT OR Apache-2.0
// The command that enters an environment, as somebody types it into the shell that he uses.
//
// Not here: what the scripts hold, and words in them (venv/activation_scripts.hpp).
#pragma once

#include <string>
#include <string_view>

namespace axle::venv {

/// `source .venv/bin/activate`. `shell` is a path of a shell as SHELL has it; `directory` the environment as the user
/// named it. Names with control characters are written with that shell's escapes. A shell that cannot be told the name,
/// or cannot enter a relocatable environment (csh), gets the command for another shell, and is told so.
[[nodiscard]] std::string activation_command(std::string_view shell, const std::string& directory, bool relocatable);

}  // namespace axle::venv
