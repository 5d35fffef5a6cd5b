// SPDX-License-Identifier: MIT OR Apache-2.0
// Asks with the needs first, and without those that have no answer then.
#include "engine/unmet_needs.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <variant>

#include "resolver/solve.hpp"

namespace axle::engine {
namespace {

constexpr std::size_t k_tries = 16;
constexpr std::uint64_t k_conflicts = 1'000;

using Parents = std::set<spec::PackageName>;

/// The problem in which the needs of `met` count.
resolver::Problem with_needs(resolver::Problem problem, const std::vector<resolver::ScopedOverride>& unmet,
                             const Parents& met) {
  for (const resolver::ScopedOverride& left_out : unmet) {
    if (!met.contains(left_out.parent)) {
      problem.scoped_overrides.push_back(left_out);
      continue;
    }
    for (resolver::GivenRequirement& root : problem.roots) {
      const bool is_needed = root.is_installed && root.requirement.name == left_out.given.requirement.name;
      if (is_needed && !root.requirement.specifiers.pinned()) {
        root.requirement.specifiers = {};
      }
    }
  }
  return problem;
}

}  // namespace

Result<void> settle_unmet_needs(const std::vector<resolver::ScopedOverride>& unmet, resolver::MetadataSource& source,
                                const std::stop_token& stop, resolver::Problem& problem) {
  const auto has_answer = [&](const Parents& met) -> Result<bool> {
    resolver::Problem tried = with_needs(problem, unmet, met);
    tried.options.most_conflicts = k_conflicts;
    tried.options.swap = false;
    const auto outcome = resolver::solve(tried, source, stop);
    if (!outcome && outcome.error().code() == ErrorCode::cancelled) {
      return fail(outcome.error().clone());
    }
    return outcome && std::holds_alternative<resolver::Resolution>(*outcome);
  };
  Parents met;
  for (const resolver::ScopedOverride& left_out : unmet) {
    met.insert(left_out.parent);
  }
  TRY_ASSIGN(const bool has_all, met.empty() ? Result<bool>(true) : has_answer(met));
  if (!has_all) {
    std::size_t tries = 0;
    for (const spec::PackageName& parent : std::exchange(met, {})) {
      Parents more = met;
      more.insert(parent);
      TRY_ASSIGN(const bool is_met, ++tries <= k_tries ? has_answer(more) : Result<bool>(false));
      met = is_met ? std::move(more) : std::move(met);
    }
  }
  problem = with_needs(std::move(problem), unmet, met);
  return {};
}

}  // namespace axle::engine
