// SPDX-License-Identifier: MIT OR Apache-2.0
// Files that somebody put into new folders of a change before it was undone.
//
// Idea:    undone, everything new is in the stage again. What neither the journal nor the RECORD of a distribution that
//          the change brought lists is not the change's. A `.dist-info` that is part of a package is a folder like
//          others.
// Not here: byte code and what lies in a distribution's .dist-info, which go as a whole; folders that could not go back
//          to the stage.
#pragma once

#include <string>
#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "venv/change.hpp"

namespace axle::venv {

/// A folder of the root for what must not be deleted with a change: `.axle-left-` and random digits.
[[nodiscard]] std::string make_left_folder_name();

/// The files that are staged in folders which come in, below the root. Errors: those of base/fs.
[[nodiscard]] Result<std::vector<std::string>> list_staged_files(const Directory& root, const Journal& journal);

/// Moves such files out of the stage, into a folder of the root, and returns a clause that says so: "what was put into
/// its folders meanwhile is in `…`"; empty when there are none, or a RECORD cannot be read. Errors: those of base/fs;
/// what was moved by then stays.
[[nodiscard]] Result<std::string> save_foreign_files(const Directory& root, const Journal& journal);

}  // namespace axle::venv
