// SPDX-License-Identifier: MIT OR Apache-2.0
// pip's own configuration: its files and its variables, as far as they say from where to install.
//
// Rules:   pip's documentation, *Configuration*, and Python's configparser, which reads the files: `=` and `:` alike,
//          any indentation, continued lines, no second key of one name. Nearest first: PIP_* variables; then the
//          section [install] of all files, then [global] of all files; of the files PIP_CONFIG_FILE, the
//          environment's, the user's (not when PIP_CONFIG_FILE is there), the system's. What is nearer replaces what
//          is farther, lists too. PIP_CONFIG_FILE=/dev/null switches all files off.
// Keys:    index-url, extra-index-url, find-links, no-index, trusted-host, cert, proxy; no others.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "cli/env_vars.hpp"
#include "cli/option_values.hpp"

namespace axle::cli {

/// The two sections of a file that count. A key without a value has an empty list: it hides farther files.
struct PipSections {
  using Values = std::map<OptionId, std::vector<ConfigValue>>;
  Values install;
  Values global;
};

/// Layers with one key each: every key comes from one place. Errors: those of parse_pip_config and
/// read_config_text_if_there.
[[nodiscard]] Result<std::vector<ConfigLayer>> read_pip_layers(const EnvLookup& environment);

/// A `pip.conf`. Errors: bad_configuration with the place of a line that pip would refuse as well.
[[nodiscard]] Result<PipSections> parse_pip_config(std::string_view text, const std::string& file);

}  // namespace axle::cli
