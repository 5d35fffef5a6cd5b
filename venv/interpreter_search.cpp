// SPDX-License-Identifier: MIT OR Apache-2.0
// Finding an interpreter: active and discovered environments, then the PATH folder by folder.
//
// A candidate that cannot be asked is skipped, with a debug line; the last reason is kept for the message.
#include "venv/interpreter_search.hpp"

#include <algorithm>
#include <optional>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/pyenv_shim.hpp"

namespace axle::venv {
namespace {

class Search {
 public:
  Search(const PythonRequest& request, const SearchEnvironment& environment, EnvironmentPreference preference, Log& log)
      : request_(request), environment_(environment), preference_(preference), log_(log) {}

  Result<Interpreter> run() {
    if (request_.kind == PythonRequest::Kind::path) {
      return find_by_path();
    }
    if (preference_ != EnvironmentPreference::only_system && request_.kind != PythonRequest::Kind::name) {
      if (auto found = find_in_environments()) {
        return std::move(*found);
      }
    }
    if (preference_ != EnvironmentPreference::only_virtual) {
      if (auto found = find_on_path()) {
        return std::move(*found);
      }
    }
    return refuse();
  }

 private:
  Result<Interpreter> find_by_path() {
    const std::string& path = request_.path;
    TRY_ASSIGN(const auto status, status_of(path));
    if (!status) {
      return fail(ErrorCode::no_interpreter, format("no interpreter found at path `{}`", path));
    }
    if (status->kind != FileKind::directory) {
      return query_named(path);
    }
    std::optional<Error> reason;
    for (const std::string_view below : {"bin/python3", "bin/python", "bin/pypy3", "python.exe"}) {
      const std::string executable = join_path(path, below);
      if (is_executable(executable)) {
        return query_named(executable);
      }
      reason = reason ? std::move(reason) : find_obstacle(executable);
    }
    Error refusal(ErrorCode::no_interpreter, format("no interpreter found in folder `{}`", path));
    return fail(reason ? std::move(refusal).caused_by(std::move(*reason)) : std::move(refusal));
  }

  /// Why a file that may be there cannot be executed. Nothing: there is none.
  static std::optional<Error> find_obstacle(const std::string& path) {
    auto status = status_of(path);
    if (!status) {
      return std::move(status).error();
    }
    const bool is_file = *status && (*status)->kind == FileKind::regular;
    return is_file
               ? std::optional(Error(ErrorCode::permission_denied, format("cannot run `{}`: Permission denied", path)))
               : std::nullopt;
  }

  /// Whether the folder around `bin` looks like an environment, and Python has its prefix elsewhere. Folders are
  /// compared behind their links: which of its names a Python tells depends on how it was asked.
  static bool has_lost_configuration(const Interpreter& found, const std::string& folder) {
    const auto is_there = [&folder](std::string_view below) {
      const auto status = status_of(join_path(folder, below));
      return status && *status;
    };
    if (found.is_venv || !is_there("bin/activate") || !is_there(found.venv_scheme.purelib.substr(1))) {
      return false;
    }
    const auto place = real_path(folder);
    const auto prefix = real_path(found.prefix);
    return place && prefix && *place != *prefix;
  }

  /// An environment that has lost its pyvenv.cfg is its base to Python; the user did not mean that one.
  Result<Interpreter> query_named(const std::string& executable) {
    TRY_ASSIGN(Interpreter found, query_interpreter(executable, environment_.query));
    const std::string folder(path_parent(path_parent(executable)));
    if (!has_lost_configuration(found, folder)) {
      return found;
    }
    TRY_ASSIGN(const std::string base, real_path(executable));
    return fail(Error(ErrorCode::bad_environment,
                      format("the environment at `{}` is broken: its pyvenv.cfg is missing", to_printable(folder)))
                    .with_hint(format("write it again with `axle venv --allow-existing --python {} {}`",
                                      quote_for_shell(base), quote_for_shell(folder))));
  }

  std::optional<Interpreter> find_in_environments() {
    const auto directory = find_environment_directory(environment_);
    if (!directory || directory->empty()) {
      return std::nullopt;
    }
    return accept(find_environment(environment_, log_), *directory);
  }

  std::vector<std::string> names() const {
    if (request_.kind == PythonRequest::Kind::name) {
      return {request_.path};
    }
    std::vector<std::string> found;
    const std::string suffix = request_.variant == BuildVariant::free_threaded ? "t"
                               : request_.variant == BuildVariant::debug       ? "d"
                                                                               : "";
    for (const spec::Specifier& specifier : request_.versions.specifiers()) {
      const auto release = specifier.version().release();
      if (release.size() >= 2 &&
          (specifier.op() == spec::SpecifierOperator::equal || specifier.op() == spec::SpecifierOperator::equal_star)) {
        found.push_back(format("python{}.{}{}", release[0], release[1], suffix));
      }
    }
    found.insert(found.end(), {"python3", "python"});
    if (request_.implementation == "pypy") {
      found.insert(found.begin(), {"pypy3", "pypy"});
    } else if (request_.implementation == "graalpy") {
      found.insert(found.begin(), "graalpy");
    }
    return found;
  }

  /// `python3.9` … beside the usual names: only for requests that the usual names did not satisfy.
  static std::vector<std::string> versioned_names(const std::string& folder) {
    std::vector<std::string> found;
    const auto directory = Directory::open(folder);
    const auto entries = directory ? directory->list() : Result<std::vector<DirectoryEntry>>();
    if (!entries) {
      return found;
    }
    for (const DirectoryEntry& entry : *entries) {
      const std::string_view name = entry.name;
      if (name.starts_with("python3.") && name.substr(8).find_first_not_of("0123456789t") == std::string_view::npos) {
        found.push_back(entry.name);
      }
    }
    std::sort(found.begin(), found.end(), [](const std::string& a, const std::string& b) {
      return a.size() != b.size() ? a.size() > b.size() : a > b;  // 3.13 before 3.9
    });
    return found;
  }

  std::optional<Interpreter> find_on_path() {
    for (const std::string& folder : environment_.path) {
      if (auto found = try_names(folder, names())) {
        return found;
      }
      if (request_.kind != PythonRequest::Kind::name) {
        if (auto found = try_names(folder, versioned_names(folder))) {
          return found;
        }
      }
    }
    return std::nullopt;
  }

  std::optional<Interpreter> try_names(const std::string& folder, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (auto found = try_executable(folder, name)) {
        return found;
      }
    }
    return std::nullopt;
  }

  std::optional<Interpreter> try_executable(const std::string& folder, const std::string& name) {
    if (environment_.query.stop.stop_requested()) {
      return std::nullopt;
    }
    std::string executable = join_path(folder, name);
    if (folder.empty() || folder.front() != '/' || !is_executable(executable)) {
      return std::nullopt;
    }
    if (const auto shim = resolve_pyenv_shim(folder, name, environment_)) {
      if (shim->kind == ShimAnswer::Kind::system) {
        return std::nullopt;
      }
      executable = shim->kind == ShimAnswer::Kind::executable ? shim->path : executable;
    }
    if (std::find(tried_.begin(), tried_.end(), executable) != tried_.end()) {
      return std::nullopt;
    }
    tried_.push_back(executable);
    return accept(query_interpreter(executable, environment_.query), executable);
  }

  std::optional<Interpreter> accept(Result<Interpreter> answer, const std::string& place) {
    if (!answer) {
      log_.debug(format("skipped `{}`: {}", place, to_string(answer.error())));
      last_error_ = std::move(answer).error();
      return std::nullopt;
    }
    const bool is_barred = environment_.only_environments && !answer->is_venv;
    const bool wrong_kind = is_barred || (preference_ == EnvironmentPreference::only_system && answer->is_venv) ||
                            (preference_ == EnvironmentPreference::only_virtual && !answer->is_venv);
    const bool unasked = answer->python.version.is_prerelease() && !request_.allow_prerelease &&
                         request_.kind == PythonRequest::Kind::version;
    if (wrong_kind || unasked || !satisfies(*answer, request_)) {
      log_.debug(format("skipped `{}`: {} does not fit", place, describe(*answer)));
      return std::nullopt;
    }
    log_.debug(format("found {} at `{}`", describe(*answer), answer->executable));
    return std::move(*answer);
  }

  [[nodiscard]] std::string_view searched_places() const {
    const bool is_managed = environment_.only_environments;
    switch (preference_) {
      case EnvironmentPreference::only_system:
        return is_managed ? "in managed installations" : "on the PATH";
      case EnvironmentPreference::only_virtual:
        return "in virtual environments";
      case EnvironmentPreference::any:
        break;
    }
    return is_managed ? "in virtual environments or managed installations" : "in virtual environments or on the PATH";
  }

  std::unexpected<Error> refuse() {
    if (environment_.query.stop.stop_requested()) {
      return fail(ErrorCode::cancelled, "cancelled");
    }
    const bool is_any = request_.kind == PythonRequest::Kind::any;
    const std::string wanted = is_any ? std::string() : format("for {} ", describe(request_));
    Error error(ErrorCode::no_interpreter, format("no interpreter found {}{}", wanted, searched_places()));
    if (environment_.only_environments) {
      error = std::move(error).with_hint(
          "managed Pythons were asked for (`--managed-python`, `--python-preference only-managed`), and axle keeps "
          "none so far: name an interpreter by its path with `--python`");
    }
    if (last_error_) {
      return fail(std::move(error).caused_by(std::move(*last_error_)));
    }
    return fail(std::move(error));
  }

  const PythonRequest& request_;
  const SearchEnvironment& environment_;
  EnvironmentPreference preference_;
  Log& log_;
  std::vector<std::string> tried_;
  std::optional<Error> last_error_;
};

}  // namespace

Result<Interpreter> find_interpreter(const PythonRequest& request, const SearchEnvironment& search,
                                     EnvironmentPreference preference, Log& log) {
  return Search(request, search, preference, log).run();
}

}  // namespace axle::venv
