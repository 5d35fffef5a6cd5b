// SPDX-License-Identifier: MIT OR Apache-2.0
// What the commands that choose versions ask of engine/install_inputs, and where they look: settings and files joined.
#pragma once

#include <vector>

#include "cli/settings.hpp"
#include "engine/install_inputs.hpp"

namespace axle::cli {

[[nodiscard]] engine::InputRequest make_input_request(const Settings& settings);

/// The order of indexes: flags and files first, the default one last; a file may name the default. --no-index, from
/// wherever it comes, leaves only --find-links.
[[nodiscard]] std::vector<fetch::IndexLocation> join_indexes(const IndexSettings& settings,
                                                             const engine::FileIndexes& files);

}  // namespace axle::cli
