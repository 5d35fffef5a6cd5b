// SPDX-License-Identifier: MIT OR Apache-2.0
// A lock as the text of a pylock.toml.
//
// Spec:     pylock-toml 1.0. Order of keys and layout are uv's: one inline table a file, several of them on lines of
//           their own, so that a change of tool is a small difference.
#pragma once

#include <string>
#include <vector>

#include "project/pylock.hpp"

namespace axle::project {

/// What stands around the lock, as comments.
struct PylockStyle {
  bool header = true;
  std::string command;                ///< what the header names
  std::vector<std::string> left_out;  ///< names that are told at the end
};

/// Packages and files in the order given. URLs lose their credentials and fragments. The text ends with a line break.
[[nodiscard]] std::string write_pylock(const Pylock& lock, const PylockStyle& style);

}  // namespace axle::project
