// SPDX-License-Identifier: MIT OR Apache-2.0
// A Python that packages are installed for: a base interpreter, or a virtual environment on top of one.
//
// Filled by interpreter_query.hpp; found by interpreter_search.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/target_python.hpp"
#include "venv/install_scheme.hpp"

namespace axle::venv {

struct Interpreter {
  std::string executable;       ///< of the environment where it is one, else of the base; absolute, links not resolved
  std::string base_executable;  ///< the binary that runs; equals `executable` for a base interpreter
  std::string prefix;           ///< folder of the environment, else base_prefix
  std::string base_prefix;
  bool is_venv = false;               ///< has a pyvenv.cfg
  bool is_conda = false;              ///< base_prefix has a conda-meta folder
  bool system_site_packages = false;  ///< of a virtual environment; true for a base
  spec::TargetPython python;
  std::string cache_tag;      ///< sys.implementation.cache_tag, names byte-code files: `cpython-311`
  std::string magic;          ///< byte-code magic number, hexadecimal
  InstallScheme scheme;       ///< where this environment's packages go
  InstallScheme venv_scheme;  ///< what a new environment of this interpreter uses, below the root "/"
  /// All folders in which `import` finds distributions, nearest first.
  std::vector<std::string> site_directories;
  std::string externally_managed_marker;  ///< path of EXTERNALLY-MANAGED in its standard library, "" when none

  bool operator==(const Interpreter&) const = default;
};

/// Why packages must not be installed here: the message that the distributor left in the marker (PEP 668), or a general
/// one; nothing for virtual environments and unmarked interpreters.
[[nodiscard]] std::optional<std::string> find_externally_managed_message(const Interpreter& interpreter);

/// The environment in folder `prefix` on top of `base`: what asking its Python would tell.
[[nodiscard]] Interpreter make_virtual(const Interpreter& base, const std::string& prefix, bool system_site_packages);

/// `CPython 3.11.2`, with `+freethreaded` where it is.
[[nodiscard]] std::string describe(const Interpreter& interpreter);

}  // namespace axle::venv
