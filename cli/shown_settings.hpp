// SPDX-License-Identifier: MIT OR Apache-2.0
// `--show-settings`: what was given of a command's options, and where; with the indexes for some packages alone and the
// requirements that files of settings hold.
//
// Rules:   values are those of the place that counts, option by option, as they were given; URLs without passwords.
//          What nobody gave is not told: it is as `axle help COMMAND` says.
// Not here: which of several options counts that say the same, such as --index-url and --default-index; requirements
//          that stand in files of settings (`override-dependencies`), which are no values of options.
#pragma once

#include <string>
#include <vector>

#include "cli/option_values.hpp"
#include "cli/settings.hpp"

namespace axle::cli {

/// By the order of the table of options; of lists each value, the ones that count first before the others. Then the
/// requirements of files in `sources`, where the command resolves.
[[nodiscard]] std::vector<ShownSetting> list_given_settings(const ParsedArgs& args, const OptionValues& values,
                                                            const RequirementSources& sources);

/// A line each, `index-url = https://index.example/simple  # uv.toml:2`, or an array of objects.
[[nodiscard]] std::string to_text(const std::vector<ShownSetting>& settings);
[[nodiscard]] std::string to_json(const std::vector<ShownSetting>& settings);

}  // namespace axle::cli
