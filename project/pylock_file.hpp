// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading lock files: pylock.toml and pylock.NAME.toml.
//
// Spec:     pylock-toml 1.0: required keys, types, one kind of source a package, files that belong to their package.
//           Keys that are not known are ignored; a newer minor version is told.
// Leniency: names need not be normalised, hash algorithms need not be known as long as one of them is.
// Not here: what is installed of it (pylock_selection.hpp), what cannot be installed so far (engine).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "project/pylock.hpp"
#include "project/requirements_file.hpp"

namespace axle::project {

/// Whether a path or URL has the name of a lock: `pylock.toml`, `pylock.NAME.toml` where NAME has no dot.
[[nodiscard]] bool is_pylock(std::string_view location);
/// Whether it can be nothing but a lock: its name ends in `.toml` and is not `pyproject.toml`.
[[nodiscard]] bool is_meant_as_pylock(std::string_view location);

/// Errors: usage, when `location` has not the name of a lock.
[[nodiscard]] Result<void> check_pylock_name(std::string_view location);

/// `file` is only for messages; `warn` is told of a newer minor version. Errors: bad_toml with place, for example
/// "`packages.wheels.hashes` is missing".
[[nodiscard]] Result<Pylock> parse_pylock(std::string_view text, const std::string& file,
                                          const std::function<void(std::string)>& warn);

/// Reads a path or URL. Errors: those of `context.load` and of parse_pylock().
[[nodiscard]] Result<Pylock> read_pylock(const std::string& location, const RequirementsContext& context);

}  // namespace axle::project
