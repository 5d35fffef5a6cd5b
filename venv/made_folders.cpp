// SPDX-License-Identifier: MIT OR Apache-2.0
// Remembers which folders were missing.
#include "venv/made_folders.hpp"

#include <algorithm>

#include "base/fs.hpp"

namespace axle::venv {

Result<void> MadeFolders::make(const std::string& path) {
  std::vector<std::string> missing;
  std::string at = path;
  for (auto status = link_status_of(at); status && !*status; status = link_status_of(at)) {
    missing.push_back(at);
    at = path_parent(at);
  }
  std::ranges::reverse(missing);
  made_.insert(made_.end(), missing.begin(), missing.end());
  return make_directories(path);
}

void MadeFolders::remove() {
  for (; !made_.empty(); made_.pop_back()) {
    const std::string& path = made_.back();
    if (const auto parent = Directory::open(std::string(path_parent(path)))) {
      static_cast<void>(parent->remove_directory_if_empty(path_file_name(path)));
    }
  }
}

}  // namespace axle::venv
