// SPDX-License-Identifier: MIT OR Apache-2.0
// What an environment has of its own: no wheel brings it, no RECORD removes it (reliability D02, D09).
#pragma once

#include <string>
#include <string_view>

#include "venv/install_scheme.hpp"

namespace axle::venv {

// Paths are below the root of the target, without links on the way.

/// `bin/python3`, `bin/activate` and the like.
[[nodiscard]] bool is_environment_program(const InstallTarget& target, std::string_view path);
/// `.gitignore` and `CACHEDIR.TAG` at the root of an environment. A folder that is none may get such files from wheels.
[[nodiscard]] bool is_file_of_new_environment(const InstallTarget& target, std::string_view path);
/// A link to a folder beside the folders of the scheme: `lib64`, or `man` in Debian's /usr/local.
[[nodiscard]] bool is_folder_link(const InstallTarget& target, const std::string& path);
/// Any of these; the files that creating it wrote at its root; axle's own.
[[nodiscard]] bool is_environment_part(const InstallTarget& target, const std::string& path);

}  // namespace axle::venv
