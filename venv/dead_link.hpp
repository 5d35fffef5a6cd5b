// SPDX-License-Identifier: MIT OR Apache-2.0
// Links that lead to nothing: the `python` of an environment whose base is gone, a `.venv` whose disk is not there.
//
// Only looked at, never followed to make something: what is behind such a link comes back with its disk, or the user
// removes the link.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

namespace axle::venv {

/// A link and what it names, as written.
struct DeadLink {
  std::string path;
  std::string target;
};

/// The last link on the way from `path`, whose target is not there; nothing when the way ends at a file, or when there
/// is nothing at `path` itself.
[[nodiscard]] Result<std::optional<DeadLink>> find_dead_link(const std::string& path);

/// "`/p/.venv` is a link to `/disk/env`, which does not exist", with the way out. For links that stand where an
/// environment is looked for or to be made.
[[nodiscard]] Error environment_behind(ErrorCode code, const std::string& path, const DeadLink& link);

}  // namespace axle::venv
