// SPDX-License-Identifier: MIT OR Apache-2.0
// One comparison of a marker: what is allowed, and its truth in one environment. Internal to spec/.
//
// Spec:    dependency-specifiers, "Environment markers"; resolver.md 2.4 for what each kind of variable means.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "spec/marker.hpp"

namespace axle::spec {

/// One side of a comparison as written.
struct MarkerOperand {
  std::optional<MarkerVariable> variable;
  std::string_view text;  ///< without quotes; the variable's name where `variable` is set
};

/// Why a comparison makes no sense, and what lenient reading puts in its place.
struct SenselessComparison {
  std::string reason;
  MarkerNode::Kind replacement = MarkerNode::Kind::always;
};

/// Legacy spellings (os.name, python_implementation) included.
[[nodiscard]] std::optional<MarkerVariable> find_marker_variable(std::string_view name);
[[nodiscard]] std::string_view to_string(MarkerVariable variable);
[[nodiscard]] std::string_view to_string(MarkerOperator op);

/// The comparison with its variable on the left, but for in / not in of a text in a variable.
[[nodiscard]] std::expected<MarkerNode, SenselessComparison> make_comparison(const MarkerOperand& left,
                                                                             MarkerOperator op,
                                                                             const MarkerOperand& right);

/// Of comparisons that make_comparison made and that name neither extra, extras nor dependency_groups.
[[nodiscard]] bool is_true(const MarkerNode& comparison, const MarkerEnvironment& environment);

}  // namespace axle::spec
