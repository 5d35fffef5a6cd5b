// SPDX-License-Identifier: MIT OR Apache-2.0
// Fills the settings of Pythons and environments.
#include "cli/python_settings.hpp"

#include <string>
#include <string_view>

#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::cli {
namespace {

class PythonReader {
 public:
  PythonReader(const ParsedArgs& args, const EnvLookup& environment, const OptionValues& values, Settings& settings)
      : args_(args), environment_(environment), values_(values), settings_(settings) {}

  Result<void> fill() {
    TRY(fill_target());
    fill_search();
    return fill_venv();
  }

 private:
  Result<void> fill_target() {
    engine::TargetOptions& target = settings_.target;
    target.python = values_.single(OptionId::python);
    TRY_ASSIGN(target.system, values_.flag(OptionId::system));
    TRY_ASSIGN(target.break_system_packages, values_.flag(OptionId::break_system_packages));
    TRY_ASSIGN(const bool is_managed, wants_managed_python());
    const bool has_environment =
        settings_.command != Command::pip_compile && settings_.command != Command::pip_download;
    settings_.search.only_environments = is_managed && !(target.system && has_environment);
    if (const auto directory = values_.single(OptionId::target)) {
      target.target_directory = absolute_path(*directory, settings_.working_directory);
    }
    if (const auto prefix = values_.single(OptionId::prefix)) {
      target.prefix = absolute_path(*prefix, settings_.working_directory);
    }
    if (target.target_directory && target.prefix) {
      return fail(ErrorCode::usage, "the argument '--target <DIR>' cannot be used with '--prefix <DIR>'");
    }
    return {};
  }

  /// An option wins over the variables of the others.
  [[nodiscard]] Result<bool> wants_managed_python() const {
    constexpr Choices<bool, 4> k_preferences = {
        {{"only-managed", true}, {"managed", false}, {"system", false}, {"only-system", false}}};
    TRY_ASSIGN(const bool only_managed, values_.choose(OptionId::python_preference, k_preferences, false));
    TRY_ASSIGN(const bool managed, values_.flag(OptionId::managed_python));
    TRY_ASSIGN(const bool unmanaged, values_.flag(OptionId::no_managed_python));
    if (args_.has(OptionId::managed_python) || args_.has(OptionId::no_managed_python)) {
      return managed;
    }
    return args_.has(OptionId::python_preference) ? only_managed : (managed || only_managed) && !unmanaged;
  }

  void fill_search() {
    venv::SearchEnvironment& search = settings_.search;
    const std::string path = text_of(environment_, "PATH");
    for (const std::string_view folder : split(path, ':')) {
      if (!folder.empty()) {
        search.path.push_back(absolute_path(std::string(folder), settings_.working_directory));
      }
    }
    search.virtual_env = text_of(environment_, "VIRTUAL_ENV");
    search.conda_prefix = text_of(environment_, "CONDA_PREFIX");
    search.conda_default_env = text_of(environment_, "CONDA_DEFAULT_ENV");
    search.home = text_of(environment_, "HOME");
    search.working_directory = settings_.working_directory;
    search.pyenv_root = text_of(environment_, "PYENV_ROOT");
    search.pyenv_version = text_of(environment_, "PYENV_VERSION");
    if (const std::string& cache = settings_.session.cache_directory; !cache.empty()) {
      search.query.cache_directory = cache + "/interpreters-v1";
    }
    search.query.child_environment = interpreter_environment_list();
    search.query.working_directory = settings_.working_directory;
  }

  Result<void> fill_venv() {
    VenvSettings& venv = settings_.venv;
    TRY_ASSIGN(const bool no_config, values_.flag(OptionId::no_config));
    venv.use_pin_file = !no_config;
    TRY_ASSIGN(venv.seed, values_.flag(OptionId::seed));
    TRY_ASSIGN(venv.clear, values_.flag(OptionId::clear));
    venv.force = args_.has(OptionId::force);
    venv.allow_existing = args_.has(OptionId::allow_existing);
    venv.system_site_packages = args_.has(OptionId::system_site_packages);
    TRY_ASSIGN(venv.relocatable, values_.flag(OptionId::relocatable));
    venv.prompt = values_.single(OptionId::prompt);
    if (venv.clear && venv.allow_existing) {
      return fail(ErrorCode::usage, "the argument '--clear' cannot be used with '--allow-existing'");
    }
    return {};
  }

  const ParsedArgs& args_;
  const EnvLookup& environment_;
  const OptionValues& values_;
  Settings& settings_;
};

}  // namespace

Result<void> fill_python_settings(const ParsedArgs& args, const EnvLookup& environment, const OptionValues& values,
                                  Settings& settings) {
  return PythonReader(args, environment, values, settings).fill();
}

}  // namespace axle::cli
