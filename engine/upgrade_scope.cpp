// SPDX-License-Identifier: MIT OR Apache-2.0
// Decides what is held, and makes requirements of the rest.
#include "engine/upgrade_scope.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace axle::engine {
namespace {

/// Errors: not_installed.
Result<std::set<std::size_t>> numbers_of_named(const UpgradeScope& scope, const NeedGraph& graph) {
  std::set<std::size_t> named;
  for (const spec::Requirement& requirement : scope.named) {
    const auto number = graph.find(requirement.name);
    if (!number) {
      return fail(ErrorCode::not_installed, format("`{}` is not installed", requirement.name.text()));
    }
    named.insert(*number);
  }
  return named;
}

}  // namespace

Result<UpgradeInputs> add_upgrade(const UpgradeScope& scope, const venv::Installed& installed,
                                  const TargetEnvironment& environment, InstallInputs& inputs) {
  const NeedGraph graph = make_need_graph(installed, environment.interpreter.python.markers);
  TRY_ASSIGN(const std::set<std::size_t> named, numbers_of_named(scope, graph));
  std::set<std::size_t> held;
  if (!scope.all) {
    held = requirers_of(graph, named);
    std::erase_if(held, [&](std::size_t number) { return named.contains(number); });
  }
  UpgradeInputs upgrade;
  upgrade.staying = find_staying(graph, environment.target.root);
  for (const StayingPackage& staying : upgrade.staying) {
    held.insert(*graph.find(staying.name));
  }
  std::erase_if(upgrade.staying, [&](const StayingPackage& staying) {
    return scope.excluded.contains(staying.name) || (!scope.all && !named.contains(*graph.find(staying.name)));
  });
  for (const spec::PackageName& name : scope.excluded) {
    if (const auto number = graph.find(name)) {
      held.insert(*number);
    }
  }
  std::erase_if(held, [&](std::size_t number) { return !can_be_required(graph.packages[number]); });
  add_installed_roots(graph, held, OtherVersions::newer, inputs);
  if (!scope.all) {  // nobody asked to mend the rest
    const auto names = [&](const spec::PackageName& name) {
      return std::ranges::find(scope.named, name, &spec::Requirement::name) != scope.named.end();
    };
    const auto is_named = [&](const resolver::ScopedOverride& unmet) {
      return names(unmet.parent) || names(unmet.given.requirement.name);
    };
    const auto rest = std::ranges::stable_partition(inputs.unmet, is_named);
    inputs.scoped_overrides.insert(inputs.scoped_overrides.end(), rest.begin(), rest.end());
    inputs.unmet.erase(rest.begin(), rest.end());
  }
  for (const spec::Requirement& requirement : scope.named) {
    if (!requirement.specifiers.empty() || !requirement.extras.empty()) {
      inputs.roots.push_back({.requirement = requirement, .origin = {}});
    }
  }
  upgrade.held = names_of(graph, held);
  return upgrade;
}

}  // namespace axle::engine
