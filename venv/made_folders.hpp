// SPDX-License-Identifier: MIT OR Apache-2.0
// Folders that are made on the way to something, and go with it where it does not come to be.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace axle::venv {

class MadeFolders {
 public:
  MadeFolders() = default;
  MadeFolders(MadeFolders&&) noexcept = default;
  MadeFolders& operator=(MadeFolders&&) noexcept = default;
  ~MadeFolders() { remove(); }

  /// Makes what is missing of the path. Errors: those of make_directories().
  [[nodiscard]] Result<void> make(const std::string& path);
  /// They stay.
  void keep() { made_.clear(); }
  /// Takes them away again, but for those that somebody else works in by now.
  void remove();

 private:
  std::vector<std::string> made_;  ///< parents first
};

}  // namespace axle::venv
