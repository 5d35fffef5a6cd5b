// SPDX-License-Identifier: MIT OR Apache-2.0
// Creating and seeding environments.
#include "engine/venv_create.hpp"

#include <utility>

#include "base/fs.hpp"
#include "engine/environment.hpp"
#include "venv/interpreter_query.hpp"

namespace axle::engine {
namespace {

constexpr std::uint64_t k_pin_file_limit_bytes = 64 * 1024;

/// The request in the nearest `.python-version`, from the working folder upwards.
std::optional<std::string> find_pinned_request(const std::string& working_directory) {
  for (std::string_view folder = working_directory;; folder = path_parent(folder)) {
    if (const auto text = read_file(join_path(folder, ".python-version"), k_pin_file_limit_bytes)) {
      if (auto line = venv::find_python_version_line(*text)) {
        return line;
      }
    }
    if (folder == "/" || folder.empty()) {
      return std::nullopt;
    }
  }
}

}  // namespace

Result<venv::Interpreter> find_base_interpreter(const std::optional<std::string>& python,
                                                const venv::SearchEnvironment& search, Log& log) {
  venv::PythonRequest request;
  const std::optional<std::string> text = python ? python : find_pinned_request(search.working_directory);
  if (text) {
    TRY_ASSIGN(request, venv::parse_python_request(*text, search.working_directory));
  }
  const auto preference = python ? venv::EnvironmentPreference::any : venv::EnvironmentPreference::only_system;
  TRY_ASSIGN(venv::Interpreter found, venv::find_interpreter(request, search, preference, log));
  return found.is_venv ? venv::query_interpreter(found.base_executable, search.query) : std::move(found);
}

Result<VenvAnswer> run_venv(const VenvRequest& request, venv::Interpreter base, Session& session,
                            InstallObserver& observer) {
  VenvAnswer answer{.base = std::move(base), .outcome = {}, .seeded = std::nullopt};
  {
    std::optional<venv::EnvironmentLock> lock;
    if (request.create.existing != venv::ExistingEnvironment::refuse) {
      TRY_ASSIGN(lock, lock_existing_environment(request.create.directory, request.create.existing, session));
    }
    TRY_ASSIGN(answer.outcome, venv::create_environment(answer.base, request.create));
  }
  if (!request.seed) {
    return answer;
  }
  TargetEnvironment environment;
  environment.interpreter = answer.outcome.environment;
  TRY_ASSIGN(environment.target, venv::make_install_target(environment.interpreter));
  environment.site_directories = venv::site_directories_of(environment.target);
  TRY_ASSIGN(environment.configuration, status_of(join_path(environment.interpreter.prefix, "pyvenv.cfg")));
  InstallInputs inputs;
  TRY_ASSIGN(spec::Requirement pip, spec::parse_requirement("pip"));
  inputs.roots.push_back({.requirement = std::move(pip), .origin = {}});
  TRY_ASSIGN(answer.seeded, run_pip_install(inputs, request.install, environment, session, observer));
  return answer;
}

}  // namespace axle::engine
