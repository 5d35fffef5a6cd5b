// SPDX-License-Identifier: MIT OR Apache-2.0
// The truth of one comparison in one environment.
//
// Rules:   python_version and python_full_version compare by release parts on both sides, so that a pre-release
//          interpreter satisfies either `< V` or `>= V` (resolver.md 2.4); implementation_version compares in full.
//          `in` a list of versions means equal to one of them: `3.1` is not in `3.11`.
//          platform_release and platform_version are versions where both sides are, else text; text knows no order, so
//          `<=` and `>=` mean equality and `<` and `>` are false.
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "spec/marker_comparison.hpp"
#include "spec/specifier.hpp"

namespace axle::spec {

namespace {

const std::string& value_of(MarkerVariable variable, const MarkerEnvironment& environment) {
  switch (variable) {
    case MarkerVariable::os_name:
      return environment.os_name;
    case MarkerVariable::sys_platform:
      return environment.sys_platform;
    case MarkerVariable::platform_machine:
      return environment.platform_machine;
    case MarkerVariable::platform_python_implementation:
      return environment.platform_python_implementation;
    case MarkerVariable::platform_release:
      return environment.platform_release;
    case MarkerVariable::platform_system:
      return environment.platform_system;
    case MarkerVariable::platform_version:
      return environment.platform_version;
    case MarkerVariable::python_version:
      return environment.python_version;
    case MarkerVariable::python_full_version:
      return environment.python_full_version;
    case MarkerVariable::implementation_name:
      return environment.implementation_name;
    case MarkerVariable::implementation_version:
      return environment.implementation_version;
    case MarkerVariable::extra:
    case MarkerVariable::extras:
    case MarkerVariable::dependency_groups:
      break;
  }
  assertion_failed("is an environment variable", "extras and groups are not part of the environment",
                   std::source_location::current());
}

bool is_release_only(MarkerVariable variable) {
  return variable == MarkerVariable::python_version || variable == MarkerVariable::python_full_version;
}

/// CPython built from a checkout reports `3.11.1+`; the sign stands for an unnamed local version.
std::optional<Version> parse_reported(MarkerVariable variable, std::string_view text) {
  if (is_release_only(variable) && text.ends_with('+')) {
    text.remove_suffix(1);
  }
  return Version::try_parse(text);
}

SpecifierOperator specifier_operator_of(MarkerOperator op, bool star) {
  switch (op) {
    case MarkerOperator::equal:
      return star ? SpecifierOperator::equal_star : SpecifierOperator::equal;
    case MarkerOperator::not_equal:
      return star ? SpecifierOperator::not_equal_star : SpecifierOperator::not_equal;
    case MarkerOperator::less:
      return SpecifierOperator::less;
    case MarkerOperator::less_equal:
      return SpecifierOperator::less_equal;
    case MarkerOperator::greater:
      return SpecifierOperator::greater;
    case MarkerOperator::greater_equal:
      return SpecifierOperator::greater_equal;
    case MarkerOperator::compatible:
      return SpecifierOperator::compatible;
    case MarkerOperator::arbitrary:
    case MarkerOperator::in:
    case MarkerOperator::not_in:
      break;
  }
  return SpecifierOperator::arbitrary;
}

/// The specifier of a comparison, or nothing where the value is no version for it (text of platform_release).
std::optional<Specifier> find_specifier(const MarkerNode& node) {
  std::string_view text = trim(node.value);
  const bool star = text.ends_with(".*");
  if (star) {
    text.remove_suffix(2);
  }
  std::optional<Version> version = Version::try_parse(text);
  if (!version) {
    return std::nullopt;
  }
  if (is_release_only(node.variable)) {
    return Specifier::of(specifier_operator_of(node.op, star), version->base_version());
  }
  if (version->packed_key() != 0 && !star && node.op != MarkerOperator::compatible) {
    return Specifier::of(specifier_operator_of(node.op, star), std::move(*version));
  }
  std::string whole(to_string(node.op));
  whole += node.value;
  Result<Specifier> specifier = Specifier::parse(whole);
  return specifier ? std::optional(std::move(*specifier)) : std::nullopt;
}

bool is_version_in_list(const MarkerNode& node, const Version& version) {
  std::string_view rest = node.value;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(", \t\r\n\f\v"), rest.size());
    const std::optional<Version> element = Version::try_parse(rest.substr(0, end));
    if (element && (is_release_only(node.variable) ? element->base_version() : *element) == version) {
      return true;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

bool is_text_true(const MarkerNode& node, std::string_view actual) {
  switch (node.op) {
    case MarkerOperator::equal:
    case MarkerOperator::less_equal:
    case MarkerOperator::greater_equal:
      return actual == node.value;
    case MarkerOperator::not_equal:
      return actual != node.value;
    case MarkerOperator::in:
      return node.value_on_left ? actual.find(node.value) != std::string_view::npos
                                : node.value.find(actual) != std::string::npos;
    case MarkerOperator::not_in:
      return node.value_on_left ? actual.find(node.value) == std::string_view::npos
                                : node.value.find(actual) == std::string::npos;
    case MarkerOperator::arbitrary:
      return equals_ignoring_case(actual, trim(node.value));
    case MarkerOperator::less:
    case MarkerOperator::greater:
    case MarkerOperator::compatible:
      break;
  }
  return false;
}

bool is_membership(MarkerOperator op) {
  return op == MarkerOperator::in || op == MarkerOperator::not_in;
}

/// The truth by versions; nothing where text decides.
std::optional<bool> find_version_truth(const MarkerNode& node, std::string_view actual) {
  const bool either =
      node.variable == MarkerVariable::platform_release || node.variable == MarkerVariable::platform_version;
  if (node.op == MarkerOperator::arbitrary || (is_membership(node.op) && (either || node.value_on_left))) {
    return std::nullopt;
  }
  std::optional<Version> version = parse_reported(node.variable, actual);
  if (!version) {
    return std::nullopt;
  }
  if (is_release_only(node.variable)) {
    version = version->base_version();
  }
  if (is_membership(node.op)) {
    return is_version_in_list(node, *version) == (node.op == MarkerOperator::in);
  }
  const std::optional<Specifier> specifier = find_specifier(node);
  return specifier ? std::optional(specifier->contains(*version)) : std::nullopt;
}

bool compares_versions(MarkerVariable variable) {
  return is_release_only(variable) || variable == MarkerVariable::implementation_version ||
         variable == MarkerVariable::platform_release || variable == MarkerVariable::platform_version;
}

}  // namespace

bool is_true(const MarkerNode& comparison, const MarkerEnvironment& environment) {
  const std::string& actual = value_of(comparison.variable, environment);
  if (compares_versions(comparison.variable)) {
    if (const std::optional<bool> truth = find_version_truth(comparison, actual)) {
      return *truth;
    }
  }
  return is_text_true(comparison, actual);
}

}  // namespace axle::spec
