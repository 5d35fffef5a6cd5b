// SPDX-License-Identifier: MIT OR Apache-2.0
// Entry names of site folders, and the few files that say what the name does not.
#include "venv/installed_entry.hpp"

#include <utility>

#include "base/text.hpp"
#include "spec/metadata.hpp"
#include "spec/site_entry.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_metadata_limit_bytes = 16 * 1024 * 1024;
constexpr std::uint64_t k_link_limit_bytes = 64 * 1024;

InstalledEntry finish(InstalledDistribution distribution, std::string_view name, std::string_view version) {
  InstalledEntry entry{std::move(distribution), {}};
  auto parsed = spec::PackageName::parse(name);
  if (!parsed) {
    entry.problem = parsed.error().message();
    return entry;
  }
  entry.distribution.name = std::move(*parsed);
  entry.distribution.version_text = version;
  entry.distribution.version = spec::Version::try_parse(version);
  if (entry.distribution.version) {
    entry.distribution.version_text = entry.distribution.version->to_string();
  }
  return entry;
}

/// Name and version from a METADATA or PKG-INFO file.
InstalledEntry finish_from_file(InstalledDistribution distribution, const std::string& file) {
  const auto text = read_file(file, k_metadata_limit_bytes);
  const auto metadata = text ? spec::parse_metadata(*text) : Result<spec::CoreMetadata>(fail(text.error().clone()));
  if (!metadata) {
    return {std::move(distribution), to_string(metadata.error())};
  }
  return finish(std::move(distribution), metadata->name, metadata->version);
}

std::optional<InstalledEntry> read_egg_link(InstalledDistribution distribution, std::string_view stem) {
  distribution.kind = InstalledKind::egg_link;
  const auto text = read_file(distribution.path(), k_link_limit_bytes);
  const std::string target = text ? std::string(first_line_of(*text)) : std::string();
  if (target.empty()) {
    return InstalledEntry{std::move(distribution), "it names no folder"};
  }
  distribution.link_target = absolute_path(target, distribution.site_directory);
  const std::string project = distribution.link_target;
  const auto directory = Directory::open(project);
  const auto entries = directory ? directory->list() : Result<std::vector<DirectoryEntry>>();
  for (const DirectoryEntry& entry : entries ? *entries : std::vector<DirectoryEntry>()) {
    const auto found = spec::parse_site_entry(entry.name);
    if (found && found->kind == spec::SiteEntryKind::egg_info &&
        spec::normalize_name(found->name) == spec::normalize_name(stem)) {
      return finish_from_file(std::move(distribution), join_path(join_path(project, entry.name), "PKG-INFO"));
    }
  }
  return finish(std::move(distribution), stem, "");
}

}  // namespace

std::string_view first_line_of(std::string_view text) {
  return trim(text.substr(0, text.find('\n')));
}

std::optional<InstalledEntry> read_installed_entry(const std::string& site_directory, const DirectoryEntry& entry) {
  const auto found = spec::parse_site_entry(entry.name);
  if (!found) {
    return std::nullopt;
  }
  InstalledDistribution distribution;
  distribution.site_directory = site_directory;
  distribution.entry = entry.name;
  if (found->kind == spec::SiteEntryKind::egg_link) {
    return read_egg_link(std::move(distribution), found->name);
  }
  bool is_directory = entry.kind == FileKind::directory;
  if (entry.kind == FileKind::symlink) {
    const auto status = status_of(distribution.path());
    is_directory = status && *status && (*status)->kind == FileKind::directory;
  }
  const bool egg = found->kind == spec::SiteEntryKind::egg_info;
  if (!egg && !is_directory) {
    return std::nullopt;
  }
  if (egg) {
    distribution.kind = is_directory ? InstalledKind::egg_info_directory : InstalledKind::egg_info_file;
  }
  if (!found->version.empty() && spec::Version::try_parse(found->version)) {
    return finish(std::move(distribution), found->name, found->version);
  }
  const std::string file =
      !is_directory ? distribution.path() : join_path(distribution.path(), egg ? "PKG-INFO" : "METADATA");
  return finish_from_file(std::move(distribution), file);
}

}  // namespace axle::venv
