// SPDX-License-Identifier: MIT OR Apache-2.0
// `venv`: finds the interpreter, makes the environment, and seeds it when asked.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "venv/activation_command.hpp"
#include "venv/create.hpp"
#include "venv/interpreter_search.hpp"

namespace axle::engine {

struct VenvRequest {
  venv::CreateOptions create;
  /// With `seed`: where pip comes from.
  bool seed = false;
  InstallOptions install;
};

struct VenvAnswer {
  venv::Interpreter base;
  venv::CreateOutcome outcome;
  std::optional<InstallAnswer> seeded;
};

/// Which Python an environment is made from.
struct BaseRequest {
  std::optional<std::string> python;  ///< --python
  bool use_pin_file = true;           ///< without it: what `.python-version` says
};

/// The interpreter a `venv` command means: --python, else the nearest `.python-version`, else the first one found;
/// virtual environments stand for their base. Of a `.python-version` the first line counts that is a version or a path:
/// names there are those of pyenv's environments, and a warning. Errors: no_interpreter, usage.
[[nodiscard]] Result<venv::Interpreter> find_base_interpreter(const BaseRequest& asked,
                                                              const venv::SearchEnvironment& search, Log& log,
                                                              WarningSink& warnings);

/// An environment that is there is locked while it is replaced. Errors: those of lock_existing_environment,
/// create_environment and, with `seed`, of run_pip_install.
[[nodiscard]] Result<VenvAnswer> run_venv(const VenvRequest& request, venv::Interpreter base, Session& session,
                                          InstallObserver& observer);

}  // namespace axle::engine
