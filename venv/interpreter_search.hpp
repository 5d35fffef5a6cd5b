// SPDX-License-Identifier: MIT OR Apache-2.0
// Finding a Python, and finding the environment that a command means.
//
// Order:   active environment (VIRTUAL_ENV) → active conda child → discovered .venv → active conda base → PATH, by
//          folder, names python3.x, python3, python (features.md 3.7).
// Not here: environment variables are read by cli; they come in as a SearchEnvironment.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "base/result.hpp"
#include "venv/interpreter.hpp"
#include "venv/interpreter_query.hpp"
#include "venv/interpreter_request.hpp"

namespace axle::venv {

/// The caller's surroundings. Empty means "not set".
struct SearchEnvironment {
  std::vector<std::string> path{};  ///< folders of PATH, in order
  std::string virtual_env{};        ///< VIRTUAL_ENV
  std::string conda_prefix{};       ///< CONDA_PREFIX
  std::string conda_default_env{};  ///< CONDA_DEFAULT_ENV: `base` and `root` mean the base environment
  std::string home{};
  std::string working_directory{};
  bool only_environments = false;  ///< no interpreter that merely is there: only what was named, or is an environment
  std::string pyenv_root{};        ///< PYENV_ROOT
  std::string pyenv_version{};     ///< PYENV_VERSION
  QueryOptions query{};
};

enum class EnvironmentPreference : std::uint8_t { any, only_virtual, only_system };

/// The first interpreter in the order above that fits.
/// Errors: no_interpreter, for example "no interpreter found for Python 3.14 in virtual environments or on the PATH";
/// with only_environments "in managed installations" instead of the PATH;
/// cancelled.
[[nodiscard]] Result<Interpreter> find_interpreter(const PythonRequest& request, const SearchEnvironment& search,
                                                   EnvironmentPreference preference, Log& log = null_log());

/// The environment that `pip` commands mean: VIRTUAL_ENV (must be one, or gone) → CONDA_PREFIX of a child environment →
/// the working directory or an ancestor that is one or has `.venv`.
/// Errors: no_environment with hints (create one, or --system); bad_environment for a broken `.venv`.
[[nodiscard]] Result<Interpreter> find_environment(const SearchEnvironment& search, Log& log = null_log());

/// The folder that find_environment() would ask, without asking; "" when there is none.
[[nodiscard]] Result<std::string> find_environment_directory(const SearchEnvironment& search);

}  // namespace axle::venv
