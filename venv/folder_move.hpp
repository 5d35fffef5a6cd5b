// SPDX-License-Identifier: MIT OR Apache-2.0
// Moving folders that the kernel cannot rename: those of a lower layer of overlayfs, which is what a container sees of
// its image.
//
// Idea:    what is in the folder is moved file by file, its folders are made anew and the old ones removed. That can
//          end anywhere; put_back() brings together again what lies in both places.
// Not here: moving between file systems. Files are renamed, never copied.
#pragma once

#include <string_view>

#include "base/fs.hpp"
#include "base/result.hpp"

namespace axle::venv {

/// An entry below an open directory.
struct EntryAt {
  const Directory& directory;
  std::string_view name;
};

/// Renames a file, link or folder; a folder piece by piece where there is no other way. Errors: those of
/// Directory::rename(), after which a part may have been moved.
[[nodiscard]] Result<void> move_entry(EntryAt from, EntryAt to);

/// Undoes move_entry(from, to), however far it came: what is in `to` goes to `from`. What stands in the way there now
/// was made by somebody else, and is kept beside `to`.
[[nodiscard]] Result<void> put_back(EntryAt from, EntryAt to);

}  // namespace axle::venv
