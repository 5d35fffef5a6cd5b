// SPDX-License-Identifier: MIT OR Apache-2.0
// --require-hashes: what was asked for must be pinned and have a hash, before anybody is asked for anything.
//
// Not here: the same of dependencies, once they are known (engine/pin_selection).
#pragma once

#include "base/result.hpp"
#include "engine/pip_install.hpp"
#include "spec/marker.hpp"

namespace axle::engine {

/// Looks at the requirements that `markers` makes count, and at overrides in their place. Errors: bad_configuration.
[[nodiscard]] Result<void> check_required_hashes(const InstallInputs& inputs, const spec::MarkerEnvironment& markers);

}  // namespace axle::engine
