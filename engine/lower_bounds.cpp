// SPDX-License-Identifier: MIT OR Apache-2.0
// Looks for a bound from below in everything that the user says about a name.
#include "engine/lower_bounds.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace axle::engine {
namespace {

bool has_lower_bound(const spec::Requirement& requirement) {
  using enum spec::SpecifierOperator;
  return requirement.url || std::ranges::any_of(requirement.specifiers.specifiers(), [](const spec::Specifier& part) {
           const spec::SpecifierOperator op = part.op();
           return op != less && op != less_equal && op != not_equal && op != not_equal_star;
         });
}

bool bounds(const std::vector<resolver::GivenRequirement>& list, const spec::PackageName& name) {
  return std::ranges::any_of(list, [&](const resolver::GivenRequirement& given) {
    return given.requirement.name == name && has_lower_bound(given.requirement);
  });
}

}  // namespace

void warn_of_missing_lower_bounds(const InstallInputs& inputs, resolver::ResolutionMode mode,
                                  const spec::MarkerEnvironment& markers, WarningSink& warnings) {
  if (mode == resolver::ResolutionMode::highest) {
    return;
  }
  for (const resolver::GivenRequirement& root : inputs.roots) {
    const spec::PackageName& name = root.requirement.name;
    if (root.requirement.marker.evaluate(markers) && !bounds(inputs.roots, name) && !bounds(inputs.constraints, name) &&
        !bounds(inputs.overrides, name)) {
      warnings.warn(
          format("The direct dependency `{}` is unpinned. Consider setting a lower bound when using `--resolution "
                 "lowest` or `--resolution lowest-direct` to avoid using outdated versions.",
                 name.text()));
    }
  }
}

}  // namespace axle::engine
