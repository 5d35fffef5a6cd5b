// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks down the folders that cannot be renamed, and up again to remove them. No recursion: a tree may be deep.
#include "venv/folder_move.hpp"

#include <string>
#include <vector>

#include "base/format.hpp"

namespace axle::venv {
namespace {

Result<bool> is_folder(EntryAt entry) {
  TRY_ASSIGN(const auto status, entry.directory.status(entry.name));
  return status && status->kind == FileKind::directory;
}

/// Removes what was emptied, what is below first.
Result<void> remove_emptied(EntryAt top, const std::vector<std::string>& folders) {
  for (std::size_t i = folders.size(); i-- > 0;) {
    const std::string folder = join_path(top.name, folders[i]);
    TRY_ASSIGN(const bool removed, top.directory.remove_directory_if_empty(folder));
    if (!removed) {
      return fail(ErrorCode::io, format("cannot move `{}`: something was put into it meanwhile",
                                        join_path(top.directory.path(), folder)));
    }
  }
  return {};
}

/// Moves what is in one folder; appends the folders among it that must be walked too.
Result<void> move_content(EntryAt from, EntryAt to, std::vector<std::string>& folders, const std::string& folder) {
  TRY_ASSIGN(const auto entries, from.directory.list(join_path(from.name, folder)));
  for (const DirectoryEntry& entry : entries) {
    const std::string path = join_path(folder, entry.name);
    const std::string source = join_path(from.name, path);
    const std::string target = join_path(to.name, path);
    if (entry.kind == FileKind::directory) {
      TRY_ASSIGN(const bool renamed, from.directory.try_rename(source, to.directory, target));
      if (!renamed) {
        folders.push_back(path);
      }
    } else {
      TRY(from.directory.rename(source, to.directory, target));
    }
  }
  return {};
}

}  // namespace

Result<void> move_entry(EntryAt from, EntryAt to) {
  TRY_ASSIGN(const bool renamed, from.directory.try_rename(from.name, to.directory, to.name));
  if (renamed) {
    return {};
  }
  TRY_ASSIGN(const bool folder, is_folder(from));
  if (!folder) {
    return from.directory.rename(from.name, to.directory, to.name);  // whose error tells why
  }
  std::vector<std::string> folders = {""};
  for (std::size_t i = 0; i < folders.size(); ++i) {
    TRY_ASSIGN(const auto status, from.directory.status(join_path(from.name, folders[i])));
    // As open as it was: cut off here, the move may end with this folder. Its owner has to fill it first.
    TRY(to.directory.make_directory(join_path(to.name, folders[i]), status ? status->mode | 0700U : 0755U));
    TRY(move_content(from, to, folders, std::string(folders[i])));
    if (status) {
      TRY(to.directory.change_mode(join_path(to.name, folders[i]), status->mode));
    }
  }
  return remove_emptied(from, folders);
}

Result<void> put_back(EntryAt from, EntryAt to) {
  TRY_ASSIGN(const auto moved, to.directory.status(to.name));
  if (!moved) {
    return {};
  }
  std::vector<std::string> folders;  // in both places
  std::vector<std::string> open = {""};
  while (!open.empty()) {
    const std::string path = std::move(open.back());
    open.pop_back();
    const std::string source = join_path(to.name, path);
    const std::string target = join_path(from.name, path);
    TRY_ASSIGN(const auto there, from.directory.status(target));
    TRY_ASSIGN(const bool folder, is_folder({to.directory, source}));
    if (there && folder && there->kind == FileKind::directory) {
      folders.push_back(path);
      TRY_ASSIGN(const auto entries, to.directory.list(source));
      for (const DirectoryEntry& entry : entries) {
        open.push_back(join_path(path, entry.name));
      }
      continue;
    }
    if (there) {
      TRY(move_entry({from.directory, target}, {to.directory, format("{}-{}", to.name, random_name())}));
    }
    // In pieces, too: a change that was cut off may have become a lower layer with all that it had moved.
    TRY(move_entry({to.directory, source}, {from.directory, target}));
  }
  return remove_emptied(to, folders);
}

}  // namespace axle::venv
