// SPDX-License-Identifier: MIT OR Apache-2.0
// What an environment is made of: folders, links to the interpreter, activation scripts, pyvenv.cfg.
//
// Spec:    PEP 405; features.md 3.8.
// Not here: where it is built, and what becomes of what was there (create.hpp, renewal.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "venv/create.hpp"
#include "venv/interpreter.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv {

/// pyvenv.cfg until all else is there. A folder with it is one that a killed command had begun to fill.
inline constexpr std::string_view k_unfinished_cfg = ".axle-unfinished-pyvenv.cfg";
/// A link to `lib`, but where the scheme or somebody else has a folder of that name.
inline constexpr std::string_view k_library_link = "lib64";

struct RootFile {
  std::string_view name;
  std::string_view text;
};

/// What else creating writes at the root, for other tools. Any folder may have files of these names.
inline constexpr std::array<RootFile, 2> k_root_files = {
    {{.name = ".gitignore", .text = "*"},
     {.name = "CACHEDIR.TAG", .text = "Signature: 8a477f597d28d172789f06886806bc55"}}};

[[nodiscard]] constexpr bool is_root_file(std::string_view path) {
  return std::ranges::find(k_root_files, path, &RootFile::name) != k_root_files.end();
}

/// Errors: cancelled.
[[nodiscard]] Result<void> check_stop(const CreateOptions& options);

/// Writes the environment that will stand at `options.directory` into an empty folder; pyvenv.cfg comes last.
/// Errors: cancelled, asked for just before pyvenv.cfg comes; those of base/fs.
[[nodiscard]] Result<void> write_environment(const Interpreter& base, const CreateOptions& options,
                                             const Directory& directory);

}  // namespace axle::venv
