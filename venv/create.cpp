// SPDX-License-Identifier: MIT OR Apache-2.0
// Creating an environment beside its final place, then one rename. An empty folder is filled: it may be a mount point,
// or the folder somebody's shell is in.
#include "venv/create.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/file_lock.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/commit.hpp"
#include "venv/dead_link.hpp"
#include "venv/environment_files.hpp"
#include "venv/environment_lock.hpp"
#include "venv/folder_move.hpp"
#include "venv/made_folders.hpp"
#include "venv/pyvenv_cfg.hpp"
#include "venv/renewal.hpp"

namespace axle::venv {
namespace {

Result<void> check_options(const Interpreter& base, const CreateOptions& options) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(options.prompt.begin(), options.prompt.end(), is_control) && options.prompt_given) {
    return fail(ErrorCode::usage, format("the prompt `{}` holds a control character", to_printable(options.prompt)));
  }
  if (options.directory.contains(':')) {
    return fail(
        ErrorCode::usage,
        format("cannot create an environment at `{}`: its path holds `:`, which separates the folders of `PATH`",
               to_printable(options.directory)));
  }
  if (std::any_of(base.base_executable.begin(), base.base_executable.end(), is_control)) {
    return fail(ErrorCode::bad_interpreter,
                format("cannot use `{}`: its path holds a control character", to_printable(base.base_executable)));
  }
  return {};
}

enum class Found : std::uint8_t { nothing, empty_directory, unfinished, environment, other };

/// What write_environment() makes in a folder, the mark of an unfinished one last.
std::vector<std::string> entries_of(const Interpreter& base) {
  std::vector<std::string> names = {std::string(k_library_link), std::string(k_lock_file)};
  for (const RootFile& file : k_root_files) {
    names.emplace_back(file.name);
  }
  for (const std::string* folder : {&base.venv_scheme.scripts, &base.venv_scheme.purelib, &base.venv_scheme.platlib}) {
    const std::string_view below = std::string_view(*folder).substr(1);
    names.emplace_back(below.substr(0, below.find('/')));
  }
  names.emplace_back(k_unfinished_cfg);
  return names;
}

/// Whether a killed command left these in a folder that was empty before.
bool are_leftovers(const std::vector<DirectoryEntry>& entries, const Interpreter& base) {
  const std::vector<std::string> ours = entries_of(base);
  return std::ranges::find(entries, k_unfinished_cfg, &DirectoryEntry::name) != entries.end() &&
         std::ranges::all_of(
             entries, [&](const DirectoryEntry& entry) { return std::ranges::find(ours, entry.name) != ours.end(); });
}

Result<Found> look_at(const std::string& directory, const Interpreter& base) {
  TRY_ASSIGN(const auto status, status_of(directory));
  if (!status) {
    TRY_ASSIGN(const auto dead, find_dead_link(directory));
    if (dead) {
      return fail(environment_behind(ErrorCode::environment_exists, directory, *dead));
    }
    return Found::nothing;
  }
  if (status->kind != FileKind::directory) {
    return Found::other;
  }
  TRY_ASSIGN(const auto cfg, status_of(join_path(directory, k_cfg)));
  if (cfg) {
    return Found::environment;
  }
  TRY_ASSIGN(const Directory open, Directory::open(directory));
  TRY_ASSIGN(const auto entries, open.list());
  return entries.empty() ? Found::empty_directory : are_leftovers(entries, base) ? Found::unfinished : Found::other;
}

Result<void> check_existing(Found found, const CreateOptions& options) {
  if (found == Found::environment && options.existing == ExistingEnvironment::refuse) {
    return fail(
        Error(ErrorCode::environment_exists, format("a virtual environment already exists at `{}`", options.directory))
            .with_hint("use `--clear` to replace it, or `--allow-existing` to keep what is in it"));
  }
  const bool forced = options.existing == ExistingEnvironment::keep ||
                      (options.existing == ExistingEnvironment::clear && options.force_clear);
  TRY_ASSIGN(const auto status, status_of(options.directory));
  if (found == Found::other && status && status->kind != FileKind::directory) {
    return fail(ErrorCode::environment_exists, format("`{}` exists and is not a folder", options.directory));
  }
  if (found == Found::other && !forced) {
    return fail(
        Error(ErrorCode::environment_exists, format("`{}` exists and is not a virtual environment", options.directory))
            .with_hint("use `--clear --force` to remove everything in it, or `--allow-existing` to write the "
                       "environment over it"));
  }
  return {};
}

constexpr std::string_view k_built_name = "venv";

/// What was moved aside goes back, and is an environment again.
Result<void> bring_back(EntryAt place, EntryAt aside) {
  TRY(put_back(place, aside));
  const std::string unfinished = join_path(place.name, k_unfinished_cfg);
  TRY_ASSIGN(const auto marked, place.directory.status(unfinished));
  return marked ? place.directory.rename(unfinished, place.directory, join_path(place.name, k_cfg)) : Result<void>();
}

/// Where the old folder must be moved in pieces, what is left of it when that is cut off must be no environment.
Result<void> move_aside(EntryAt place, EntryAt aside) {
  TRY_ASSIGN(const bool renamed, place.directory.try_rename(place.name, aside.directory, aside.name));
  if (renamed) {
    return {};
  }
  const std::string cfg = join_path(place.name, k_cfg);
  TRY_ASSIGN(const auto is_environment, place.directory.status(cfg));
  if (is_environment) {
    TRY(place.directory.rename(cfg, place.directory, join_path(place.name, k_unfinished_cfg)));
  }
  return move_entry(place, aside);
}

/// Puts the environment built in `aside` in the place of the old folder, which is in `aside` afterwards and goes with
/// it: exchange where the kernel can, else two moves.
Result<void> swap_in(const Directory& aside, const Directory& parent, const std::string& name) {
  if (aside.exchange(k_built_name, parent, name)) {
    return {};
  }
  const EntryAt place{parent, name};
  const EntryAt old{aside, "old"};
  auto moved = move_aside(place, old);
  if (moved) {
    moved = aside.rename(k_built_name, parent, name);
  }
  if (!moved) {
    TRY(bring_back(place, old));
  }
  return moved;
}

/// No rename moves a mount point, and emptying it in place could end halfway.
Result<void> check_can_move(const std::string& place, const std::string& shown) {
  TRY_ASSIGN(const Directory directory, Directory::open(place));
  TRY_ASSIGN(const SpaceInfo space, directory.space());
  if (space.mount != place) {
    return {};
  }
  return fail(Error(ErrorCode::environment_exists, format("cannot replace `{}`: it is a mount point", shown))
                  .with_hint("delete what is in it, hidden files too: `axle venv` fills an empty folder"));
}

/// A path that is itself a link is kept: the folder behind it is replaced.
Result<void> build_aside(const Interpreter& base, const CreateOptions& options, Found found) {
  std::string place = options.directory;
  if (found != Found::nothing) {
    TRY_ASSIGN(place, real_path(options.directory));
    TRY(check_can_move(place, options.directory));
  }
  const std::string parent_path(path_parent(place));
  MadeFolders made;
  TRY(made.make(parent_path));
  constexpr std::string_view k_prefix = ".axle-venv-";
  remove_abandoned(parent_path, k_prefix);
  auto temporary = TemporaryDirectory::create(parent_path, k_prefix);
  if (!temporary) {
    const ErrorCode code = temporary.error().code();
    return fail(Error(code, format("cannot create `{}`", options.directory)).caused_by(std::move(temporary).error()));
  }
  TRY_ASSIGN(const Directory aside, Directory::open(temporary->path()));
  TRY(aside.make_directory(k_built_name));
  TRY_ASSIGN(const Directory built, aside.open_directory(k_built_name));
  TRY(write_environment(base, options, built));
  TRY_ASSIGN(const Directory parent, Directory::open(parent_path));
  TRY(check_stop(options));
  const std::string name(path_file_name(place));
  if (found != Found::nothing) {
    return swap_in(aside, parent, name);
  }
  auto moved = aside.rename(k_built_name, parent, name);
  if (moved) {
    made.keep();
    return moved;
  }
  // Another command may have been faster.
  TRY_ASSIGN(const Found now, look_at(options.directory, base));
  TRY(check_existing(now, options));
  return moved;
}

Result<void> remove_leftovers(const Directory& directory, const Interpreter& base) {
  for (const std::string& name : entries_of(base)) {
    TRY(directory.remove_tree(name));
  }
  return {};
}

/// Fills a folder that is empty but for leftovers.
Result<void> build_in_place(const Interpreter& base, const CreateOptions& options, Found found) {
  TRY_ASSIGN(const Directory directory, Directory::open(options.directory));
  if (found == Found::unfinished) {
    TRY(remove_leftovers(directory, base));
  }
  auto built = write_environment(base, options, directory);
  if (!built) {
    static_cast<void>(remove_leftovers(directory, base));
  }
  return built;
}

/// Two commands may want to fill one folder that is no environment yet, and has no lock of its own.
Result<std::optional<FileLock>> lock_folder(const CreateOptions& create, const LockOptions& options) {
  return FileLock::acquire_directory(create.directory, join_path(create.directory, k_lock_file), options);
}

struct Locks {
  std::optional<EnvironmentLock> environment;
  std::optional<FileLock> folder;
};

Result<Found> look_and_check(const Interpreter& base, const CreateOptions& options) {
  TRY_ASSIGN(const Found found, look_at(options.directory, base));
  TRY(check_existing(found, options));
  return found;
}

/// An environment, or one that is to be kept as it was before a command was cut off that made it one.
Result<bool> is_for_locker(Found found, const CreateOptions& options) {
  if (found == Found::environment || options.existing != ExistingEnvironment::keep) {
    return found == Found::environment;
  }
  InstallTarget target;
  target.root = options.directory;
  return needs_recovery(target);
}

/// Until a lock is held other commands may make a folder an environment, which then has to be locked as one.
Result<Found> lock_and_look(const Interpreter& base, const CreateOptions& options, const CreateLocking& locking,
                            Locks& locks) {
  const bool locks_environments = locking.lock_existing && options.existing != ExistingEnvironment::refuse;
  while (true) {
    if (locks_environments) {
      TRY_ASSIGN(locks.environment, locking.lock_existing());
    }
    TRY_ASSIGN(Found found, look_and_check(base, options));
    if (locks.environment || found == Found::nothing) {
      return found;
    }
    if (!locks_environments || found != Found::environment) {
      TRY_ASSIGN(locks.folder, lock_folder(options, locking.folder));
      TRY_ASSIGN(found, look_and_check(base, options));
    }
    TRY_ASSIGN(const bool is_for_it, is_for_locker(found, options));
    if (!locks_environments || !is_for_it) {
      return found;
    }
    locks.folder.reset();  // that of an environment is the same, and more
  }
}

}  // namespace

Result<CreateOutcome> create_environment(const Interpreter& base, const CreateOptions& options,
                                         const CreateLocking& locking) {
  TRY(check_options(base, options));
  Locks locks;
  TRY_ASSIGN(const Found found, lock_and_look(base, options, locking, locks));
  const bool is_filled = found == Found::environment || found == Found::other;
  const bool keeps = options.existing == ExistingEnvironment::keep && is_filled;
  if (keeps) {
    TRY(renew_environment(base, options));
  } else if (found == Found::empty_directory || found == Found::unfinished) {
    TRY(build_in_place(base, options, found));
  } else {
    TRY(build_aside(base, options, found));
  }
  return CreateOutcome{.environment = make_virtual(base, options.directory, options.system_site_packages),
                       .replaced = !keeps && found == Found::environment};
}

}  // namespace axle::venv
