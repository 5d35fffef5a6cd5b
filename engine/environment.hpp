// SPDX-License-Identifier: MIT OR Apache-2.0
// The environment that a command works on: found, locked, and recovered if an earlier change was cut off.
//
// Order:   --target, --prefix, --python, --system, then discovery (features.md 3.7).
// Rules:   every command that opens an environment looks for a journal (one stat) and recovers under the exclusive lock
//          (design, *Decisions*: recovery). An externally managed interpreter is refused before any change (PEP 668).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/file_lock.hpp"
#include "base/fs.hpp"
#include "base/result.hpp"
#include "engine/session.hpp"
#include "venv/create.hpp"
#include "venv/environment_lock.hpp"
#include "venv/install_scheme.hpp"
#include "venv/interpreter.hpp"
#include "venv/interpreter_search.hpp"

namespace axle::engine {

struct TargetOptions {
  std::optional<std::string> python;
  bool system = false;
  bool break_system_packages = false;
  std::optional<std::string> target_directory;  ///< absolute
  std::optional<std::string> prefix;            ///< absolute
};

struct TargetEnvironment {
  venv::Interpreter interpreter;
  venv::InstallTarget target;
  std::vector<std::string> site_directories;  ///< in which installed distributions count
  bool is_discovered = false;                 ///< the default `.venv`: not worth a notice
  bool has_own_root = false;                  ///< --target or --prefix: the interpreter only says for whom
  /// pyvenv.cfg of a virtual environment as it was found: another one means another environment.
  std::optional<FileStatus> configuration;
};

/// pyvenv.cfg of a virtual environment; nothing for other interpreters. Errors: those of base/fs.
[[nodiscard]] Result<std::optional<FileStatus>> look_at_configuration(const venv::Interpreter& interpreter);

/// A virtual environment is recovered on the way: a change that was cut off may be to its Python. Errors:
/// no_environment, no_interpreter, bad_interpreter, bad_environment; those of recovering.
[[nodiscard]] Result<TargetEnvironment> find_target(const TargetOptions& options, const venv::SearchEnvironment& search,
                                                    Log& log, const Session& session);

/// Errors: externally_managed with the distributor's message as cause and hints; nothing for --target and --prefix.
[[nodiscard]] Result<void> check_may_change(const TargetEnvironment& environment, const TargetOptions& options);

/// Asked before anything is fetched or built aside (reliability F6). A target that is not there yet can still turn out
/// to be impossible. Errors: permission_denied.
[[nodiscard]] Result<void> check_writable(const TargetEnvironment& environment);

/// Locks the environment and recovers it. Let the result live while working, and tell it to keep() after a change.
/// Errors: lock_timeout, read_only, permission_denied, recovery_failed; bad_environment when it was replaced while this
/// command waited.
[[nodiscard]] Result<std::optional<venv::EnvironmentLock>> open_environment(const TargetEnvironment& environment,
                                                                            LockKind kind, const Session& session);

/// Locks an environment that is to be replaced or written over, whatever state it is in; what is to be kept of it is
/// recovered first. Nothing when there is none in the folder. Errors: as open_environment().
[[nodiscard]] Result<std::optional<venv::EnvironmentLock>> lock_existing_environment(const std::string& directory,
                                                                                     venv::ExistingEnvironment existing,
                                                                                     const Session& session);

}  // namespace axle::engine
