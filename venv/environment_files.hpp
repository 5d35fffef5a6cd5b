// SPDX-License-Identifier: MIT OR Apache-2.0
// What an environment is made of: folders, links to the interpreter, activation scripts, pyvenv.cfg.
//
// Spec:    PEP 405; features.md 3.8.
// Not here: where it is built, and what becomes of what was there (create.hpp, renewal.hpp).
#pragma once

#include <string_view>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "venv/create.hpp"
#include "venv/interpreter.hpp"

namespace axle::venv {

inline constexpr std::string_view k_cfg = "pyvenv.cfg";
/// pyvenv.cfg until all else is there. A folder with it is one that a killed command had begun to fill.
inline constexpr std::string_view k_unfinished_cfg = ".axle-unfinished-pyvenv.cfg";

/// Errors: cancelled.
[[nodiscard]] Result<void> check_stop(const CreateOptions& options);

/// Writes the environment that will stand at `options.directory` into an empty folder; pyvenv.cfg comes last.
/// Errors: cancelled, asked for just before pyvenv.cfg comes; those of base/fs.
[[nodiscard]] Result<void> write_environment(const Interpreter& base, const CreateOptions& options,
                                             const Directory& directory);

}  // namespace axle::venv
