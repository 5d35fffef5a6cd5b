// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds an interpreter, and changes what is to be other than it.
#include "engine/compile_target.hpp"

#include <utility>

namespace axle::engine {

spec::TargetPython with_override(spec::TargetPython python, const TargetOverride& target) {
  if (target.version) {
    python = spec::with_version(std::move(python), *target.version);
  }
  if (target.platform) {
    python = spec::with_platform(std::move(python), *target.platform);
  }
  return python;
}

TargetOverride override_of_lock(TargetOverride target) {
  if (target.is_version_of_settings) {
    target.version = std::nullopt;
  }
  return target;
}

namespace {

/// CPython that is not on this machine, of a version and a platform that were both named.
std::optional<spec::TargetPython> make_absent_python(const TargetOptions& options, const TargetOverride& target) {
  if (options.python || options.system || !target.version || !target.platform) {
    return std::nullopt;
  }
  spec::TargetPython python;
  python.implementation = "cpython";
  python.markers.implementation_name = "cpython";
  python.markers.platform_python_implementation = "CPython";
  return with_override(std::move(python), target);
}

}  // namespace

Result<spec::TargetPython> find_compile_target(const TargetOptions& options, const TargetOverride& target,
                                               const venv::SearchEnvironment& search, Log& log) {
  using venv::EnvironmentPreference;
  venv::PythonRequest request;
  if (options.python) {
    TRY_ASSIGN(request, venv::parse_python_request(*options.python, search.working_directory));
  }
  const auto preference = options.system ? EnvironmentPreference::only_system : EnvironmentPreference::any;
  auto interpreter = venv::find_interpreter(request, search, preference, log);
  if (interpreter) {
    return with_override(std::move(interpreter->python), target);
  }
  if (auto absent = make_absent_python(options, target);
      absent && interpreter.error().code() == ErrorCode::no_interpreter) {
    return std::move(*absent);
  }
  Error error = std::move(interpreter).error();
  if (!options.python && target.version.has_value() != target.platform.has_value()) {
    error = std::move(error).with_hint(
        "give both `--python-version` and `--python-platform` to choose for a Python that is not on this machine");
  }
  return fail(std::move(error));
}

}  // namespace axle::engine
