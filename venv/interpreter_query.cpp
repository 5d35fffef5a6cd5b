// SPDX-License-Identifier: MIT OR Apache-2.0
// Running the query script, and the cache of its answers.
//
// Cached file: first line the key (resolved path, inode, size, time, C library), second line the answer as printed.
// Kernel release and version are asked of the running kernel each time: an answer outlives a reboot.
#include "venv/interpreter_query.hpp"

#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include <array>
#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "venv/dead_link.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_answer_limit_bytes = 1024 * 1024;
constexpr std::chrono::seconds k_timeout{10};
constexpr int k_shim_depth = 4;
/// Of every version before 3.4, which got the option.
constexpr std::string_view k_answer_of_old = "Unknown option: -I";

std::unexpected<Error> refuse(const std::string& executable, std::string_view reason) {
  return fail(ErrorCode::bad_interpreter, format("cannot use `{}`: {}", executable, reason));
}

/// For what ran, but did not answer as a Python does.
std::unexpected<Error> not_python(const std::string& executable, std::string_view reason) {
  const bool is_shim = path_file_name(path_parent(executable)) == "shims";
  return fail(Error(ErrorCode::bad_interpreter,
                    format("`{}` is not a Python interpreter, or a broken one: {}", executable, reason))
                  .with_hint(is_shim ? "choose an installed version for the shim (`PYENV_VERSION`, `.python-version`), "
                                       "or name another Python with `--python`"
                                     : "name a Python with `--python`: a version such as `3.12`, or a path"));
}

Result<std::string> run_python(const std::string& executable, const QueryOptions& options, const std::string& folder,
                               std::string_view script) {
  ProcessRequest request;
  request.argv = {executable, "-I", "-S", "-B", "-c", std::string(script)};
  request.environment = options.child_environment;
  request.working_directory = folder;
  request.output_limit_bytes = k_answer_limit_bytes;
  request.timeout = k_timeout;
  auto outcome = run_process(request, options.stop);
  if (!outcome && outcome.error().code() == ErrorCode::cancelled) {
    return fail(std::move(outcome).error());
  }
  if (!outcome) {
    return fail(
        Error(ErrorCode::bad_interpreter, format("cannot run `{}`", executable)).caused_by(std::move(outcome).error()));
  }
  if (outcome->exit_code != 0) {
    const std::string_view told = trim(outcome->error_output);
    if (told.starts_with(k_answer_of_old)) {
      return refuse(executable, "it is a Python from before 3.4, and versions before 3.6 are not supported");
    }
    const std::string_view last_line = told.substr(told.rfind('\n') + 1);
    constexpr std::size_t k_told_characters = 120;
    const std::string_view start = first_code_points(last_line, k_told_characters);
    return not_python(executable, format("it ended with status {}{}{}{}", outcome->exit_code, told.empty() ? "" : ": ",
                                         to_printable(start), start.size() < last_line.size() ? "…" : ""));
  }
  const std::string_view answer = trim(outcome->output);
  if (answer.empty()) {
    return not_python(executable, "it printed no answer");
  }
  return std::string(answer);
}

std::string make_key(const std::string& real, const FileStatus& status) {
  return format("{} {} {} {} {}", real, status.inode, status.size_bytes, status.mtime_ns, ::gnu_get_libc_version());
}

/// The first line: what the answer depends on, and the answer's checksum. One that is damaged may still be JSON, and
/// name other folders than the interpreter's.
std::string head_of(const std::string& key, std::string_view answer) {
  return format("{} {:016x}\n", key, checksum64(answer));
}

std::string cache_path(const QueryOptions& options, const std::string& real) {
  return join_path(options.cache_directory, format("{:016x}.answer", checksum64(real)));
}

std::optional<std::string> read_cached(const QueryOptions& options, const std::string& real, const std::string& key) {
  if (options.cache_directory.empty() || options.refresh) {
    return std::nullopt;
  }
  auto text = read_file(cache_path(options, real), k_answer_limit_bytes);
  const std::size_t head_size = head_of(key, "").size();
  if (!text || text->size() < head_size) {
    return std::nullopt;
  }
  std::string answer = text->substr(head_size);
  return text->starts_with(head_of(key, answer)) ? std::optional(std::move(answer)) : std::nullopt;
}

/// A cache that cannot be written only costs time.
void write_cached(const QueryOptions& options, const std::string& real, const std::string& key,
                  const std::string& answer) {
  if (!options.cache_directory.empty() && make_directories(options.cache_directory)) {
    static_cast<void>(replace_own_file(cache_path(options, real), head_of(key, answer) + answer));
  }
}

/// Runs in an empty folder, so that nothing in the user's can be imported or read by mistake.
Result<std::string> ask_binary(const std::string& executable, const QueryOptions& options) {
  if (options.cache_directory.empty() || !make_directories(options.cache_directory)) {
    return run_python(executable, options, "/", interpreter_query_script());
  }
  auto empty = TemporaryDirectory::create(options.cache_directory, "query-");
  const std::string folder = empty ? empty->path() : "/";
  auto answer = run_python(executable, options, folder, interpreter_query_script());
  if (const auto there = status_of(folder); !answer && there && !*there) {
    // The cache was emptied meanwhile.
    return run_python(executable, options, "/", interpreter_query_script());
  }
  return answer;
}

void refresh_kernel_facts(Interpreter& interpreter) {
  utsname kernel{};
  if (::uname(&kernel) == 0) {
    interpreter.python.markers.platform_release = kernel.release;
    interpreter.python.markers.platform_version = kernel.version;
  }
}

/// `/usr/bin/python3` is named by its own minor version where that is the same file in the same folder: an
/// environment must not follow a distribution's `python3` to the next minor version.
std::string stable_path(const std::string& executable, const std::string& real, const Interpreter& interpreter) {
  const std::string versioned =
      join_path(path_parent(executable), format("python{}.{}", interpreter.python.major, interpreter.python.minor));
  const auto resolved = real_path(versioned);
  return resolved && *resolved == real ? versioned : executable;
}

Result<Interpreter> query_binary(const std::string& executable, const QueryOptions& options) {
  TRY_ASSIGN(const std::string real, real_path(executable));
  TRY_ASSIGN(const auto status, status_of(real));
  if (!status || status->kind != FileKind::regular) {
    return refuse(executable, "it is not a file");
  }
  const std::string key = make_key(real, *status);
  auto answer = read_cached(options, real, key);
  if (answer) {
    if (auto cached = parse_interpreter_answer(*answer, executable)) {
      refresh_kernel_facts(*cached);
      cached->executable = cached->base_executable = stable_path(executable, real, *cached);
      return cached;
    }
  }
  TRY_ASSIGN(const std::string fresh, ask_binary(executable, options));
  TRY_ASSIGN(Interpreter found, parse_interpreter_answer(fresh, executable));
  write_cached(options, real, key, fresh);
  refresh_kernel_facts(found);
  found.executable = found.base_executable = stable_path(executable, real, found);
  return found;
}

Result<bool> is_script(const std::string& executable) {
  TRY_ASSIGN(const FileReader file, FileReader::open(executable));
  std::array<std::byte, 2> start{};
  TRY_ASSIGN(const std::size_t count, file.read_at(0, start));
  return count == 2 && start[0] == std::byte{'#'} && start[1] == std::byte{'!'};
}

/// The folder of the environment that `executable` belongs to, or "".
std::string environment_of(const std::string& executable) {
  const std::string folder(path_parent(executable));
  for (const std::string& candidate : {std::string(path_parent(folder)), folder}) {
    const auto cfg = link_status_of(join_path(candidate, k_cfg));
    if (cfg && *cfg && !candidate.empty()) {
      return candidate;
    }
  }
  return {};
}

/// Candidates for the base executable of an environment, best first.
std::vector<std::string> base_candidates(const PyvenvCfg& cfg) {
  std::vector<std::string> candidates;
  const auto parts = split(cfg.version, '.');
  const std::string stem = equals_ignoring_case(cfg.implementation, "pypy") ? "pypy" : "python";
  if (parts.size() >= 2) {
    candidates.push_back(join_path(cfg.home, format("{}{}.{}", stem, parts[0], parts[1])));
  }
  candidates.push_back(join_path(cfg.home, stem + "3"));
  candidates.push_back(join_path(cfg.home, stem));
  if (!cfg.executable.empty() && cfg.executable.front() == '/') {
    candidates.push_back(cfg.executable);
  }
  return candidates;
}

Result<Interpreter> query_path(const std::string& executable, const QueryOptions& options, int depth);

Result<Interpreter> query_shim(const std::string& executable, const QueryOptions& options, int depth) {
  if (depth >= k_shim_depth) {
    return refuse(executable, "it leads from script to script");
  }
  TRY_ASSIGN(const std::string behind,
             run_python(executable, options, options.working_directory, "import sys; print(sys.executable)"));
  if (behind.front() != '/' || behind.find('\n') != std::string::npos) {
    return not_python(executable, "it does not name its executable");
  }
  return query_path(behind, options, depth + 1);
}

Result<Interpreter> query_path(const std::string& executable, const QueryOptions& options, int depth) {
  if (const std::string environment = environment_of(executable); !environment.empty()) {
    return query_environment(environment, options);
  }
  TRY_ASSIGN(const bool script, is_script(executable));
  return script ? query_shim(executable, options, depth) : query_binary(executable, options);
}

/// The environment's own `python` may lead nowhere although another Python has taken the place of its base: scripts
/// would not start.
Result<void> check_interpreter_link(const Interpreter& environment) {
  TRY_ASSIGN(const auto link, find_dead_link(environment.executable));
  TRY_ASSIGN(const auto python, link_status_of(environment.executable));
  if (!python) {
    return fail(Error(ErrorCode::bad_environment, format("the environment at `{}` is broken: it has no `{}`",
                                                         environment.prefix, environment.executable))
                    .with_hint(way_to_create_again(environment.prefix)));
  }
  if (!link) {
    return {};
  }
  return fail(Error(ErrorCode::bad_environment,
                    format("the environment at `{}` is broken: its interpreter is gone, `{}` is a link to `{}`",
                           environment.prefix, to_printable(link->path), to_printable(link->target)))
                  .with_hint(way_to_create_again(environment.prefix)));
}

}  // namespace

Result<Interpreter> query_interpreter(const std::string& executable, const QueryOptions& options) {
  const std::string path = absolute_path(executable, options.working_directory);
  TRY_ASSIGN(const auto status, status_of(path));
  if (!status) {
    return fail(ErrorCode::not_found, format("`{}` does not exist", path));
  }
  if (status->kind != FileKind::regular || !is_executable(path)) {
    return refuse(path, "it is not an executable file");
  }
  return query_path(path, options, 0);
}

Result<Interpreter> query_environment(const std::string& prefix, const QueryOptions& options) {
  TRY_ASSIGN(const auto cfg, read_pyvenv_cfg(prefix));
  if (!cfg) {
    return fail(ErrorCode::bad_environment, format("`{}` is not a virtual environment: it has no pyvenv.cfg", prefix));
  }
  std::optional<Error> obstacle;
  for (const std::string& candidate : base_candidates(*cfg)) {
    auto status = status_of(candidate);
    if (!status) {
      obstacle = obstacle ? std::move(obstacle) : std::move(status).error();
      continue;
    }
    if (!*status || (*status)->kind != FileKind::regular) {
      continue;
    }
    TRY_ASSIGN(const bool script, is_script(candidate));
    TRY_ASSIGN(const Interpreter base, script ? query_shim(candidate, options, 0) : query_binary(candidate, options));
    Interpreter environment = make_virtual(base, prefix, cfg->system_site_packages);
    TRY(check_interpreter_link(environment));
    return environment;
  }
  if (obstacle) {
    return fail(
        Error(ErrorCode::bad_environment, format("the Python of the environment at `{}` cannot be used", prefix))
            .caused_by(std::move(*obstacle)));
  }
  return fail(Error(ErrorCode::bad_environment,
                    format("the environment at `{}` is broken: no Python in `{}`", prefix, cfg->home))
                  .with_hint(way_to_create_again(prefix)));
}

}  // namespace axle::venv
