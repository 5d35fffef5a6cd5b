// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks with an explicit stack.
#include "base/fs_walk.hpp"

#include <utility>

namespace axle {

std::vector<DirectoryEntry> list_folder(const std::string& path) {
  const auto folder = Directory::open(path);
  if (!folder) {
    return {};
  }
  auto entries = folder->list();
  return entries ? std::move(*entries) : std::vector<DirectoryEntry>{};
}

void visit_tree(const std::string& root, const std::function<void(const FileStatus&)>& visit) {
  std::vector<std::string> open{root};
  while (!open.empty()) {
    const std::string path = std::move(open.back());
    open.pop_back();
    const auto status = link_status_of(path);
    if (!status || !*status) {
      continue;
    }
    visit(**status);
    if ((*status)->kind == FileKind::directory) {
      for (const DirectoryEntry& entry : list_folder(path)) {
        open.push_back(join_path(path, entry.name));
      }
    }
  }
}

}  // namespace axle
