// SPDX-License-Identifier: MIT OR Apache-2.0
// One table of settings: its keys become values of options, its [[index]] entries locations of indexes.
//
// Rules:   a key that is known has a value of its type, or the whole file is refused: going on without it would ask the
//          wrong index, or install something else. Keys that nobody knows are warnings (cli/config_keys.hpp).
#pragma once

#include "base/result.hpp"
#include "base/toml_doc.hpp"
#include "base/warning_sink.hpp"
#include "cli/option_values.hpp"

namespace axle::cli {

/// Reads axle.toml, uv.toml or their table of a pyproject.toml into `layer`, whose origin is the file.
/// Errors: bad_configuration with the place of the value and what it must be.
[[nodiscard]] Result<void> read_config_table(const TomlValue& settings, ConfigLayer& layer, WarningSink& warnings);

/// The table `key` of `document`, or nullptr where there is none. Errors: bad_configuration when it is no table; `path`
/// is how a person finds it: `tool.uv`.
[[nodiscard]] Result<const TomlValue*> find_config_table(const TomlValue& document, std::string_view key,
                                                         std::string_view path, const std::string& file);

}  // namespace axle::cli
