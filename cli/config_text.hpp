// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the text of a configuration file, axle's, uv's or pip's.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

namespace axle::cli {

/// A file that the user named. Errors: those of read_file().
[[nodiscard]] Result<std::string> read_config_text(const std::string& path);

/// Nothing where there is no file, or one of somebody who keeps it to himself, as in uv. What is there and cannot be
/// read otherwise is told: going on without its indexes would ask the wrong one for a private name.
/// Errors: those of read_file() but these two.
[[nodiscard]] Result<std::optional<std::string>> read_config_text_if_there(const std::string& path);

}  // namespace axle::cli
