// SPDX-License-Identifier: MIT OR Apache-2.0
// What the commands that choose versions ask of engine/install_inputs.
#pragma once

#include "cli/settings.hpp"
#include "engine/install_inputs.hpp"

namespace axle::cli {

[[nodiscard]] engine::InputRequest make_input_request(const Settings& settings);

}  // namespace axle::cli
