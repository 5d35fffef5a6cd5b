// SPDX-License-Identifier: MIT OR Apache-2.0
// The smallest set of the user's own inputs that has no answer: what the first proof names and can do without is left
// out, one by one.
//
// Source:   resolver.md 5.3 nos. 2 and 4 (shrink by deletion).
// Bounds:   tries are counted, and their conflicts, never their time: what is told does not depend on it.
// Not here: conflicts that have nothing to do with the first one (further_conflicts.hpp), other inputs than
//           requirements and constraints.
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"

namespace axle::resolver {

/// Puts in the place of `proof`, which is one of `problem`, a proof of which every requirement and constraint of the
/// user is needed: without any one of them, but with what it permits (see leave_out_roots), the others have an answer.
/// Where tries run out, or a try is hard or its metadata cannot be had, some may be left that are not needed. What was
/// counted stays that of the first search.
/// Errors: cancelled.
[[nodiscard]] Result<void> minimize_inputs(const Problem& problem, MetadataSource& source, const std::stop_token& stop,
                                           NoSolution& proof);

}  // namespace axle::resolver
