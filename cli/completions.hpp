// SPDX-License-Identifier: MIT OR Apache-2.0
// Shell completions, made from the tables of commands and options. completions/ holds what this makes; a test compares.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace axle::cli {

/// `bash`, `zsh` or `fish`. Errors: usage.
[[nodiscard]] Result<std::string> make_completion(std::string_view shell);

}  // namespace axle::cli
