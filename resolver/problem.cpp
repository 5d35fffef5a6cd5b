// SPDX-License-Identifier: MIT OR Apache-2.0
// Look-ups of the problem's small tables.
#include "resolver/problem.hpp"

#include <algorithm>

namespace axle::resolver {

bool NameSet::contains(const spec::PackageName& name) const {
  return all || std::ranges::find(names, name) != names.end();
}

PrereleaseMode PrereleasePolicy::of(const spec::PackageName& name) const {
  const auto found = std::find_if(per_package.rbegin(), per_package.rend(),
                                  [&name](const auto& entry) { return entry.first == name; });
  return found == per_package.rend() ? mode : found->second;
}

std::optional<UnixTime> ExcludeNewer::of(const spec::PackageName& name) const {
  for (const auto& [package, own] : per_package) {
    if (package == name) {
      return own;
    }
  }
  return cutoff;
}

namespace {

/// `permits`: whether what is taken away counts where its marker holds.
void leave_out(std::vector<GivenRequirement>& list, Problem& problem,
               const std::function<bool(const GivenRequirement&)>& is_meant,
               const std::function<bool(const GivenRequirement&)>& permits) {
  std::erase_if(list, [&](const GivenRequirement& given) {
    if (!is_meant(given)) {
      return false;
    }
    if (permits(given) && given.requirement.marker.evaluate(problem.target.markers)) {
      problem.left_out.push_back(given.requirement);
    }
    return true;
  });
}

}  // namespace

void leave_out_roots(Problem& problem, const std::function<bool(const GivenRequirement&)>& is_meant) {
  // What an override replaces has no say anyway.
  leave_out(problem.roots, problem, is_meant, [&](const GivenRequirement& given) {
    return std::ranges::none_of(problem.overrides, [&](const GivenRequirement& override) {
      return override.requirement.name == given.requirement.name;
    });
  });
}

void leave_out_constraints(Problem& problem, const std::function<bool(const GivenRequirement&)>& is_meant) {
  leave_out(problem.constraints, problem, is_meant, [](const GivenRequirement&) { return true; });
}

}  // namespace axle::resolver
