// SPDX-License-Identifier: MIT OR Apache-2.0
// What the user can change so that there is an answer. Each change was tried: the versions are those of its answer.
//
// Source:   resolver.md 5.3 nos. 5 and 6.
// Order:    the user's own bounds, constraints, pre-releases, dates, further indexes, another Python; of one kind by
//           text. Tries are bounded by their number and their conflicts, never by time.
// Not here: how a fix is told (explanation.hpp).
#pragma once

#include <functional>
#include <stop_token>

#include "base/result.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"

namespace axle::resolver {

/// What the problem is after a change.
[[nodiscard]] Problem with_change(Problem problem, const FixStep& step);

/// Where metadata comes from.
struct FixSources {
  MetadataSource& asked;  ///< what the conflict was found with
  /// One that lets all indexes count; empty where that is the same.
  std::function<MetadataSource&()> all_indexes{};
};

/// Fills `fixes` of the proof, with at most three. With several conflicts it is one, made of the first change that
/// helps with each of them alone; nothing where all of these do not help together.
/// Errors: cancelled.
[[nodiscard]] Result<void> find_fixes(const Problem& problem, const FixSources& sources, const std::stop_token& stop,
                                      NoSolution& proof);

}  // namespace axle::resolver
