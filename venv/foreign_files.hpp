// SPDX-License-Identifier: MIT OR Apache-2.0
// Files that somebody put into new folders of a change before it was undone.
//
// Idea:    undone, everything new is in the stage again, with the RECORDs that list it. What none of them lists is not
//          from a wheel.
// Not here: byte code and what lies in a .dist-info, which go as a whole; folders that could not go back to the stage.
#pragma once

#include <optional>
#include <string>

#include "base/fs.hpp"
#include "base/result.hpp"

namespace axle::venv {

/// A folder of the root for what must not be deleted with a change: `.axle-left-` and random digits.
[[nodiscard]] std::string make_left_folder_name();

/// Moves such files out of the stage, into a folder of the root; returns its name, nothing when there are none or the
/// stage has no RECORD that can be read. Errors: those of base/fs; what was moved by then stays.
[[nodiscard]] Result<std::optional<std::string>> save_foreign_files(const Directory& root);

}  // namespace axle::venv
