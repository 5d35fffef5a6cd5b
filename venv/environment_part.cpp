// SPDX-License-Identifier: MIT OR Apache-2.0
// Names, and one look at the file system for links.
#include "venv/environment_part.hpp"

#include "base/fs.hpp"
#include "spec/script_name.hpp"
#include "venv/change.hpp"
#include "venv/environment_files.hpp"
#include "venv/environment_lock.hpp"

namespace axle::venv {

bool is_file_of_new_environment(const InstallTarget& target, std::string_view path) {
  if (!is_root_file(path)) {
    return false;
  }
  const auto cfg = status_of(target.absolute(k_cfg));
  return cfg && *cfg;
}

bool is_environment_program(const InstallTarget& target, std::string_view path) {
  const std::string folder = target.scripts + "/";
  return path.starts_with(folder) && spec::is_reserved_script_name(path.substr(folder.size()));
}

bool is_folder_link(const InstallTarget& target, const std::string& path) {
  if (path_parent(path) != target.data) {
    return false;
  }
  const auto link = link_status_of(target.absolute(path));
  const auto status = status_of(target.absolute(path));
  return link && *link && (*link)->kind == FileKind::symlink && status && *status &&
         (*status)->kind == FileKind::directory;
}

bool is_environment_part(const InstallTarget& target, const std::string& path) {
  return path == k_cfg || path == k_lock_file || is_at_or_below(path, k_change_folder) ||
         is_environment_program(target, path) || is_file_of_new_environment(target, path) ||
         is_folder_link(target, path);
}

}  // namespace axle::venv
