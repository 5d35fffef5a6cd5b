// SPDX-License-Identifier: MIT OR Apache-2.0
// Programs in the scripts folder: launchers for entry points, and the first line of scripts that come with a wheel.
//
// Spec:    entry-points; binary-distribution-format (`#!python`). A first line that the kernel would cut (over 127
//          bytes) or split (blanks) becomes a line for /bin/sh that starts the interpreter (reliability F36, S06).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spec/installed_files.hpp"

namespace axle::venv {

struct ScriptStart {
  std::string interpreter;   ///< absolute path
  bool relocatable = false;  ///< the interpreter beside the script, wherever both are
};

/// The line or lines before the Python text, with their ends.
[[nodiscard]] std::string make_script_start(const ScriptStart& start);

[[nodiscard]] std::string make_launcher(const spec::EntryPoint& entry_point, const ScriptStart& start);

/// A wheel's script whose first line begins with `#!python` (`#!pythonw`), with our start in place of that line;
/// nothing when it is another kind of file, or the line is longer than 4 KiB (D08).
[[nodiscard]] std::optional<std::string> rewrite_script(std::string_view content, const ScriptStart& start);

}  // namespace axle::venv
