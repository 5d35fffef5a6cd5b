// SPDX-License-Identifier: MIT OR Apache-2.0
// What goes away: the files of old distributions by their RECORD, the byte code of those files, and which folders
// hold nothing else.
//
// Rules:   a folder goes whole only if everything in it is in an old RECORD or is byte code of such a file; rows that
//          lead out of the root, through a link, or to the environment's own files are skipped with a warning (R04,
//          R05, U01, U02); rows that name a folder are dropped (R11); files that a kept distribution also lists stay,
//          with a warning where the RECORDs differ and the content is the leaving one's (venv/left_content.hpp). Wheels
//          that came with one command have RECORDs that agree, whatever the wheels had: nothing is noticed then.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "venv/install_scheme.hpp"
#include "venv/installed.hpp"

namespace axle::venv {

struct Removal {
  /// Folders of old distributions' metadata, below the root: always removed whole.
  std::vector<std::string> dist_infos;
  /// Files and links that exist and go, below the root; byte code included, `dist_infos` not.
  std::unordered_set<std::string> files;
  /// Folders of which everything goes.
  std::unordered_set<std::string> folders;

  [[nodiscard]] bool has_file(const std::string& path) const { return files.contains(path); }
  [[nodiscard]] bool has_folder(const std::string& path) const { return folders.contains(path); }
};

/// Looks at the disk, changes nothing. `kept` are distributions that stay and whose files are spared.
/// Errors: bad_record, not_removable (lies outside of the root), io.
[[nodiscard]] Result<Removal> collect_removal(const std::vector<InstalledDistribution>& old,
                                              const std::vector<InstalledDistribution>& kept, const Directory& root,
                                              const InstallTarget& target, WarningSink& warnings);

/// Folders that are never removed, whatever they hold: the scheme's own and those above them.
[[nodiscard]] std::unordered_set<std::string> protected_folders(const InstallTarget& target);

/// The path of a RECORD row below the root; nothing when it leads out, is absolute, or is the root itself.
[[nodiscard]] std::optional<std::string> resolve_record_path(std::string_view site, std::string_view row);

/// Where the distribution's site folder is, below the root. Errors: not_removable.
[[nodiscard]] Result<std::string> site_of(const InstalledDistribution& distribution, const InstallTarget& target);

}  // namespace axle::venv
