// SPDX-License-Identifier: MIT OR Apache-2.0
// Warns of direct requirements without a lower bound where the lowest versions are wanted: they get decades-old ones.
#pragma once

#include "base/warning_sink.hpp"
#include "engine/pip_install.hpp"

namespace axle::engine {

/// One warning a name, in the order given; nothing for ResolutionMode::highest. As the oracle's: a bound may also come
/// from a constraint or an override, and URLs need none.
void warn_of_missing_lower_bounds(const InstallInputs& inputs, resolver::ResolutionMode mode,
                                  const spec::MarkerEnvironment& markers, WarningSink& warnings);

}  // namespace axle::engine
