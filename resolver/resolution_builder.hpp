// SPDX-License-Identifier: MIT OR Apache-2.0
// Picks as a Resolution: texts, files, who asked for what, warnings.
#pragma once

#include <span>

#include "resolver/outcome.hpp"
#include "resolver/package_universe.hpp"
#include "resolver/search.hpp"

namespace axle::resolver {

/// Of all requirements in the metadata of what was picked, and of what the user gives these packages in their place or
/// besides, whether they hold or not.
[[nodiscard]] std::vector<MetadataMarker> markers_of(const PackageUniverse& universe, std::span<const Pick> picks);

/// Picks of a package and of its extras become one package, with who asked for it. Statistics are left empty.
[[nodiscard]] Resolution make_resolution(const PackageUniverse& universe, std::span<const Pick> picks);

}  // namespace axle::resolver
