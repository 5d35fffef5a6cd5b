// SPDX-License-Identifier: MIT OR Apache-2.0
// Goes through the requirements of the user.
#include "engine/required_hashes.hpp"

#include <ranges>

#include "base/format.hpp"
#include "engine/pin_selection.hpp"

namespace axle::engine {
namespace {

Result<void> check_hash(const spec::Requirement& requirement, const InstallInputs& inputs,
                        const spec::MarkerEnvironment& markers) {
  if (!requirement.marker.evaluate(markers)) {
    return {};
  }
  if (!requirement.url && !requirement.specifiers.pinned()) {
    return fail(ErrorCode::bad_configuration,
                format("In `--require-hashes` mode, all requirements must have their versions pinned with `==`, "
                       "but found: {}",
                       requirement.to_string()));
  }
  const auto hashes = inputs.hashes.find(requirement.name);
  if (hashes == inputs.hashes.end()) {
    return fail(ErrorCode::bad_configuration,
                format("In `--require-hashes` mode, all requirements must have a hash, but there is none for: {}",
                       requirement.to_string()));
  }
  return check_strength(hashes->second, requirement.to_string());
}

}  // namespace

Result<void> check_required_hashes(const InstallInputs& inputs, const spec::MarkerEnvironment& markers) {
  const auto has_name = [](const spec::PackageName& name) {
    return [&name](const resolver::GivenRequirement& given) { return given.requirement.name == name; };
  };
  for (const resolver::GivenRequirement& root : inputs.roots) {
    auto overrides = inputs.overrides | std::views::filter(has_name(root.requirement.name));
    if (overrides.empty()) {
      TRY(check_hash(root.requirement, inputs, markers));
    }
    for (const resolver::GivenRequirement& given : overrides) {
      TRY(check_hash(given.requirement, inputs, markers));
    }
  }
  return {};
}

}  // namespace axle::engine
