// SPDX-License-Identifier: MIT OR Apache-2.0
// For whom versions are chosen where no environment is changed: an interpreter at hand, or another version or platform.
//
// Source:  --python, --python-version and --python-platform (features.md 1.0, TGT).
#pragma once

#include <optional>

#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/environment.hpp"
#include "spec/target_platform.hpp"
#include "spec/target_python.hpp"
#include "spec/version.hpp"
#include "venv/interpreter_search.hpp"

namespace axle::engine {

/// What is to be other than on the interpreter.
struct TargetOverride {
  std::optional<spec::Version> version;          ///< --python-version
  bool is_version_of_settings = false;           ///< `pip.python-version`: nobody named it for this command
  std::optional<spec::TargetPlatform> platform;  ///< --python-platform
};

/// `python`, but of the version and on the platform that are given.
[[nodiscard]] spec::TargetPython with_override(spec::TargetPython python, const TargetOverride& target);

/// What binds a lock, of `target`. `pip.python-version` is the least version that resolutions are for: a lock that was
/// made for it fits later ones, and one that is installed is for the Python of its environment.
[[nodiscard]] TargetOverride override_of_lock(TargetOverride target);

/// The interpreter of --python, else the first one found, changed as `target` says. Where there is none, and nobody
/// asked for one, version and platform of `target` together make a CPython. Errors: no_interpreter,
/// bad_interpreter, usage.
[[nodiscard]] Result<spec::TargetPython> find_compile_target(const TargetOptions& options, const TargetOverride& target,
                                                             const venv::SearchEnvironment& search, Log& log);

}  // namespace axle::engine
