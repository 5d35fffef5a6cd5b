// SPDX-License-Identifier: MIT OR Apache-2.0
// Sets of listed versions as people write them: `a`, `a==1.0`, `a>=2`, `a<=1.0 or a>=3.0`.
//
// Source:   resolver.md 5.1: ranges are snapped to versions that are listed.
#pragma once

#include <string>
#include <vector>

#include "resolver/outcome.hpp"

namespace axle::resolver {

/// A subject of a sentence and whether its verb is plural ("all versions of a need", "a==1.0 needs").
struct Subject {
  std::string text;
  bool plural = false;
};

/// Whether the bit of this version, a place in ExplainedPackage::versions, is set.
[[nodiscard]] bool holds_version(const FactTerm& term, std::size_t version);
/// "all versions of a", "a==1.0", "a<=1.0 or a>=3.0"; with `extras`, "a[x,y]==1.0". At most five parts.
[[nodiscard]] Subject subject_of(const ExplainedPackage& package, const FactTerm& term, const std::string& extras);
/// The complement of a term that holds when absent, as a requirement: `a`, `a>=2`; where that is no listed version,
/// `other versions of a`.
[[nodiscard]] std::string requirement_on(const ExplainedPackage& package, const FactTerm& term);
/// Why nothing satisfies `wanted`, which may be empty: "only a==1.0 is available", "there are no versions of a", "none of
/// the 30 versions of a (1.0 to 7.0) satisfies a>7.0".
[[nodiscard]] std::string availability_of(const ExplainedPackage& package, std::string_view wanted);

}  // namespace axle::resolver
