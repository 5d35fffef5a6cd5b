// SPDX-License-Identifier: MIT OR Apache-2.0
// What a proof tells of a package beside its clauses: listed and hidden versions, reasons, wheel tags.
#pragma once

#include "resolver/outcome.hpp"
#include "resolver/package_universe.hpp"

namespace axle::resolver {

/// `cutoffs` tells which option hides what is too new.
[[nodiscard]] ExplainedPackage explain_package(const PackageUniverse::Name& name, const ExcludeNewer& cutoffs);

}  // namespace axle::resolver
