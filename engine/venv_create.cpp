// SPDX-License-Identifier: MIT OR Apache-2.0
// Creating and seeding environments.
#include "engine/venv_create.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "engine/environment.hpp"
#include "venv/interpreter_query.hpp"

namespace axle::engine {
namespace {

constexpr std::uint64_t k_pin_file_limit_bytes = 64 * 1024;

struct Pin {
  std::string file;
  venv::PythonRequest request;
};

std::string pin_hint(const std::string& file) {
  return format("`{}` asks for it; name another with `--python`, or ignore the file with `--no-config`",
                to_printable(file));
}

/// The first request of the file that can be one; names are skipped, and so is what is no request at all.
Result<std::optional<Pin>> read_pin(const std::string& text, const std::string& file,
                                    const std::string& working_directory, WarningSink& warnings) {
  for (const std::string& line : venv::find_python_version_lines(text)) {
    auto request = venv::parse_python_request(line, working_directory);
    if (request && request->kind != venv::PythonRequest::Kind::name) {
      return std::optional(Pin{.file = file, .request = std::move(*request)});
    }
    if (!request && request.error().code() == ErrorCode::no_interpreter) {
      return std::unexpected(std::move(request).error().with_hint(pin_hint(file)));
    }
    warnings.warn(
        format("Ignoring unsupported Python request `{}` in version file: {}", to_printable(line), to_printable(file)));
  }
  return std::nullopt;
}

/// What the nearest `.python-version` asks for, from the working folder upwards.
Result<std::optional<Pin>> find_pin(const std::string& working_directory, WarningSink& warnings) {
  for (std::string_view folder = working_directory;; folder = path_parent(folder)) {
    const std::string file = join_path(folder, ".python-version");
    auto text = read_file(file, k_pin_file_limit_bytes);
    if (text) {
      return read_pin(*text, file, working_directory, warnings);
    }
    // A pin that nobody can read is no pin of another version, unless it is somebody else's; a folder is none at all.
    const auto status = status_of(file);
    const bool is_folder = status && *status && (*status)->kind == FileKind::directory;
    if (!is_folder && text.error().code() != ErrorCode::not_found &&
        text.error().code() != ErrorCode::permission_denied) {
      return std::unexpected(std::move(text).error().with_hint(pin_hint(file)));
    }
    if (folder == "/" || folder.empty()) {
      return std::nullopt;
    }
  }
}

}  // namespace

Result<venv::Interpreter> find_base_interpreter(const BaseRequest& asked, const venv::SearchEnvironment& search,
                                                Log& log, WarningSink& warnings) {
  venv::PythonRequest request;
  std::optional<Pin> pin;
  if (asked.python) {
    TRY_ASSIGN(request, venv::parse_python_request(*asked.python, search.working_directory));
  } else if (asked.use_pin_file) {
    TRY_ASSIGN(pin, find_pin(search.working_directory, warnings));
    request = pin ? pin->request : request;
  }
  const auto preference = asked.python ? venv::EnvironmentPreference::any : venv::EnvironmentPreference::only_system;
  auto found = venv::find_interpreter(request, search, preference, log);
  if (!found) {
    return pin ? std::unexpected(std::move(found).error().with_hint(pin_hint(pin->file))) : std::move(found);
  }
  return found->is_venv ? venv::query_interpreter(found->base_executable, search.query) : std::move(found);
}

Result<VenvAnswer> run_venv(const VenvRequest& request, venv::Interpreter base, Session& session,
                            InstallObserver& observer) {
  VenvAnswer answer{.base = std::move(base), .outcome = {}, .seeded = std::nullopt};
  venv::CreateOptions options = request.create;
  options.stop = session.sinks().stop;
  const venv::CreateLocking locking{
      .lock_existing = [&] { return lock_existing_environment(options.directory, options.existing, session); },
      .folder = session.lock_options(LockKind::exclusive, "waiting for the folder's lock, held by")};
  TRY_ASSIGN(answer.outcome, venv::create_environment(answer.base, options, locking));
  if (!request.seed) {
    return answer;
  }
  TargetEnvironment environment;
  environment.interpreter = answer.outcome.environment;
  TRY_ASSIGN(environment.target, venv::make_install_target(environment.interpreter));
  environment.site_directories = venv::site_directories_of(environment.target);
  TRY_ASSIGN(environment.configuration, look_at_configuration(environment.interpreter));
  InstallInputs inputs;
  TRY_ASSIGN(spec::Requirement pip, spec::parse_requirement("pip"));
  inputs.roots.push_back({.requirement = std::move(pip), .origin = {}});
  auto seeded = run_pip_install(inputs, request.install, environment, session, observer);
  if (!seeded && (seeded.error().code() == ErrorCode::undone || seeded.error().code() == ErrorCode::cancelled)) {
    return fail(ErrorCode::undone, "Interrupted: the environment was created, but not seeded");
  }
  TRY_ASSIGN(answer.seeded, std::move(seeded));
  return answer;
}

}  // namespace axle::engine
