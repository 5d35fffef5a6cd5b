// SPDX-License-Identifier: MIT OR Apache-2.0
// Which of the user's inputs count for one Python.
//
// Rules:   overrides take the place of what is required, wheels and hashes included; constraints hold beside it. What
//          is wrong with a constraint or an override is told once somebody asks for its name. Who gives hashes for a
//          name allows no others.
// Not here: reading the inputs (engine/install_inputs), URLs in metadata (engine/direct_lookahead).
#pragma once

#include "base/result.hpp"
#include "engine/install_inputs.hpp"
#include "spec/marker.hpp"

namespace axle::engine {

/// Looks at the markers, once the Python is known: wheels given by URL, hashes (a URL's fragment is one), and what
/// cannot be installed count only where they are wanted.
/// Errors: unsupported_source; bad_configuration when no hash is allowed by all, or a name is to come from two indexes;
/// those of read_direct_wheel().
[[nodiscard]] Result<void> select_inputs(CollectedInputs& collected, const spec::MarkerEnvironment& markers);

}  // namespace axle::engine
