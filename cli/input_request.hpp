// SPDX-License-Identifier: MIT OR Apache-2.0
// What the commands that choose versions ask of engine/install_inputs.
#pragma once

#include "cli/settings.hpp"
#include "engine/install_inputs.hpp"

namespace axle::cli {

/// Paths are as the user gave them, below `working_directory`. The arguments of `compile` and `sync` are files; those
/// of commands that ask about what is installed are left out, since these read them themselves.
[[nodiscard]] engine::InputRequest make_input_request(const Settings& settings);

}  // namespace axle::cli
