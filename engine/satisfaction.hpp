// SPDX-License-Identifier: MIT OR Apache-2.0
// Whether an environment already has what is asked for, with all that depends on it, read from the disk alone.
//
// This is the way of a repeated command: no index, no thread, no solver (design: performance.md, no-op install).
// Rules:   as the oracle's: every requirement, followed through METADATA of what is installed; a URL must be the one of
//          direct_url.json; constraints and overrides apply. Anything odd (a duplicate, unreadable METADATA)
//          means "not satisfied", and the solver decides.
#pragma once

#include <cstdint>

#include "engine/pip_install.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

/// Whether what installed distributions need must be there too.
enum class SatisfactionScope : std::uint8_t { roots_only, with_dependencies };

/// Whether all that `inputs` asks for is installed already, so that nothing has to be resolved. In doubt it is not.
[[nodiscard]] bool is_satisfied(const InstallInputs& inputs, SatisfactionScope scope, const venv::Installed& installed,
                                const spec::MarkerEnvironment& markers);

}  // namespace axle::engine
