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

}  // namespace axle::resolver
