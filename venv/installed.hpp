// SPDX-License-Identifier: MIT OR Apache-2.0
// What is installed: one listing of each site folder; files of a distribution are read only when asked for.
//
// Spec:    recording-installed-packages; dist-info names give name and version, so a list of 96 packages opens
//          nothing but the folder. Others' forms: egg-info (folder and file), egg-link, editables, conda.
// Not here: what may be changed (plan.hpp), whether it fits together (check.hpp).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "spec/installed_files.hpp"
#include "spec/metadata.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"

namespace axle::venv {

/// Of a RECORD that is read.
inline constexpr std::uint64_t k_record_limit_bytes = 64 * 1024 * 1024;

enum class InstalledKind : std::uint8_t { dist_info, egg_info_directory, egg_info_file, egg_link };

struct InstalledDistribution {
  spec::PackageName name;
  /// Nothing when the version cannot be read or is not one (`version_text` says what stands there).
  std::optional<spec::Version> version;
  std::string version_text;
  InstalledKind kind = InstalledKind::dist_info;
  std::string site_directory;  ///< absolute
  std::string entry;           ///< name in `site_directory`: `foo-1.0.dist-info`
  std::string link_target;     ///< of an egg-link: the project's folder
  bool has_finders = false;    ///< its site folder holds `__editable__*.pth` files: one may be its own

  [[nodiscard]] std::string path() const;  ///< of the entry
  bool operator==(const InstalledDistribution&) const = default;
};

/// An entry that looks like a distribution but cannot be understood.
struct UnreadableEntry {
  std::string path;
  std::string reason;  ///< a clause for a message
  auto operator<=>(const UnreadableEntry&) const = default;
};

class Installed {
 public:
  Installed() = default;
  /// Lists each folder once; missing folders are fine. Errors: permission_denied, io.
  [[nodiscard]] static Result<Installed> scan(const std::vector<std::string>& site_directories);
  /// For tests and for plans over several sources.
  [[nodiscard]] static Installed from_list(std::vector<InstalledDistribution> distributions);

  /// Sorted by name, then by the order of the site folders; several of one name are duplicates.
  [[nodiscard]] const std::vector<InstalledDistribution>& distributions() const { return distributions_; }
  /// All distributions of the name, the one that `import` finds first.
  [[nodiscard]] std::vector<const InstalledDistribution*> find(const spec::PackageName& name) const;
  [[nodiscard]] const InstalledDistribution* find_first(const spec::PackageName& name) const;
  /// Sorted by path.
  [[nodiscard]] const std::vector<UnreadableEntry>& unreadable() const { return unreadable_; }

 private:
  std::vector<InstalledDistribution> distributions_;
  std::vector<UnreadableEntry> unreadable_;
};

/// METADATA or PKG-INFO. Errors: bad_metadata naming the file; not_found.
[[nodiscard]] Result<spec::CoreMetadata> read_installed_metadata(const InstalledDistribution& distribution);
/// WHEEL; nothing where there is none (egg-info).
[[nodiscard]] Result<std::optional<spec::WheelFile>> read_installed_wheel_file(
    const InstalledDistribution& distribution);
/// First line of INSTALLER, "" when there is none.
[[nodiscard]] std::string read_installer(const InstalledDistribution& distribution);
[[nodiscard]] bool read_requested(const InstalledDistribution& distribution);
/// Whether REQUESTED says, by a comment in it, that the distribution was one of a list: it may be a dependency.
[[nodiscard]] bool read_listed(const InstalledDistribution& distribution);
/// direct_url.json; nothing when there is none or it is broken; an egg-link counts as editable.
[[nodiscard]] std::optional<spec::DirectUrl> read_direct_url(const InstalledDistribution& distribution);
/// Folder of an editable installation: its direct_url.json (as read_direct_url() gave it), egg-link, or an
/// `__editable__` finder; nothing otherwise.
[[nodiscard]] std::optional<std::string> find_editable_location(const InstalledDistribution& distribution,
                                                                const std::optional<spec::DirectUrl>& direct_url);
/// RECORD; nothing when the file is missing. Errors: bad_record.
[[nodiscard]] Result<std::optional<std::vector<spec::RecordRow>>> read_installed_record(
    const InstalledDistribution& distribution);
/// Why it cannot be removed, naming the installer: one clause for a message; nothing when it can be.
[[nodiscard]] std::optional<std::string> find_removal_obstacle(const InstalledDistribution& distribution);

}  // namespace axle::venv
