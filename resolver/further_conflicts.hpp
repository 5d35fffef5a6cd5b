// SPDX-License-Identifier: MIT OR Apache-2.0
// Conflicts that stay when the requirements of the first one are left out: the user mends all of them at once.
//
// Source:   resolver.md 5.3 no. 4 (disjoint cores).
// Not here: one proof (derivation.hpp), their text (explanation.hpp).
#pragma once

#include <set>
#include <stop_token>

#include "base/result.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"

namespace axle::resolver {

/// The packages that facts of this kind speak of.
[[nodiscard]] std::set<spec::PackageName> packages_of(const NoSolution& proof, FactKind kind);

/// The problem without what the user said that has to do with this proof, as if nobody had asked for the packages that
/// its requirements name: without these, its constraints, and what overrides replace. An override itself cannot go,
/// since the requirements that it replaces would come back; nobody needs its package instead.
[[nodiscard]] Problem without_inputs_of(Problem problem, const NoSolution& proof);

/// Adds to `proof.others` what is left: at most three, none of which has a requirement, constraint or override of
/// the user in common with another one. A search that is hard, or whose metadata cannot be had, ends the looking.
/// Errors: cancelled.
[[nodiscard]] Result<void> add_further_conflicts(const Problem& problem, MetadataSource& source,
                                                 const std::stop_token& stop, NoSolution& proof);

}  // namespace axle::resolver
