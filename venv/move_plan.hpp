// SPDX-License-Identifier: MIT OR Apache-2.0
// From a staged tree and what goes away to the list of moves.
//
// Idea:    the staged tree and the root are walked together, and only where both have a folder that must not go whole.
//          Whatever the root lacks comes in with one rename, however much is below it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "venv/change.hpp"
#include "venv/removal.hpp"

namespace axle::venv {

struct MoveInput {
  const Directory& root;
  const Removal& removal;
  std::vector<std::string> new_dist_infos;  ///< below the root, staged; moved in last
  bool has_staged_files = true;             ///< false: nothing is installed, the stage is not walked
  /// Names the distribution that owns a file in the way, for the warning.
  std::function<std::optional<std::string>(const std::string& path)> owner_of;
};

/// Whether two files below the root have the same bytes. Errors: those of FileReader.
[[nodiscard]] Result<bool> has_same_content(const Directory& root, const std::string& a, const std::string& b);

/// Errors: file_conflict "`x` is a folder, but the new … has a file there".
[[nodiscard]] Result<std::vector<Move>> plan_moves(const MoveInput& input, WarningSink& warnings);

}  // namespace axle::venv
