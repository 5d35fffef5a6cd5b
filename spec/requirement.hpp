// SPDX-License-Identifier: MIT OR Apache-2.0
// Requirements: `name[extra] >=1,<2 ; marker` and `name @ URL ; marker`.
//
// Spec:    dependency-specifiers (PEP 508). Strict for what the user writes, lenient for Requires-Dist of others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/url.hpp"
#include "spec/marker.hpp"
#include "spec/name.hpp"
#include "spec/specifier.hpp"

namespace axle::spec {

struct Requirement {
  PackageName name;
  std::vector<ExtraName> extras;  ///< sorted, unique
  SpecifierSet specifiers;        ///< empty when `url` is set
  std::optional<Url> url;         ///< `name @ URL`; only http(s) and file
  Marker marker;

  [[nodiscard]] std::string to_string() const;
  bool operator==(const Requirement&) const = default;
};

/// Errors: bad_requirement with place.column and the reason, for example
/// "expected one of `==`, `~=`, … after the name" — callers render the caret line.
[[nodiscard]] Result<Requirement> parse_requirement(std::string_view text);

struct LenientRequirement {
  Requirement requirement;
  std::vector<std::string> warnings;
};
[[nodiscard]] Result<LenientRequirement> parse_requirement_lenient(std::string_view text);

/// The pieces of a requirement, not yet parsed further: what metadata readers store and the solver interns.
struct RequirementPieces {
  std::string_view name;        ///< as written
  std::string_view extras;      ///< between the brackets, as written
  std::string_view specifiers;  ///< without parentheses
  std::string_view url;
  std::string_view marker;
};
/// Splits without validating the parts; nothing when even the split is impossible.
[[nodiscard]] std::optional<RequirementPieces> split_requirement(std::string_view text);

}  // namespace axle::spec
