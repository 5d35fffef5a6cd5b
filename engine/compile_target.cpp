// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds an interpreter, and changes what is to be other than it.
#include "engine/compile_target.hpp"

#include <utility>

namespace axle::engine {

spec::TargetPython apply_override(spec::TargetPython python, const TargetOverride& target) {
  if (target.version) {
    python = spec::with_version(std::move(python), *target.version);
  }
  if (target.platform) {
    python = spec::with_platform(std::move(python), *target.platform);
  }
  return python;
}

Result<spec::TargetPython> find_compile_target(const TargetOptions& options, const TargetOverride& target,
                                               const venv::SearchEnvironment& search, Log& log) {
  using venv::EnvironmentPreference;
  venv::PythonRequest request;
  if (options.python) {
    TRY_ASSIGN(request, venv::parse_python_request(*options.python, search.working_directory));
  }
  const auto preference = options.system ? EnvironmentPreference::only_system : EnvironmentPreference::any;
  TRY_ASSIGN(venv::Interpreter interpreter, venv::find_interpreter(request, search, preference, log));
  return apply_override(std::move(interpreter.python), target);
}

}  // namespace axle::engine
