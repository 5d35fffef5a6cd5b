// SPDX-License-Identifier: MIT OR Apache-2.0
// The files of a new environment, and what happens to what was there.
#include <sys/syscall.h>

#include <cerrno>
#include <filesystem>
#include <stop_token>

#include "base/process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/create.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv::test {
namespace {

CreateOptions options_for(const std::string& directory) {
  CreateOptions options;
  options.directory = directory;
  options.axle_version = "0.1.0";
  return options;
}

std::vector<std::string> names_in(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_text(const std::string& path) {
  return read_file(path, 1'000'000).value();
}

}  // namespace

TEST_CASE("a new environment has the documented files", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string place = folder.path() + "/deep/.venv";
  const auto made = create_environment(debian_python(), options_for(place));
  INFO((made ? std::string() : to_string(made.error())));
  REQUIRE(made);
  CHECK(names_in(place) ==
        std::vector<std::string>{".gitignore", ".lock", "CACHEDIR.TAG", "bin", "lib", "lib64", "pyvenv.cfg"});
  CHECK(names_in(place + "/bin") == std::vector<std::string>{"activate", "activate.bat", "activate.csh",
                                                             "activate.fish", "activate.nu", "activate.ps1",
                                                             "activate.xsh", "activate_this.py", "deactivate.bat",
                                                             "pydoc.bat", "python", "python3", "python3.11"});
  CHECK(read_text(place + "/pyvenv.cfg") ==
        "home = /usr/bin\nimplementation = CPython\naxle = 0.1.0\nversion_info = 3.11.2\n"
        "include-system-site-packages = false\n");
  CHECK(read_text(place + "/.gitignore") == "*");
  CHECK(read_text(place + "/CACHEDIR.TAG") == "Signature: 8a477f597d28d172789f06886806bc55");
  CHECK(std::filesystem::read_symlink(place + "/bin/python") == "/usr/bin/python3.11");
  CHECK(std::filesystem::read_symlink(place + "/bin/python3") == "python");
  CHECK(std::filesystem::read_symlink(place + "/lib64") == "lib");
  CHECK(std::filesystem::is_empty(place + "/lib/python3.11/site-packages"));
  CHECK(made->environment.scheme.purelib == place + "/lib/python3.11/site-packages");
  CHECK(made->environment.executable == place + "/bin/python");
  CHECK_FALSE(made->replaced);
  CHECK(names_in(folder.path() + "/deep") == std::vector<std::string>{".venv"});
}

TEST_CASE("every option is noted in pyvenv.cfg", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  CreateOptions options = options_for(folder.path() + "/e");
  options.prompt = "my prompt";
  options.prompt_given = true;
  options.system_site_packages = true;
  options.relocatable = true;
  options.seeded = true;
  const auto made = create_environment(debian_python(), options);
  REQUIRE(made);
  CHECK(read_text(options.directory + "/pyvenv.cfg") ==
        "home = /usr/bin\nimplementation = CPython\naxle = 0.1.0\nversion_info = 3.11.2\n"
        "include-system-site-packages = true\nrelocatable = true\nseed = true\nprompt = my prompt\n");
  const auto cfg = read_pyvenv_cfg(options.directory).value();
  REQUIRE(cfg);
  CHECK(cfg->made_by_axle);
  CHECK(cfg->relocatable);
  CHECK(cfg->prompt == "my prompt");
  CHECK_FALSE(std::filesystem::exists(options.directory + "/bin/activate.csh"));
  CHECK(made->environment.site_directories ==
        std::vector<std::string>{options.directory + "/lib/python3.11/site-packages",
                                 "/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages",
                                 "/usr/lib/python3.11/dist-packages"});
}

TEST_CASE("an existing environment is refused, cleared or kept", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  CreateOptions options = options_for(folder.path() + "/e");
  REQUIRE(create_environment(debian_python(), options));
  const std::string module = options.directory + "/lib/python3.11/site-packages/m.py";
  REQUIRE(replace_file(module, "x"));

  const auto refused = create_environment(debian_python(), options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::environment_exists);
  CHECK(refused.error().message() == "a virtual environment already exists at `" + options.directory + "`");
  CHECK(refused.error().hints() ==
        std::vector<std::string>{"use `--clear` to replace it, or `--allow-existing` to keep what is in it"});

  options.existing = ExistingEnvironment::keep;
  options.prompt = "kept";
  options.prompt_given = true;
  REQUIRE(create_environment(debian_python(), options));
  CHECK(std::filesystem::exists(module));
  CHECK_THAT(read_text(options.directory + "/pyvenv.cfg"), ContainsSubstring("prompt = kept\n"));

  options.existing = ExistingEnvironment::clear;
  const auto cleared = create_environment(debian_python(), options);
  REQUIRE(cleared);
  CHECK(cleared->replaced);
  CHECK_FALSE(std::filesystem::exists(module));
  CHECK(names_in(folder.path()) == std::vector<std::string>{"e"});
}

TEST_CASE("a folder that is no environment is never taken, even with --clear", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  CreateOptions options = options_for(folder.path() + "/work");
  REQUIRE(make_directories(options.directory));
  REQUIRE(replace_file(options.directory + "/thesis.txt", "x"));
  for (const auto existing : {ExistingEnvironment::refuse, ExistingEnvironment::clear}) {
    options.existing = existing;
    const auto made = create_environment(debian_python(), options);
    REQUIRE_FALSE(made);
    CHECK(made.error().message() == "`" + options.directory + "` exists and is not a virtual environment");
    CHECK(std::filesystem::exists(options.directory + "/thesis.txt"));
  }
  options.force_clear = true;
  REQUIRE(create_environment(debian_python(), options));
  CHECK_FALSE(std::filesystem::exists(options.directory + "/thesis.txt"));
}

TEST_CASE("an empty folder is filled, a file is refused", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  REQUIRE(make_directories(folder.path() + "/empty"));
  CHECK(create_environment(debian_python(), options_for(folder.path() + "/empty")));
  REQUIRE(replace_file(folder.path() + "/file", "x"));
  const auto made = create_environment(debian_python(), options_for(folder.path() + "/file"));
  REQUIRE_FALSE(made);
  CHECK(made.error().message() == "`" + folder.path() + "/file` exists and is not a folder");
}

TEST_CASE("what was left unfinished in an empty folder is made anew, beside nothing else", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  const CreateOptions options = options_for(folder.path() + "/e");
  REQUIRE(create_environment(debian_python(), options));
  const std::vector<std::string> complete = names_in(options.directory);
  REQUIRE(rename_path(options.directory + "/pyvenv.cfg", options.directory + "/.axle-unfinished-pyvenv.cfg"));
  REQUIRE(replace_file(options.directory + "/bin/stale", "x"));
  REQUIRE(replace_file(options.directory + "/mine", "x"));
  const auto refused = create_environment(debian_python(), options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message() == "`" + options.directory + "` exists and is not a virtual environment");
  REQUIRE(remove_tree(options.directory + "/mine"));
  REQUIRE(create_environment(debian_python(), options));
  CHECK(names_in(options.directory) == complete);
  CHECK_FALSE(std::filesystem::exists(options.directory + "/bin/stale"));
}

TEST_CASE("a prompt with a line break is refused", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  CreateOptions options = options_for(folder.path() + "/e");
  options.prompt = "a\nhome = /evil";
  options.prompt_given = true;
  const auto made = create_environment(debian_python(), options);
  REQUIRE_FALSE(made);
  CHECK(made.error().code() == ErrorCode::usage);
  CHECK_FALSE(std::filesystem::exists(options.directory));
}

TEST_CASE("the environment's own Python starts and sees its prefix", "[venv][create][python]") {
  if (!is_executable("/usr/bin/python3.11")) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  const auto made = create_environment(debian_python(), options_for(folder.path() + "/e"));
  REQUIRE(made);
  ProcessRequest request;
  request.argv = {made->environment.executable, "-c",
                  "import sys, sysconfig; print(sys.prefix); print(sysconfig.get_path('purelib'))"};
  const auto outcome = run_process(request);
  REQUIRE(outcome);
  CHECK(outcome->output == made->environment.prefix + "\n" + made->environment.scheme.purelib + "\n");
}

TEST_CASE("the programs of an environment have the names of its Python", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  Interpreter base = debian_python();
  base.python.free_threaded = true;
  base.python.implementation = "pypy";
  base.venv_scheme.platlib = "/lib/other/site-packages";
  const CreateOptions options = options_for(folder.path() + "/e");
  REQUIRE(create_environment(base, options));
  for (const char* name : {"python", "python3", "python3.11", "python3.11t", "pypy", "pypy3"}) {
    CHECK(std::filesystem::is_symlink(options.directory + "/bin/" + name));
  }
  CHECK(std::filesystem::is_directory(options.directory + "/lib/other/site-packages"));
}

TEST_CASE("an interpreter whose path would add lines to pyvenv.cfg is refused", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  Interpreter base = debian_python();
  base.base_executable = "/usr/bin\nhome = /evil/python";
  const auto made = create_environment(base, options_for(folder.path() + "/e"));
  REQUIRE_FALSE(made);
  CHECK(made.error().message() == "cannot use `/usr/bin\\x0ahome = /evil/python`: its path holds a control character");
  CHECK(made.error().code() == ErrorCode::bad_interpreter);
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/e"));
}

TEST_CASE("a distribution whose scheme has a real lib64 gets one", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  Interpreter base = debian_python();
  base.venv_scheme.platlib = "/lib64/python3.11/site-packages";
  const CreateOptions options = options_for(folder.path() + "/e");
  REQUIRE(create_environment(base, options));
  CHECK(std::filesystem::is_directory(options.directory + "/lib64/python3.11/site-packages"));
  CHECK_FALSE(std::filesystem::is_symlink(options.directory + "/lib64"));
}

TEST_CASE("an environment is replaced where the kernel cannot exchange two folders", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  CreateOptions options = options_for(folder.path() + "/e");
  REQUIRE(create_environment(debian_python(), options));
  REQUIRE(replace_file(options.directory + "/old.txt", "x"));
  options.existing = ExistingEnvironment::clear;
  const auto made = axle::test::with_refused({{SYS_renameat2, EINVAL}},
                                             [&] { return create_environment(debian_python(), options).has_value(); });
  CHECK(made == true);
  CHECK_FALSE(std::filesystem::exists(options.directory + "/old.txt"));
  CHECK(std::filesystem::exists(options.directory + "/pyvenv.cfg"));
  CHECK(names_in(folder.path()) == std::vector<std::string>{"e"});
}

TEST_CASE("an environment that cannot be finished leaves the folder as it was", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  const CreateOptions options = options_for(folder.path() + "/e");
  const bool is_there = GENERATE(false, true);
  if (is_there) {
    REQUIRE(make_directories(options.directory));
  }
  const auto failure = axle::test::with_refused({{SYS_symlinkat, EPERM}}, [&] {
    const auto made = create_environment(debian_python(), options);
    return made ? std::string() : made.error().message();
  });
  REQUIRE(failure.has_value());
  CHECK(failure->starts_with("cannot create link `" + folder.path()));
  CHECK(failure->ends_with("/bin/python`: Operation not permitted"));
  CHECK(names_in(folder.path()).size() == (is_there ? 1 : 0));
  CHECK((!is_there || names_in(options.directory).empty()));
}

TEST_CASE("an environment that is told to stop leaves the folder as it was", "[venv][create]") {
  const TemporaryDirectory folder = make_temporary();
  CreateOptions options = options_for(folder.path() + "/e");
  const std::string before = GENERATE("nothing", "empty folder", "environment");
  CAPTURE(before);
  if (before == "empty folder") {
    REQUIRE(make_directories(options.directory));
  } else if (before == "environment") {
    REQUIRE(create_environment(debian_python(), options));
    REQUIRE(replace_file(options.directory + "/old.txt", "x"));
    options.existing = ExistingEnvironment::clear;
  }
  const Tree tree = read_tree(folder.path());
  std::stop_source source;
  options.stop = source.get_token();
  source.request_stop();
  const auto made = create_environment(debian_python(), options);
  REQUIRE_FALSE(made);
  CHECK(made.error().code() == ErrorCode::cancelled);
  CHECK(read_tree(folder.path()) == tree);
}

}  // namespace axle::venv::test
