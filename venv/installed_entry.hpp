// SPDX-License-Identifier: MIT OR Apache-2.0
// One entry of a site folder as a distribution.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/fs.hpp"
#include "venv/installed.hpp"

namespace axle::venv {

struct InstalledEntry {
  InstalledDistribution distribution;
  std::string problem;  ///< not empty: looks like a distribution, but is not understood; why
};

/// Up to the first line end, without blanks around; empty for an empty text.
[[nodiscard]] std::string_view first_line_of(std::string_view text);

/// Nothing when the entry is no distribution at all.
[[nodiscard]] std::optional<InstalledEntry> read_installed_entry(const std::string& site_directory,
                                                                 const DirectoryEntry& entry);

}  // namespace axle::venv
