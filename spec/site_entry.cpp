// SPDX-License-Identifier: MIT OR Apache-2.0
// The suffix, then name and version up to the dashes.
#include "spec/site_entry.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"

namespace axle::spec {

std::optional<SiteEntry> parse_site_entry(std::string_view entry) {
  constexpr std::array<std::pair<std::string_view, SiteEntryKind>, 3> k_suffixes = {{
      {".dist-info", SiteEntryKind::dist_info},
      {".egg-info", SiteEntryKind::egg_info},
      {".egg-link", SiteEntryKind::egg_link},
  }};
  for (const auto& [suffix, kind] : k_suffixes) {
    if (entry.size() < suffix.size() || to_lower_ascii(entry.substr(entry.size() - suffix.size())) != suffix) {
      continue;
    }
    const std::string_view stem = entry.substr(0, entry.size() - suffix.size());
    const std::size_t dash = stem.find('-');
    if (dash == std::string_view::npos || kind == SiteEntryKind::egg_link) {
      return SiteEntry{kind, stem, {}};
    }
    std::string_view version = stem.substr(dash + 1);
    if (kind == SiteEntryKind::egg_info) {
      version = version.substr(0, version.find("-py"));
    }
    return SiteEntry{kind, stem.substr(0, dash), version};
  }
  return std::nullopt;
}

}  // namespace axle::spec
