// SPDX-License-Identifier: MIT OR Apache-2.0
// The refutation as a proof: clauses and their steps turned into facts with names and versions.
//
// Source:   resolver.md 5.1, 5.3 no. 1. A learned clause is a chain of resolutions; the proof is a sequence of chains,
//           causes first, made without recursion.
// Not here: sentences (explanation.hpp).
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "resolver/clause_store.hpp"
#include "resolver/outcome.hpp"
#include "resolver/package_universe.hpp"
#include "resolver/problem.hpp"

namespace axle::resolver {

/// `refutation` is the learned clause without terms.
/// Errors: cancelled; no_solution, when the proof would take more memory than it may.
[[nodiscard]] Result<NoSolution> make_no_solution(const Problem& problem, PackageUniverse& universe,
                                                  const ClauseStore& clauses, ClauseId refutation,
                                                  const std::stop_token& stop);

}  // namespace axle::resolver
