// SPDX-License-Identifier: MIT OR Apache-2.0
// Evaluates markers of a lock file.
#include "spec/lock_marker.hpp"

#include <algorithm>

#include "spec/marker_comparison.hpp"
#include "spec/marker_walk.hpp"

namespace axle::spec {
namespace {

bool is_wanted(const MarkerNode& node) {
  return node.op == MarkerOperator::equal || node.op == MarkerOperator::in;
}

template <typename Name>
bool has(const std::vector<Name>& names, const std::string& text) {
  return std::ranges::binary_search(names, text, {}, &Name::text);
}

bool is_comparison_true(const MarkerNode& node, const MarkerEnvironment& environment, const LockChoice& choice) {
  if (node.variable == MarkerVariable::extra || node.variable == MarkerVariable::extras) {
    return has(choice.extras, node.value) == is_wanted(node);
  }
  if (node.variable == MarkerVariable::dependency_groups) {
    return has(choice.groups, node.value) == is_wanted(node);
  }
  return is_true(node, environment);
}

}  // namespace

bool holds_in_lock(const Marker& marker, const MarkerEnvironment& environment, const LockChoice& choice) {
  return evaluate_nodes(marker.nodes(),
                        [&](const MarkerNode& node) { return is_comparison_true(node, environment, choice); });
}

}  // namespace axle::spec
