// SPDX-License-Identifier: MIT OR Apache-2.0
// Finding and opening the environment of a command.
#include "engine/environment.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/commit.hpp"
#include "venv/dead_link.hpp"
#include "venv/interpreter_request.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::engine {
namespace {

using venv::EnvironmentPreference;

Result<venv::Interpreter> find_requested(const std::string& text, EnvironmentPreference preference,
                                         const venv::SearchEnvironment& search, Log& log) {
  TRY_ASSIGN(const venv::PythonRequest request, venv::parse_python_request(text, search.working_directory));
  return venv::find_interpreter(request, search, preference, log);
}

Result<venv::Interpreter> find_base(const TargetOptions& options, const venv::SearchEnvironment& search, Log& log) {
  if (options.python) {
    return find_requested(
        *options.python, options.system ? EnvironmentPreference::only_system : EnvironmentPreference::any, search, log);
  }
  if (options.system) {
    return venv::find_interpreter(venv::PythonRequest{}, search, EnvironmentPreference::only_system, log);
  }
  if (options.target_directory || options.prefix) {
    return venv::find_interpreter(venv::PythonRequest{}, search, EnvironmentPreference::any, log);
  }
  return venv::find_environment(search, log);
}

/// What is not there yet becomes a folder, unless a link stands there that leads nowhere.
Result<void> check_is_folder(const std::string& path, std::string_view option) {
  TRY_ASSIGN(const auto dead, venv::find_dead_link(path));
  if (dead) {
    return fail(ErrorCode::bad_environment, format("`{}`, which {} names, is a link to `{}`, which does not exist",
                                                   to_printable(dead->path), option, to_printable(dead->target)));
  }
  TRY_ASSIGN(const auto status, status_of(path));
  if (status && status->kind != FileKind::directory) {
    return fail(ErrorCode::bad_environment,
                format("`{}`, which {} names, is not a folder", to_printable(path), option));
  }
  return {};
}

Result<venv::InstallTarget> make_target(const TargetOptions& options, const venv::Interpreter& interpreter) {
  if (options.target_directory) {
    TRY(check_is_folder(*options.target_directory, "--target"));
    return venv::make_directory_target(*options.target_directory);
  }
  if (options.prefix) {
    TRY(check_is_folder(*options.prefix, "--prefix"));
    return venv::make_prefix_target(interpreter, *options.prefix);
  }
  return venv::make_install_target(interpreter);
}

LockOptions lock_options(LockKind kind, const Session& session) {
  return session.lock_options(kind, "waiting for the environment's lock, held by");
}

/// Under the exclusive lock.
Result<void> recover_interrupted(const venv::InstallTarget& target, const Session& session) {
  TRY_ASSIGN(const auto report, venv::recover(target));
  if (report && !report->message.empty()) {
    session.sinks().warnings.warn(report->message);
  }
  return {};
}

/// For commands that only look. Who may not write here is told why a command that changes nothing wants to.
Result<std::optional<venv::EnvironmentLock>> lock_to_recover(const venv::InstallTarget& target,
                                                             const Session& session) {
  auto lock = venv::lock_environment(target, session.locks_directory(), lock_options(LockKind::exclusive, session));
  if (!lock && lock.error().code() == ErrorCode::permission_denied) {
    return fail(venv::recovery_failure(target, std::move(lock).error()));
  }
  return lock;
}

/// Whoever held the lock may have put another environment here, for another Python.
Result<void> check_unreplaced(const TargetEnvironment& environment) {
  TRY_ASSIGN(const auto now, look_at_configuration(environment.interpreter));
  if (now == environment.configuration) {
    return {};
  }
  return fail(Error(ErrorCode::bad_environment,
                    format("the environment at `{}` was replaced meanwhile", environment.interpreter.prefix))
                  .with_hint("run the command again"));
}

/// Before the environment is opened. A change that is just being made is waited for: its folder is no leftover.
Result<void> recover_ahead(const venv::InstallTarget& target, const Session& session) {
  {
    TRY_ASSIGN(const auto lock,
               venv::lock_environment(target, session.locks_directory(), lock_options(LockKind::shared, session)));
    TRY_ASSIGN(const bool interrupted, venv::needs_recovery(target));
    if (!interrupted) {
      return {};
    }
  }
  TRY_ASSIGN(const auto lock, lock_to_recover(target, session));
  return recover_interrupted(target, session);
}

Result<TargetEnvironment> look_for_target(const TargetOptions& options, const venv::SearchEnvironment& search,
                                          Log& log) {
  TargetEnvironment found;
  TRY_ASSIGN(found.interpreter, find_base(options, search, log));
  TRY_ASSIGN(found.target, make_target(options, found.interpreter));
  TRY_ASSIGN(found.configuration, look_at_configuration(found.interpreter));
  const bool own_root = options.target_directory || options.prefix;
  // What a virtual environment borrows from its base (--system-site-packages) is not its own: neither kept nor changed.
  found.site_directories = own_root || found.interpreter.is_venv ? venv::site_directories_of(found.target)
                                                                 : found.interpreter.site_directories;
  found.has_own_root = own_root;
  found.is_discovered = !own_root && !options.python && !options.system &&
                        found.interpreter.prefix == search.working_directory + "/.venv";
  return found;
}

}  // namespace

Result<std::optional<FileStatus>> look_at_configuration(const venv::Interpreter& interpreter) {
  if (!interpreter.is_venv) {
    return std::nullopt;
  }
  return status_of(join_path(interpreter.prefix, venv::k_cfg));
}

Result<TargetEnvironment> find_target(const TargetOptions& options, const venv::SearchEnvironment& search, Log& log,
                                      const Session& session) {
  TRY_ASSIGN(TargetEnvironment found, look_for_target(options, search, log));
  if (found.has_own_root || !found.interpreter.is_venv) {
    return found;
  }
  TRY_ASSIGN(const bool interrupted, venv::needs_recovery(found.target));
  if (!interrupted) {
    return found;
  }
  TRY(recover_ahead(found.target, session));
  // It may have another Python now: `axle venv --allow-existing` was cut off.
  return look_for_target(options, search, log);
}

Result<void> check_may_change(const TargetEnvironment& environment, const TargetOptions& options) {
  if (options.break_system_packages || options.target_directory || options.prefix) {
    return {};
  }
  const auto message = venv::find_externally_managed_message(environment.interpreter);
  if (!message) {
    return {};
  }
  return fail(Error(ErrorCode::externally_managed,
                    format("The interpreter at {} is externally managed, and indicates the following:\n\n{}",
                           environment.interpreter.prefix, *message))
                  .with_hint("Virtual environments are not externally managed: create one with `axle venv`, or use "
                             "`--break-system-packages` to change this interpreter all the same"));
}

Result<void> check_writable(const TargetEnvironment& environment) {
  const std::string& root = environment.target.root;
  TRY_ASSIGN(const auto status, status_of(root));
  if (status && !is_writable(root)) {
    return fail(ErrorCode::permission_denied, format("the environment at `{}` is read-only", to_printable(root)));
  }
  return {};
}

Result<std::optional<venv::EnvironmentLock>> open_environment(const TargetEnvironment& environment, LockKind kind,
                                                              const Session& session) {
  const std::string locks = session.locks_directory();
  while (true) {
    TRY_ASSIGN(auto lock, venv::lock_environment(environment.target, locks, lock_options(kind, session)));
    TRY(check_unreplaced(environment));
    // Only now: the holder that this lock waited for may have been killed in the middle of a change.
    TRY_ASSIGN(const bool interrupted, venv::needs_recovery(environment.target));
    if (!interrupted) {
      return lock;
    }
    if (kind == LockKind::shared) {
      lock.reset();
      TRY_ASSIGN(lock, lock_to_recover(environment.target, session));
    }
    TRY(recover_interrupted(environment.target, session));
    if (kind == LockKind::exclusive) {
      return lock;
    }
  }
}

Result<std::optional<venv::EnvironmentLock>> lock_existing_environment(const std::string& directory,
                                                                       venv::ExistingEnvironment existing,
                                                                       const Session& session) {
  const bool keeps = existing == venv::ExistingEnvironment::keep;
  venv::InstallTarget target;
  target.root = directory;
  const std::string file = join_path(directory, venv::k_cfg);
  TRY_ASSIGN(const auto cfg, status_of(file));
  TRY_ASSIGN(const bool interrupted, venv::needs_recovery(target));
  if (!cfg && !(keeps && interrupted)) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto lock,
             venv::lock_environment(target, session.locks_directory(), lock_options(LockKind::exclusive, session)));
  if (keeps) {
    TRY(recover_interrupted(target, session));
  }
  // A first `--allow-existing` that was cut off is undone: the folder is none again, and its creator locks it.
  TRY_ASSIGN(const auto now, status_of(file));
  return now ? std::move(lock) : std::nullopt;
}

}  // namespace axle::engine
