// SPDX-License-Identifier: MIT OR Apache-2.0
// The one entrance of the resolver.
//
// Source:  universal.md §2 `search(E)` for one environment; docs/resolver.md.
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"

namespace axle::resolver {

/// Finds one version per needed name, or the proof that there is none.
///
/// The answer is a function of `problem` and of what `source` answers; input order does not matter.
/// Errors: whatever the source fails with; cancelled; bad_requirement when the user gives two URLs for one name.
[[nodiscard]] Result<Outcome> solve(const Problem& problem, MetadataSource& source, const std::stop_token& stop = {});

}  // namespace axle::resolver
