// SPDX-License-Identifier: MIT OR Apache-2.0
// The one entrance of the resolver.
//
// Source:  universal.md §2 `search(E)` for one environment; docs/resolver.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "spec/name.hpp"

namespace axle::resolver {

/// The conflicts of a search, and the package that they were about most often.
struct ConflictCount {
  std::uint64_t all = 0;
  std::uint64_t over_most = 0;
  spec::PackageName most;
};

/// "84 conflicts, 12 of them over `a` (the most over one package)"; "1 conflict, over `a`".
[[nodiscard]] std::string to_string(const ConflictCount& conflicts);

/// A search that lasts.
struct HardSearch {
  ConflictCount conflicts;
  std::chrono::nanoseconds elapsed{};  ///< without what the source took: waiting for the network is no search
};

/// Who is told, once, when a search with conflicts has lasted for `patience`, counted as `elapsed` above. The answer
/// does not depend on it.
struct SearchWatch {
  const Clock& clock;
  std::chrono::nanoseconds patience = std::chrono::seconds(60);
  std::function<void(const HardSearch&)> tell;
};

/// Finds one version per needed name, or the proof that there is none.
///
/// The answer is a function of `problem` and of what `source` answers; input order does not matter.
/// Errors: whatever the source fails with; cancelled; no_solution when the user gives two URLs for one name, or when
/// the proof takes more memory than the options allow; resolution_too_hard when the search does, or has more conflicts
/// than they allow, with a hint that names a package.
[[nodiscard]] Result<Outcome> solve(const Problem& problem, MetadataSource& source, const std::stop_token& stop = {},
                                    const SearchWatch* watch = nullptr);

}  // namespace axle::resolver
