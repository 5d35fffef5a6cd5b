// SPDX-License-Identifier: MIT OR Apache-2.0
// Makes requirements of installed packages.
#include "engine/installed_roots.hpp"

#include <optional>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/url.hpp"
#include "engine/scoped_inputs.hpp"

namespace axle::engine {
namespace {

/// `==1.0`; `>=1.0`, where a local part says nothing.
spec::SpecifierSet bound_of(const NeedingPackage& package, bool is_held, OtherVersions others) {
  if (!is_held && others == OtherVersions::any) {
    return {};
  }
  std::string version = package.distribution.version->to_string();
  if (!is_held) {
    version = version.substr(0, version.find('+'));
  }
  return *spec::SpecifierSet::parse((is_held ? "==" : ">=") + version);
}

std::optional<std::string> find_reason_to_stay(const venv::InstalledDistribution& distribution,
                                               const std::string& root) {
  const auto direct_url = venv::read_direct_url(distribution);
  if (const auto editable = venv::find_editable_location(distribution, direct_url)) {
    return format("it is editable, at `{}`", *editable);
  }
  if (direct_url) {
    return format("it was installed from `{}`", redact_urls(direct_url->url));
  }
  if (!is_at_or_below(distribution.site_directory, root)) {
    return format("it lies outside of the environment, in `{}`", distribution.site_directory);
  }
  return venv::find_removal_obstacle(distribution);
}

/// Why it cannot be the subject of a requirement.
std::optional<std::string> find_damage(const NeedingPackage& package) {
  if (!package.fault.empty()) {
    return format("its metadata cannot be read: {}", package.fault);
  }
  if (package.has_twins) {
    return "it is installed twice";
  }
  return package.distribution.version ? std::nullopt : std::optional<std::string>("its version is none");
}

}  // namespace

bool can_be_required(const NeedingPackage& package) {
  return !find_damage(package);
}

void add_installed_roots(const NeedGraph& graph, const std::set<std::size_t>& held, OtherVersions others,
                         InstallInputs& inputs) {
  for (std::size_t number = 0; number < graph.packages.size(); ++number) {
    const NeedingPackage& package = graph.packages[number];
    if (!can_be_required(package)) {
      continue;
    }
    spec::Requirement requirement;
    requirement.name = package.name();
    requirement.extras = {package.extras_of_user.begin(), package.extras_of_user.end()};
    requirement.specifiers = bound_of(package, held.contains(number), others);
    inputs.roots.push_back({.requirement = std::move(requirement), .origin = {}, .is_installed = true});
    for (const UnmetNeed& unmet : package.unmet) {
      if (package.uses(unmet.extra)) {
        inputs.unmet.push_back(
            {.parent = package.name(),
             .version = package.distribution.version,
             .given = {.requirement = make_unwanted(unmet.requirement.name), .origin = {}, .is_installed = true}});
      }
    }
  }
}

std::set<spec::PackageName> names_of(const NeedGraph& graph, const std::set<std::size_t>& numbers) {
  std::set<spec::PackageName> names;
  for (const std::size_t number : numbers) {
    names.insert(graph.packages[number].name());
  }
  return names;
}

std::vector<StayingPackage> find_staying(const NeedGraph& graph, const std::string& root) {
  std::vector<StayingPackage> staying;
  for (const NeedingPackage& package : graph.packages) {
    auto reason = find_reason_to_stay(package.distribution, root);
    reason = reason ? std::move(reason) : find_damage(package);
    if (reason) {
      staying.push_back(
          {.name = package.name(), .version = package.distribution.version_text, .reason = *std::move(reason)});
    }
  }
  return staying;
}

}  // namespace axle::engine
