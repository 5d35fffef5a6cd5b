// SPDX-License-Identifier: MIT OR Apache-2.0
// For which environments an answer is known to be right: those that agree with the target in all that markers ask.
//
// Source:  uv's `--emit-marker-expression`, in whose form and order the values are told.
// Not here: simplifying. A variable that a marker names counts, though the marker may hold whatever its value is.
#pragma once

#include <string>
#include <vector>

#include "engine/install_inputs.hpp"
#include "resolver/outcome.hpp"
#include "spec/marker.hpp"

namespace axle::engine {

/// `python_full_version == '3.11.7' and sys_platform == 'linux'`: from the markers of the user's requirements, of the
/// metadata of the packages, and of constraints on what these name. Empty when none of them asks anything.
[[nodiscard]] std::string describe_known_environment(const InstallInputs& inputs,
                                                     const resolver::Resolution& resolution,
                                                     const spec::MarkerEnvironment& environment);

}  // namespace axle::engine
