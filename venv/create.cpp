// SPDX-License-Identifier: MIT OR Apache-2.0
// Creating an environment beside its final place, then one rename; with `keep`, into what is there.
#include "venv/create.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/activation_scripts.hpp"
#include "venv/environment_lock.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv {
namespace {

constexpr std::string_view k_cache_tag = "Signature: 8a477f597d28d172789f06886806bc55";

std::string make_cfg(const Interpreter& base, const CreateOptions& options) {
  std::string text;
  format_to(text, "home = {}\n", path_parent(base.base_executable));
  format_to(text, "implementation = {}\n", base.python.markers.platform_python_implementation);
  format_to(text, "axle = {}\n", options.axle_version);
  format_to(text, "version_info = {}\n", base.python.version.to_string());
  format_to(text, "include-system-site-packages = {}\n", options.system_site_packages);
  if (options.relocatable) {
    text += "relocatable = true\n";
  }
  if (options.seeded) {
    text += "seed = true\n";
  }
  if (options.prompt_given) {
    format_to(text, "prompt = {}\n", options.prompt);
  }
  return text;
}

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

/// Writes one environment into an open, mostly empty folder.
class Builder {
 public:
  Builder(const Interpreter& base, const CreateOptions& options, const Directory& directory, IfExists if_exists)
      : base_(base), options_(options), directory_(directory), if_exists_(if_exists) {}

  Result<void> build() {
    const std::string scripts = base_.venv_scheme.scripts.substr(1);
    TRY(directory_.make_directories(scripts));
    TRY(directory_.make_directories(base_.venv_scheme.purelib.substr(1)));
    if (base_.venv_scheme.platlib != base_.venv_scheme.purelib) {
      TRY(directory_.make_directories(base_.venv_scheme.platlib.substr(1)));
    }
    TRY(link_interpreter(scripts));
    if (!base_.python.platform.pointer_32bit && base_.python.platform.system == "linux") {
      TRY(put_link("lib64", "lib"));
    }
    TRY(directory_.write_file(".gitignore", "*", 0644, if_exists_));
    TRY(directory_.write_file("CACHEDIR.TAG", k_cache_tag, 0644, if_exists_));
    if (if_exists_ == IfExists::fail) {
      TRY(directory_.write_file(k_lock_file, "", 0644, if_exists_));
    }
    TRY(write_scripts(scripts));
    // Last: a folder without it is no environment yet.
    return directory_.write_file("pyvenv.cfg", make_cfg(base_, options_), 0644, if_exists_);
  }

 private:
  Result<void> put_link(const std::string& name, const std::string& target) {
    if (if_exists_ == IfExists::replace) {
      TRY_ASSIGN(const auto status, directory_.status(name));
      if (status && status->kind == FileKind::directory) {
        return {};
      }
      if (status) {
        TRY(directory_.remove_file(name));
      }
    }
    return directory_.make_symlink(name, target);
  }

  Result<void> link_interpreter(const std::string& scripts) {
    const spec::TargetPython& python = base_.python;
    TRY(put_link(join_path(scripts, "python"), base_.base_executable));
    TRY(put_link(join_path(scripts, format("python{}", python.major)), "python"));
    TRY(put_link(join_path(scripts, format("python{}.{}", python.major, python.minor)), "python"));
    if (python.free_threaded) {
      TRY(put_link(join_path(scripts, format("python{}.{}t", python.major, python.minor)), "python"));
    }
    if (python.implementation == "pypy") {
      TRY(put_link(join_path(scripts, "pypy"), "python"));
      TRY(put_link(join_path(scripts, format("pypy{}", python.major)), "python"));
    }
    return {};
  }

  Result<void> write_scripts(const std::string& scripts) {
    const ActivationFacts facts{
        .directory = options_.directory,
        .prompt = options_.prompt.empty() ? std::string(path_file_name(options_.directory)) : options_.prompt,
        .scripts_name = scripts,
        .site_packages = base_.venv_scheme.purelib.substr(1),
        .relocatable = options_.relocatable};
    TRY_ASSIGN(const Directory folder, directory_.open_directory(scripts));
    for (const ScriptFile& script : make_activation_scripts(facts)) {
      TRY(folder.write_file(script.name, script.text, 0644, if_exists_));
    }
    return {};
  }

  const Interpreter& base_;
  const CreateOptions& options_;
  const Directory& directory_;
  IfExists if_exists_;
};

enum class Found { nothing, empty_directory, environment, other };

Result<Found> look_at(const std::string& directory) {
  TRY_ASSIGN(const auto status, status_of(directory));
  if (!status) {
    TRY_ASSIGN(const auto link, link_status_of(directory));
    return link ? Found::other : Found::nothing;
  }
  if (status->kind != FileKind::directory) {
    return Found::other;
  }
  TRY_ASSIGN(const auto cfg, status_of(join_path(directory, "pyvenv.cfg")));
  if (cfg) {
    return Found::environment;
  }
  TRY_ASSIGN(const Directory open, Directory::open(directory));
  TRY_ASSIGN(const auto entries, open.list());
  return entries.empty() ? Found::empty_directory : Found::other;
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
            .with_hint("use `--clear --force` to remove everything in it, or `--allow-existing` to keep what is "
                       "in it"));
  }
  return {};
}

constexpr std::string_view k_built_name = "venv";

/// Puts the environment built in `aside` in the place of the old folder, which is in `aside` afterwards and goes with
/// it: exchange where the kernel can, else two renames.
Result<void> swap_in(const Directory& aside, const Directory& parent, const std::string& name) {
  if (aside.exchange(k_built_name, parent, name)) {
    return {};
  }
  constexpr std::string_view k_old_name = "old";
  TRY(parent.rename(name, aside, k_old_name));
  if (auto moved = aside.rename(k_built_name, parent, name); !moved) {
    TRY(aside.rename(k_old_name, parent, name));
    return fail(std::move(moved).error());
  }
  return {};
}

/// A path that is itself a link is kept: the folder behind it is replaced.
Result<void> build_aside(const Interpreter& base, const CreateOptions& options, Found found) {
  std::string place = options.directory;
  if (found != Found::nothing) {
    TRY_ASSIGN(place, real_path(options.directory));
  }
  const std::string parent_path(path_parent(place));
  TRY(make_directories(parent_path));
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
  TRY(Builder(base, options, built, IfExists::fail).build());
  TRY_ASSIGN(const Directory parent, Directory::open(parent_path));
  const std::string name(path_file_name(place));
  return found == Found::nothing ? aside.rename(k_built_name, parent, name) : swap_in(aside, parent, name);
}

}  // namespace

Result<CreateOutcome> create_environment(const Interpreter& base, const CreateOptions& options) {
  TRY(check_options(base, options));
  TRY_ASSIGN(const Found found, look_at(options.directory));
  TRY(check_existing(found, options));
  const bool keeps = options.existing == ExistingEnvironment::keep && found != Found::nothing;
  // An empty folder is often a mount point, which cannot be renamed over.
  if (keeps || found == Found::empty_directory) {
    TRY_ASSIGN(const Directory directory, Directory::open(options.directory));
    TRY(Builder(base, options, directory, keeps ? IfExists::replace : IfExists::fail).build());
  } else {
    TRY(build_aside(base, options, found));
  }
  return CreateOutcome{.environment = make_virtual(base, options.directory, options.system_site_packages),
                       .replaced = !keeps && found == Found::environment};
}

}  // namespace axle::venv
