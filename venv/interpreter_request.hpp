// SPDX-License-Identifier: MIT OR Apache-2.0
// What `--python` may say: `3`, `3.12`, `3.12.3`, `>=3.10,<3.13`, `3.13t`, `3.12d`, `cp312`, `pypy`, `pypy@3.10`,
// `cpython-3.12-linux-x86_64-gnu`, a path, a name on the PATH, a folder (features.md 3.7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "spec/specifier.hpp"
#include "venv/interpreter.hpp"

namespace axle::venv {

enum class BuildVariant : std::uint8_t { any, standard, free_threaded, debug };

struct PythonRequest {
  enum class Kind : std::uint8_t { any, version, path, name };
  Kind kind = Kind::any;
  std::string text;             ///< as the user wrote it
  std::string implementation;   ///< `cpython`, `pypy`, `graalpy`; empty: any
  spec::SpecifierSet versions;  ///< empty: any
  BuildVariant variant = BuildVariant::any;
  bool allow_prerelease = false;
  std::string path;  ///< kind path: absolute path of an executable or a folder; kind name: the name

  bool operator==(const PythonRequest&) const = default;
};

/// `working_directory` makes relative paths absolute. Errors: usage "`3..2` is not a Python version, path or name";
/// no_interpreter for versions that could not be asked what they are.
[[nodiscard]] Result<PythonRequest> parse_python_request(std::string_view text, const std::string& working_directory);

/// Whether an interpreter fits (kinds path and name only ask for what else they say).
[[nodiscard]] bool satisfies(const Interpreter& interpreter, const PythonRequest& request);

/// For messages: `Python 3.12`, `Python >=3.10`, `PyPy`, `executable name `foo``, `path `/x``.
[[nodiscard]] std::string describe(const PythonRequest& request);

/// The requests of a `.python-version` file in their order; `#` comments and blank lines are skipped.
[[nodiscard]] std::vector<std::string> find_python_version_lines(std::string_view file_text);

}  // namespace axle::venv
