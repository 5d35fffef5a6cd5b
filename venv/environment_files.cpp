// SPDX-License-Identifier: MIT OR Apache-2.0
// Writing the files of one environment into a folder.
#include "venv/environment_files.hpp"

#include <string_view>

#include "base/format.hpp"
#include "venv/activation_scripts.hpp"
#include "venv/environment_lock.hpp"

namespace axle::venv {
namespace {

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

class Builder {
 public:
  Builder(const Interpreter& base, const CreateOptions& options, const Directory& directory)
      : base_(base), options_(options), directory_(directory) {}

  Result<void> build() {
    TRY(directory_.write_file(k_unfinished_cfg, make_cfg(base_, options_), 0644));
    const std::string scripts = base_.venv_scheme.scripts.substr(1);
    TRY(directory_.make_directories(scripts));
    TRY(directory_.make_directories(base_.venv_scheme.purelib.substr(1)));
    if (base_.venv_scheme.platlib != base_.venv_scheme.purelib) {
      TRY(directory_.make_directories(base_.venv_scheme.platlib.substr(1)));
    }
    TRY(link_interpreter(scripts));
    TRY(link_library());
    for (const RootFile& file : k_root_files) {
      TRY(directory_.write_file(file.name, file.text, 0644));
    }
    TRY(directory_.write_file(k_lock_file, "", 0644));
    TRY(write_scripts(scripts));
    TRY(check_stop(options_));
    return directory_.rename(k_unfinished_cfg, directory_, k_cfg);
  }

 private:
  /// Some distributions keep a real `lib64` in their scheme.
  Result<void> link_library() {
    if (base_.python.platform.pointer_32bit || base_.python.platform.system != "linux") {
      return {};
    }
    TRY_ASSIGN(const auto status, directory_.status(k_library_link));
    return status ? Result<void>() : directory_.make_symlink(k_library_link, "lib");
  }

  Result<void> link_interpreter(const std::string& scripts) {
    const spec::TargetPython& python = base_.python;
    TRY(directory_.make_symlink(join_path(scripts, "python"), base_.base_executable));
    TRY(directory_.make_symlink(join_path(scripts, format("python{}", python.major)), "python"));
    TRY(directory_.make_symlink(join_path(scripts, format("python{}.{}", python.major, python.minor)), "python"));
    if (python.free_threaded) {
      TRY(directory_.make_symlink(join_path(scripts, format("python{}.{}t", python.major, python.minor)), "python"));
    }
    if (python.implementation == "pypy") {
      TRY(directory_.make_symlink(join_path(scripts, "pypy"), "python"));
      TRY(directory_.make_symlink(join_path(scripts, format("pypy{}", python.major)), "python"));
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
      TRY(check_stop(options_));
      TRY(folder.write_file(script.name, script.text, 0644));
    }
    return {};
  }

  const Interpreter& base_;
  const CreateOptions& options_;
  const Directory& directory_;
};

}  // namespace

Result<void> check_stop(const CreateOptions& options) {
  return options.stop.stop_requested() ? Result<void>(fail(ErrorCode::cancelled, "cancelled")) : Result<void>();
}

Result<void> write_environment(const Interpreter& base, const CreateOptions& options, const Directory& directory) {
  return Builder(base, options, directory).build();
}

}  // namespace axle::venv
