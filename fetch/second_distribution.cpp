// SPDX-License-Identifier: MIT OR Apache-2.0
// Names of entries, and the name that an egg-info says inside.
#include "fetch/second_distribution.hpp"

#include <string>

#include "base/format.hpp"
#include "base/text.hpp"
#include "fetch/archive_fields.hpp"
#include "fetch/http_message.hpp"
#include "fetch/wheel_contents.hpp"
#include "spec/metadata.hpp"
#include "spec/name.hpp"
#include "spec/site_entry.hpp"

namespace axle::fetch {
namespace {

/// `below` is what follows the entry of site-packages: other tools read the name of an egg-info from these.
bool says_name(std::string_view below) {
  return below.empty() || below == "/PKG-INFO" || below == "/METADATA";
}

}  // namespace

Result<void> check_root_entry(const FileReader& file, const ArchiveEntry& entry, const spec::WheelName& name) {
  const std::string_view top = std::string_view(entry.path).substr(0, entry.path.find('/'));
  const auto found = spec::parse_site_entry(top);
  if (!found) {
    return {};
  }
  const auto version = spec::Version::try_parse(found->version);
  const bool is_own = found->kind == spec::SiteEntryKind::egg_info &&
                      spec::normalize_name(found->name) == name.name.text() &&
                      (found->version.empty() || (version && *version == name.version));
  if (!is_own) {
    return rule_failure("Z58", format("`{}` belongs to another distribution", top));
  }
  if (entry.is_directory || !says_name(std::string_view(entry.path).substr(top.size()))) {
    return {};
  }
  TRY_ASSIGN(const std::string text, read_entry(file, entry, k_metadata_limit_bytes));
  const auto metadata = spec::parse_metadata(text);
  // What cannot be read has no name that anybody could take for a distribution.
  if (metadata && spec::normalize_name(metadata->name) != name.name.text()) {
    return rule_failure("Z58", format("`{}` is of `{}`", entry.path, to_printable(metadata->name)));
  }
  return {};
}

Result<void> check_data_entry(std::string_view inner, const ArchiveEntry& entry) {
  const auto found = spec::parse_site_entry(inner.substr(0, inner.find('/')));
  if (!found) {
    return {};
  }
  return rule_failure("Z58", found->kind == spec::SiteEntryKind::dist_info
                                 ? format("`{}` is a second .dist-info folder", entry.path)
                                 : format("`{}` would be a second distribution", entry.path));
}

}  // namespace axle::fetch
