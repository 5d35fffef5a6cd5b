// SPDX-License-Identifier: MIT OR Apache-2.0
// Gathers the variables of markers.
#include "engine/known_environment.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "base/format.hpp"

namespace axle::engine {
namespace {

using spec::MarkerEnvironment;
using spec::MarkerVariable;

struct Told {
  MarkerVariable variable;
  std::string_view name;
  std::string MarkerEnvironment::* value;
};

/// In the order in which they are told.
constexpr std::array k_told = std::to_array<Told>({
    {MarkerVariable::implementation_version, "implementation_version", &MarkerEnvironment::implementation_version},
    {MarkerVariable::python_full_version, "python_full_version", &MarkerEnvironment::python_full_version},
    {MarkerVariable::implementation_name, "implementation_name", &MarkerEnvironment::implementation_name},
    {MarkerVariable::os_name, "os_name", &MarkerEnvironment::os_name},
    {MarkerVariable::platform_machine, "platform_machine", &MarkerEnvironment::platform_machine},
    {MarkerVariable::platform_python_implementation, "platform_python_implementation",
     &MarkerEnvironment::platform_python_implementation},
    {MarkerVariable::platform_release, "platform_release", &MarkerEnvironment::platform_release},
    {MarkerVariable::platform_version, "platform_version", &MarkerEnvironment::platform_version},
    {MarkerVariable::sys_platform, "sys_platform", &MarkerEnvironment::sys_platform},
});

/// The variable that says as much, and more.
MarkerVariable told_for(MarkerVariable variable) {
  return variable == MarkerVariable::python_version    ? MarkerVariable::python_full_version
         : variable == MarkerVariable::platform_system ? MarkerVariable::sys_platform
                                                       : variable;
}

/// What the markers ask, and of which packages they are.
class Gathered {
 public:
  void add(const spec::PackageName& name, const spec::Marker& marker) {
    if (marker == spec::Marker::never()) {
      return;  // it is left out wherever it is, so that constraints on it say nothing either
    }
    names_.insert(name);
    for (const spec::MarkerNode& node : marker.nodes()) {
      if (node.kind == spec::MarkerNode::Kind::comparison) {
        variables_.insert(told_for(node.variable));
      }
    }
  }

  [[nodiscard]] bool names(const spec::PackageName& name) const { return names_.contains(name); }
  [[nodiscard]] bool asks(MarkerVariable variable) const { return variables_.contains(variable); }

 private:
  std::set<spec::PackageName> names_;
  std::set<MarkerVariable> variables_;
};

/// A requirement, or what overrides it.
void add_overridden(const spec::PackageName& name, const spec::Marker& marker, const InstallInputs& inputs,
                    Gathered& gathered) {
  bool is_replaced = false;
  for (const resolver::GivenRequirement& replacement : inputs.overrides) {
    if (replacement.requirement.name == name) {
      gathered.add(name, replacement.requirement.marker);
      is_replaced = true;
    }
  }
  if (!is_replaced) {
    gathered.add(name, marker);
  }
}

}  // namespace

std::string describe_known_environment(const InstallInputs& inputs, const resolver::Resolution& resolution,
                                       const MarkerEnvironment& environment) {
  Gathered gathered;
  for (const resolver::GivenRequirement& root : inputs.roots) {
    add_overridden(root.requirement.name, root.requirement.marker, inputs, gathered);
  }
  for (const resolver::MetadataMarker& required : resolution.markers) {
    if (required.is_scoped) {
      gathered.add(required.name, required.marker);
    } else {
      add_overridden(required.name, required.marker, inputs, gathered);
    }
  }
  for (const resolver::GivenRequirement& constraint : inputs.constraints) {
    if (gathered.names(constraint.requirement.name)) {
      gathered.add(constraint.requirement.name, constraint.requirement.marker);
    }
  }
  std::string text;
  for (const Told& told : k_told) {
    if (gathered.asks(told.variable)) {
      const std::string& value = environment.*told.value;
      const char quote = value.find('\'') == std::string::npos ? '\'' : '"';
      format_to(text, "{}{} == {}{}{}", text.empty() ? "" : " and ", told.name, quote, value, quote);
    }
  }
  return text;
}

}  // namespace axle::engine
