// SPDX-License-Identifier: MIT OR Apache-2.0
// Which environment a command means: VIRTUAL_ENV → CONDA_PREFIX → the working directory and its ancestors.
#include <array>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/dead_link.hpp"
#include "venv/interpreter_search.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv {
namespace {

bool has_cfg(const std::string& directory) {
  const auto status = status_of(join_path(directory, "pyvenv.cfg"));
  return status && *status && (*status)->kind == FileKind::regular;
}

/// `.venv` of a folder: its path, nothing when there is none, an error when it is broken (C04).
Result<std::optional<std::string>> find_dot_venv(const std::string& directory) {
  const std::string path = join_path(directory, ".venv");
  TRY_ASSIGN(const auto link, link_status_of(path));
  if (!link) {
    return std::nullopt;
  }
  TRY_ASSIGN(const auto status, status_of(path));
  if (!status) {
    TRY_ASSIGN(const auto dead, find_dead_link(path));
    if (dead) {
      return fail(environment_behind(ErrorCode::bad_environment, path, *dead));
    }
    return std::nullopt;
  }
  if (status->kind != FileKind::directory) {
    return std::nullopt;
  }
  if (!has_cfg(path)) {
    return fail(
        Error(ErrorCode::bad_environment, format("`{}` is not a virtual environment: it has no pyvenv.cfg", path))
            .with_hint(format("replace it with `axle venv --clear --force {}`", quote_for_shell(path))));
  }
  return path;
}

bool is_conda_child(const SearchEnvironment& search) {
  return !search.conda_prefix.empty() && search.conda_default_env != "base" && search.conda_default_env != "root";
}

Result<Interpreter> query_conda(const std::string& prefix, const QueryOptions& query) {
  return query_interpreter(join_path(join_path(prefix, "bin"), "python"), query);
}

}  // namespace

Result<std::string> find_environment_directory(const SearchEnvironment& search) {
  if (!search.virtual_env.empty()) {
    const std::string path = absolute_path(search.virtual_env, search.working_directory);
    if (!has_cfg(path)) {
      return fail(ErrorCode::bad_environment,
                  format("`VIRTUAL_ENV` names `{}`, which is not a virtual environment", path));
    }
    return path;
  }
  if (is_conda_child(search)) {
    return search.conda_prefix;
  }
  std::string folder = search.working_directory;
  while (!folder.empty()) {
    if (has_cfg(folder)) {
      return folder;
    }
    TRY_ASSIGN(const auto found, find_dot_venv(folder));
    if (found) {
      return *found;
    }
    const std::string parent(path_parent(folder));
    folder = parent == folder ? std::string() : parent;
  }
  return std::string();
}

Result<Interpreter> find_environment(const SearchEnvironment& search, Log& log) {
  TRY_ASSIGN(const std::string directory, find_environment_directory(search));
  if (directory.empty()) {
    return fail(Error(ErrorCode::no_environment, "no virtual environment found")
                    .with_hint("run `axle venv` to create one, or pass `--system` to install into a system Python"));
  }
  log.debug(format("environment: {}", directory));
  return has_cfg(directory) ? query_environment(directory, search.query) : query_conda(directory, search.query);
}

}  // namespace axle::venv
