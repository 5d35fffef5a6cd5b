// SPDX-License-Identifier: MIT OR Apache-2.0
// What installed packages need and do not have, in the question of a resolution.
//
// Rules:   what can be met is met: the package that is needed may go back for that, or come anew. What cannot is no
//          reason against anything and is left out, so that the environment as it is still is an answer.
// Not here: finding such needs (engine/need_graph, engine/installed_roots).
#pragma once

#include <stop_token>
#include <vector>

#include "base/result.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/problem.hpp"

namespace axle::engine {

/// Adds to the problem those of `unmet` (each leaves one need out) without which it has no answer; of the others it
/// takes the bounds off the packages that are needed, unless they are held at their version. Where all needs cannot be
/// met together, they are tried parent by parent, in order, at most 16 of them. A try that is hard, or whose metadata
/// cannot be had, counts as one without an answer. Errors: cancelled.
[[nodiscard]] Result<void> settle_unmet_needs(const std::vector<resolver::ScopedOverride>& unmet,
                                              resolver::MetadataSource& source, const std::stop_token& stop,
                                              resolver::Problem& problem);

}  // namespace axle::engine
