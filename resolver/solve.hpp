// SPDX-License-Identifier: MIT OR Apache-2.0
// The one entrance of the resolver.
//
// Source:  universal.md §2 `search(E)` for one environment; docs/resolver.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "spec/name.hpp"

namespace axle::resolver {

/// A search that lasts.
struct HardSearch {
  spec::PackageName most_in_conflict;
  std::uint64_t conflicts = 0;
  std::chrono::nanoseconds elapsed{};
};

/// Who is told, once, when a search with conflicts has lasted for `patience`. The answer does not depend on it.
struct SearchWatch {
  const Clock& clock;
  std::chrono::nanoseconds patience = std::chrono::seconds(60);
  std::function<void(const HardSearch&)> tell;
};

/// Finds one version per needed name, or the proof that there is none.
///
/// The answer is a function of `problem` and of what `source` answers; input order does not matter.
/// Errors: whatever the source fails with; cancelled; bad_requirement when the user gives two URLs for one name;
/// resolution_too_hard and no_solution, when the search or its proof takes more memory than the options allow.
[[nodiscard]] Result<Outcome> solve(const Problem& problem, MetadataSource& source, const std::stop_token& stop = {},
                                    const SearchWatch* watch = nullptr);

}  // namespace axle::resolver
