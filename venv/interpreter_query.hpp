// SPDX-License-Identifier: MIT OR Apache-2.0
// Asking a Python what it is.
//
// Rules:   the base executable (from `home` of pyvenv.cfg) is run with -I -S -B and a script of our own; the target
//          environment's Python never runs. 10 s, 1 MiB, JSON, in an empty folder (reliability F45).
// Cache:   one file per resolved binary, keyed by path, inode, size, time and C library; a file that begins with `#!`
//          (a shim) is asked every time for the binary behind it, and only that binary is cached.
// Measured: 9 ms on a miss (performance.md 3.6), under 0.1 ms on a hit.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "venv/interpreter.hpp"

namespace axle::venv {

struct QueryOptions {
  std::string cache_directory{};                 ///< folder for cached answers; "" switches caching off
  std::vector<std::string> child_environment{};  ///< `NAME=value` for the child: PATH, HOME, PYENV_ROOT …
  std::string working_directory{};               ///< the user's folder: only shims run there
  bool refresh = false;                          ///< ask again even when cached
  std::stop_token stop{};                        ///< ends the child, and the query with `cancelled`
};

/// What Python at `executable` is: a base, or the environment that the file belongs to.
/// Errors: bad_interpreter, for example "cannot use `/x/python`: it printed no answer"; not_found; cancelled.
[[nodiscard]] Result<Interpreter> query_interpreter(const std::string& executable, const QueryOptions& options);

/// The environment in folder `prefix` (has a pyvenv.cfg). Errors: bad_environment, bad_interpreter, cancelled.
[[nodiscard]] Result<Interpreter> query_environment(const std::string& prefix, const QueryOptions& options);

/// From the text that the query script printed; `executable` is what was run. For recorded answers too.
[[nodiscard]] Result<Interpreter> parse_interpreter_answer(std::string_view json, const std::string& executable);

/// The script that is run: prints one line of JSON.
[[nodiscard]] std::string_view interpreter_query_script();

}  // namespace axle::venv
