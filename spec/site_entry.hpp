// SPDX-License-Identifier: MIT OR Apache-2.0
// Names of entries of a site folder that stand for a distribution: those of wheels, and those that setuptools left.
//
// Source:  recording-installed-packages; importlib.metadata (`.dist-info` and `.egg-info` in any case); uv
//          (installed.rs: `.egg-link` too).
// Not here: what such an entry holds (venv/installed.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace axle::spec {

enum class SiteEntryKind : std::uint8_t { dist_info, egg_info, egg_link };

/// Views into the name that was parsed.
struct SiteEntry {
  SiteEntryKind kind = SiteEntryKind::dist_info;
  std::string_view name;
  std::string_view version;  ///< empty: not in the name
};

/// `foo-1.0.dist-info`, `foo-1.0-py3.11.egg-info`, `foo.egg-info`, `foo.egg-link`; nothing for any other name.
[[nodiscard]] std::optional<SiteEntry> parse_site_entry(std::string_view entry);

}  // namespace axle::spec
