// SPDX-License-Identifier: MIT OR Apache-2.0
// What a pyenv shim would run, worked out without starting it: a shim costs 83 ms (performance.md 3.6).
//
// Spec:    pyenv's documented order: PYENV_VERSION, `.python-version` of the folder or an ancestor, the file
//          `version` in its root; several versions joined by ":" or on lines; `system` means the rest of the PATH.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "venv/interpreter_search.hpp"

namespace axle::venv {

struct ShimAnswer {
  enum class Kind : std::uint8_t { executable, system, unknown } kind = Kind::unknown;
  std::string path;  ///< kind executable
};

/// Nothing when `folder` is not pyenv's folder of shims. `unknown`: start the shim and see.
[[nodiscard]] std::optional<ShimAnswer> resolve_pyenv_shim(const std::string& folder, const std::string& name,
                                                           const SearchEnvironment& search);

}  // namespace axle::venv
