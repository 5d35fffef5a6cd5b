// SPDX-License-Identifier: MIT OR Apache-2.0
// Looking over folders that others may change meanwhile: what is gone or closed is passed over.
//
// Not here: changing them (base/fs.hpp), folders whose loss is an error (Directory::list).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/fs.hpp"

namespace axle {

/// The entries of a folder; none when it cannot be listed.
[[nodiscard]] std::vector<DirectoryEntry> list_folder(const std::string& path);

/// Calls `visit` for `root` and for everything below it, in no particular order. Links are visited, not followed.
void visit_tree(const std::string& root, const std::function<void(const FileStatus&)>& visit);

}  // namespace axle
