// SPDX-License-Identifier: MIT OR Apache-2.0
// The metadata of an installed distribution as it stands in its file, for reports.
//
// Not here: what it means (venv/installed.hpp reads it).
#pragma once

#include <string>

#include "base/result.hpp"
#include "venv/installed.hpp"

namespace axle::venv {

/// The folder, or the file, that holds what is recorded of the distribution: `…/foo-1.0.dist-info`.
[[nodiscard]] std::string metadata_location(const InstalledDistribution& distribution);
/// METADATA or PKG-INFO. Errors: those of read_file().
[[nodiscard]] Result<std::string> read_metadata_text(const InstalledDistribution& distribution);

}  // namespace axle::venv
