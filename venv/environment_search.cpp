// SPDX-License-Identifier: MIT OR Apache-2.0
// Which environment a command means: VIRTUAL_ENV → CONDA_PREFIX → the working directory and its ancestors. Variables
// that name an environment which is gone are passed over, as uv does.
#include <string_view>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/dead_link.hpp"
#include "venv/interpreter_search.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv {
namespace {

bool has_cfg(const std::string& directory) {
  const auto status = status_of(join_path(directory, k_cfg));
  return status && *status && (*status)->kind == FileKind::regular;
}

/// `.venv` of a folder: its path, nothing when there is none, an error when it is broken (C04).
Result<std::optional<std::string>> find_dot_venv(const std::string& directory) {
  std::string path = join_path(directory, ".venv");
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
    auto way = way_to_recover(path);
    return fail(
        Error(ErrorCode::bad_environment, format("`{}` is not a virtual environment: it has no pyvenv.cfg", path))
            .with_hint(way ? std::move(*way)
                           : format("replace it with `axle venv --clear --force {}`", quote_for_shell(path))));
  }
  return path;
}

bool is_conda_child(const SearchEnvironment& search) {
  return !search.conda_prefix.empty() && search.conda_default_env != "base" && search.conda_default_env != "root";
}

std::string conda_python(const SearchEnvironment& search) {
  return join_path(absolute_path(search.conda_prefix, search.working_directory), "bin/python");
}

/// Shells keep naming an environment that was removed behind their back: that is as good as none, not a broken one.
bool is_gone(const std::string& directory) {
  for (const std::string_view part : {k_cfg, std::string_view("bin/python"), std::string_view("bin/python3")}) {
    const auto status = link_status_of(join_path(directory, part));
    if (!status || *status) {
      return false;
    }
  }
  return true;
}

/// What variables name, though there is none, one sentence each.
std::vector<std::string> find_gone(const SearchEnvironment& search) {
  std::vector<std::string> sentences;
  const auto look = [&](std::string_view variable, const std::string& value) {
    const std::string path = absolute_path(value, search.working_directory);
    if (is_gone(path)) {
      sentences.push_back(format("`{}` names `{}`, where there is no environment", variable, to_printable(path)));
    }
  };
  if (!search.virtual_env.empty()) {
    look("VIRTUAL_ENV", search.virtual_env);
  }
  if (is_conda_child(search)) {
    look("CONDA_PREFIX", search.conda_prefix);
  }
  return sentences;
}

Result<Interpreter> query_conda(const SearchEnvironment& search) {
  auto answer = query_interpreter(conda_python(search), search.query);
  if (!answer && answer.error().code() != ErrorCode::cancelled) {
    return fail(Error(ErrorCode::bad_environment,
                      format("`CONDA_PREFIX` names `{}`, whose Python does not answer", search.conda_prefix))
                    .caused_by(std::move(answer).error()));
  }
  return answer;
}

}  // namespace

Result<std::string> find_environment_directory(const SearchEnvironment& search) {
  if (!search.virtual_env.empty()) {
    std::string path = absolute_path(search.virtual_env, search.working_directory);
    if (has_cfg(path)) {
      return path;
    }
    if (!is_gone(path)) {
      Error error(ErrorCode::bad_environment,
                  format("`VIRTUAL_ENV` names `{}`, which is not a virtual environment", path));
      auto way = way_to_recover(path);
      return fail(way ? std::move(error).with_hint(std::move(*way)) : std::move(error));
    }
  }
  if (is_conda_child(search)) {
    std::string path = absolute_path(search.conda_prefix, search.working_directory);
    if (!is_gone(path)) {
      return path;
    }
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
    Error error(ErrorCode::no_environment, "no virtual environment found");
    for (const std::string& sentence : find_gone(search)) {
      error = std::move(error).with_hint(sentence);
    }
    return fail(std::move(error).with_hint("run `axle venv` to create one, or pass `--system` to use a system Python"));
  }
  if (log.debug_on()) {
    for (const std::string& sentence : find_gone(search)) {
      log.debug(format("passed over: {}", sentence));
    }
  }
  log.debug(format("environment: {}", directory));
  return has_cfg(directory) ? query_environment(directory, search.query) : query_conda(search);
}

}  // namespace axle::venv
