// SPDX-License-Identifier: MIT OR Apache-2.0
// Creating a virtual environment: folders, links, pyvenv.cfg and activation scripts, built aside and renamed.
//
// Spec:    PEP 405; features.md 3.8. Safety: every path and prompt is quoted for the shell that reads it (S01), a
//          prompt with a line break is refused (S02); a folder that is no environment is never cleared (C05).
// Measured: 0.39 ms for the tree (performance.md 3.6).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "venv/environment_lock.hpp"
#include "venv/interpreter.hpp"

namespace axle::venv {

enum class ExistingEnvironment : std::uint8_t { refuse, clear, keep };

struct CreateOptions {
  std::string directory{};    ///< absolute
  std::string prompt{};       ///< shown by shells; empty: name of the folder
  bool prompt_given = false;  ///< writes `prompt` into pyvenv.cfg
  ExistingEnvironment existing = ExistingEnvironment::refuse;
  bool force_clear = false;  ///< with clear: also a folder that is no environment
  bool system_site_packages = false;
  bool relocatable = false;
  bool seeded = false;         ///< only noted in pyvenv.cfg; the engine installs
  std::string axle_version{};  ///< for `axle = …` in pyvenv.cfg
  std::stop_token stop{};      ///< SIGINT, SIGTERM: heeded until the last step, and all is as it was
};

struct CreateOutcome {
  Interpreter environment;  ///< ready for use, no query needed
  bool replaced = false;
};

/// Locks an environment that is there, and recovers it where it is to be kept; nothing when there is none.
using EnvironmentLocker = std::function<Result<std::optional<EnvironmentLock>>()>;

/// How others are kept from the same folder.
struct CreateLocking {
  EnvironmentLocker lock_existing{};
  LockOptions folder{};  ///< for a folder that is no environment yet
};

/// What is there is locked until this is done. An environment that may be changed is locked by `lock_existing`, which
/// is asked again where a folder has become one meanwhile; other folders, and all without it, by themselves.
/// Errors: those of `lock_existing`; environment_exists "a virtual environment already exists at `X`" with hint;
/// environment_exists "`X` exists and is not a virtual environment", or that it is a link to what does not exist, or a
/// mount point that is not empty and shall be replaced; usage for a bad prompt; cancelled, or undone by commit(), where
/// a stop was requested; io, no_space, permission_denied.
[[nodiscard]] Result<CreateOutcome> create_environment(const Interpreter& base, const CreateOptions& options,
                                                       const CreateLocking& locking = {});

}  // namespace axle::venv
