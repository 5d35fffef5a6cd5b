// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/python_settings: which Python is meant, where it is looked for, and what a new environment is to be.
#include "cli/python_settings.hpp"

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using test::Variables;
using Words = std::vector<std::string>;

Result<Settings> read(const Words& words, const Variables& variables = {}) {
  const ParsedArgs args = test::args_of(words);
  const EnvLookup environment = test::environment_of(variables);
  const std::vector<ConfigLayer> layers;
  const OptionValues values(args, environment, layers);
  Settings settings;
  settings.command = args.command;
  settings.working_directory = "/work";
  settings.session.cache_directory = "/cache";
  TRY(fill_python_settings(args, environment, values, settings));
  return settings;
}

/// Whether no interpreter may be used that merely is there.
bool only_environments(const Words& words, const Variables& variables = {}) {
  return read(words, variables).value().search.only_environments;
}

}  // namespace

TEST_CASE("Pythons are looked for in the folders of PATH, made absolute, and in what is active",
          "[cli][python_settings]") {
  const Settings settings = read({"pip", "list", "--python", "3.12"}, {{"PATH", "/usr/bin::tools"},
                                                                       {"HOME", "/home/me"},
                                                                       {"VIRTUAL_ENV", "/env"},
                                                                       {"CONDA_PREFIX", "/conda"},
                                                                       {"CONDA_DEFAULT_ENV", "base"},
                                                                       {"PYENV_ROOT", "/pyenv"},
                                                                       {"PYENV_VERSION", "3.12.1"}})
                                .value();
  CHECK(settings.target.python == "3.12");
  CHECK(settings.search.path == Words{"/usr/bin", "/work/tools"});
  CHECK(settings.search.home == "/home/me");
  CHECK(settings.search.virtual_env == "/env");
  CHECK(settings.search.conda_prefix == "/conda");
  CHECK(settings.search.conda_default_env == "base");
  CHECK(settings.search.pyenv_root == "/pyenv");
  CHECK(settings.search.pyenv_version == "3.12.1");
  CHECK(settings.search.working_directory == "/work");
  CHECK(settings.search.query.cache_directory == "/cache/interpreters-v1");
}

TEST_CASE("--managed-python leaves the system's Pythons out, but for the environment that --system names",
          "[cli][python_settings]") {
  CHECK_FALSE(only_environments({"pip", "list"}));
  CHECK(only_environments({"pip", "list", "--managed-python"}));
  CHECK_FALSE(only_environments({"pip", "list", "--managed-python", "--system"}));
  CHECK(only_environments({"venv", "--managed-python"}));
  // These change no environment.
  CHECK(only_environments({"pip", "compile", "r.in", "--managed-python", "--system"}));
  CHECK(only_environments({"pip", "download", "a", "--managed-python", "--system"}));
}

TEST_CASE("who prefers managed Pythons on the command line wins over the variables", "[cli][python_settings]") {
  const Variables managed = {{"UV_MANAGED_PYTHON", "1"}};
  const Variables unmanaged = {{"UV_NO_MANAGED_PYTHON", "1"}};
  CHECK(only_environments({"pip", "list"}, managed));
  CHECK_FALSE(only_environments({"pip", "list", "--no-managed-python"}, managed));
  CHECK_FALSE(only_environments({"pip", "list", "--python-preference", "system"}, managed));
  CHECK(only_environments({"pip", "list", "--managed-python"}, unmanaged));
  CHECK(only_environments({"pip", "list", "--python-preference", "only-managed"}, unmanaged));
  CHECK(only_environments({"pip", "list"}, {{"UV_PYTHON_PREFERENCE", "only-managed"}}));
}

TEST_CASE("a folder to install into is absolute, and there is one at most", "[cli][python_settings]") {
  CHECK(read({"pip", "install", "a", "--target", "there"})->target.target_directory == "/work/there");
  CHECK(read({"pip", "install", "a", "--prefix", "../up"})->target.prefix == "/up");
  CHECK(test::message_of(read({"pip", "install", "a", "--target", "x", "--prefix", "y"})) ==
        "the argument '--target <DIR>' cannot be used with '--prefix <DIR>'");
}

TEST_CASE("a new environment is what the options of venv say", "[cli][python_settings]") {
  const VenvSettings plain = read({"venv"})->venv;
  CHECK(plain.use_pin_file);
  CHECK_FALSE(plain.seed);
  CHECK_FALSE(plain.prompt);
  const VenvSettings all =
      read({"--no-config", "venv", "--seed", "--clear", "--system-site-packages", "--relocatable", "--prompt", "me"})
          ->venv;
  CHECK_FALSE(all.use_pin_file);
  CHECK(all.seed);
  CHECK(all.clear);
  CHECK(all.system_site_packages);
  CHECK(all.relocatable);
  CHECK(all.prompt == "me");
  CHECK(test::message_of(read({"venv", "--clear", "--allow-existing"})) ==
        "the argument '--clear' cannot be used with '--allow-existing'");
}

}  // namespace axle::cli
