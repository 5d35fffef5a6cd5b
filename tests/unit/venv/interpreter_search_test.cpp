// SPDX-License-Identifier: MIT OR Apache-2.0
// The grammar of requests, the order of the search, pyenv's shims, and which environment a command means.
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/interpreter_search.hpp"
#include "venv/pyenv_shim.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv::test {
namespace {

PythonRequest parse(const std::string& text) {
  auto request = parse_python_request(text, "/work");
  INFO(text);
  REQUIRE(request);
  return std::move(*request);
}

Interpreter python_of(const std::string& version) {
  Interpreter made = debian_python();
  made.python.version = spec::Version::of(version);
  return made;
}

void make_environment(const std::string& folder) {
  REQUIRE(make_directories(folder + "/bin"));
  REQUIRE(replace_file(folder + "/pyvenv.cfg", "home = /usr/bin\nversion = 3.11\n"));
}

}  // namespace

TEST_CASE("requests for versions", "[venv][interpreter_request]") {
  struct Row {
    std::string request, fits, not_fits;
  };
  for (const Row& row : std::vector<Row>{{"3", "3.11.2", "4.0.0"},
                                         {"3.12", "3.12.9", "3.13.0"},
                                         {"3.12.3", "3.12.3", "3.12.4"},
                                         {"312", "3.12.1", "3.1.2"},
                                         {"cp312", "3.12.1", "3.11.0"},
                                         {"cpython@3.12", "3.12.1", "3.11.0"},
                                         {"cpython3.12", "3.12.1", "3.11.0"},
                                         {"python3.12", "3.12.1", "3.11.0"},
                                         {"cpython-3.12-linux-x86_64-gnu", "3.12.1", "3.11.0"},
                                         {">=3.10,<3.13", "3.12.1", "3.13.0"},
                                         {"cpython>=3.12", "3.12.1", "3.11.0"},
                                         {"~=3.11.0", "3.11.5", "3.12.0"},
                                         {"3.13.0rc1", "3.13.0rc1", "3.13.0"}}) {
    const PythonRequest request = parse(row.request);
    CHECK(request.kind == PythonRequest::Kind::version);
    CHECK(satisfies(python_of(row.fits), request));
    CHECK_FALSE(satisfies(python_of(row.not_fits), request));
  }
}

TEST_CASE("requests for builds and implementations", "[venv][interpreter_request]") {
  Interpreter plain = python_of("3.13.0");
  Interpreter free_threaded = plain;
  free_threaded.python.free_threaded = true;
  Interpreter debug = plain;
  debug.python.debug = true;
  for (const char* text : {"3.13t", "3.13+freethreaded", "cp313t"}) {
    CHECK(satisfies(free_threaded, parse(text)));
    CHECK_FALSE(satisfies(plain, parse(text)));
  }
  CHECK(satisfies(debug, parse("3.13d")));
  CHECK_FALSE(satisfies(plain, parse("3.13+debug")));
  CHECK(satisfies(plain, parse("3.13+gil")));
  CHECK_FALSE(satisfies(free_threaded, parse("3.13+gil")));
  Interpreter pypy = python_of("3.10.14");
  pypy.python.implementation = "pypy";
  for (const char* text : {"pypy", "pypy3.10", "pypy@3.10", "pp310"}) {
    CHECK(satisfies(pypy, parse(text)));
    CHECK_FALSE(satisfies(python_of("3.10.14"), parse(text)));
  }
}

TEST_CASE("requests for any Python, paths and names", "[venv][interpreter_request]") {
  for (const char* text : {"", "any", "python", "default"}) {
    CHECK(parse(text).kind == PythonRequest::Kind::any);
  }
  CHECK(parse("./bin/python").path == "/work/bin/python");
  CHECK(parse("/usr/bin/python3").kind == PythonRequest::Kind::path);
  CHECK(parse("my-python").kind == PythonRequest::Kind::name);
  CHECK(parse_python_request("3..2", "/").error().message() == "`3..2` is not a Python version, path or name");
  CHECK(parse_python_request("a b", "/").error().code() == ErrorCode::usage);
  CHECK(describe(parse("3.12")) == "Python 3.12");
  CHECK(describe(parse(">=3.10")) == "Python >=3.10");
  CHECK(describe(parse("pypy")) == "`pypy`");
  CHECK(describe(parse("my-python")) == "executable name `my-python`");
}

TEST_CASE("a .python-version file gives its requests", "[venv][interpreter_request]") {
  CHECK(find_python_version_lines("# comment\n\n  3.12 # newest\n3.11\n") == std::vector<std::string>{"3.12", "3.11"});
  CHECK(find_python_version_lines("# nothing\n").empty());
}

TEST_CASE("VIRTUAL_ENV comes before CONDA_PREFIX before .venv", "[venv][environment_search]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  make_environment(root + "/active");
  make_environment(root + "/project/.venv");
  REQUIRE(make_directories(root + "/project/deep/er"));
  SearchEnvironment search;
  search.working_directory = root + "/project/deep/er";
  CHECK(find_environment_directory(search).value() == root + "/project/.venv");
  search.conda_prefix = root + "/conda";
  search.conda_default_env = "base";
  CHECK(find_environment_directory(search).value() == root + "/project/.venv");
  search.conda_default_env = "mine";
  CHECK(find_environment_directory(search).value() == root + "/project/.venv");
  REQUIRE(make_directories(root + "/conda/bin"));
  std::filesystem::create_symlink("nowhere", root + "/conda/bin/python");
  CHECK(find_environment_directory(search).value() == root + "/conda");
  search.virtual_env = root + "/active";
  CHECK(find_environment_directory(search).value() == root + "/active");
  search.virtual_env = root + "/gone";
  CHECK(find_environment_directory(search).value() == root + "/conda");
  search.virtual_env = root + "/project";
  REQUIRE(make_directories(root + "/project/bin"));
  std::filesystem::create_symlink("nowhere", root + "/project/bin/python");
  CHECK(find_environment_directory(search).error().message() ==
        "`VIRTUAL_ENV` names `" + root + "/project`, which is not a virtual environment");
}

TEST_CASE("inside an environment, that environment is meant", "[venv][environment_search]") {
  const TemporaryDirectory folder = make_temporary();
  make_environment(folder.path() + "/env");
  SearchEnvironment search;
  search.working_directory = folder.path() + "/env/bin";
  CHECK(find_environment_directory(search).value() == folder.path() + "/env");
}

TEST_CASE("a broken .venv stops the search and is named", "[venv][environment_search]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  SearchEnvironment search;
  search.working_directory = root;
  std::filesystem::create_symlink("nowhere", root + "/.venv");
  CHECK(find_environment_directory(search).error().message() ==
        "`" + root + "/.venv` is a link to `nowhere`, which does not exist");
  std::filesystem::remove(root + "/.venv");
  REQUIRE(make_directories(root + "/.venv"));
  CHECK(find_environment_directory(search).error().message() ==
        "`" + root + "/.venv` is not a virtual environment: it has no pyvenv.cfg");
  CHECK(find_environment_directory(search).error().hints() ==
        std::vector<std::string>{"replace it with `axle venv --clear --force " + root + "/.venv`"});
}

TEST_CASE("where a change is unfinished, the hint costs nothing of what is there", "[venv][environment_search]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string environment = folder.path() + "/.venv";
  REQUIRE(make_directories(environment + "/.axle-change"));
  const std::vector<std::string> way = {"a change in it is unfinished: `axle venv --allow-existing " + environment +
                                        "` undoes or finishes it, and keeps what else is there"};
  SearchEnvironment found;
  found.working_directory = folder.path();
  CHECK(find_environment_directory(found).error().hints() == way);
  REQUIRE(make_directories(environment + "/bin"));
  REQUIRE(replace_file(environment + "/bin/python", ""));
  SearchEnvironment named;
  named.working_directory = "/";
  named.virtual_env = environment;
  const auto refused = find_environment_directory(named);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message() == "`VIRTUAL_ENV` names `" + environment + "`, which is not a virtual environment");
  CHECK(refused.error().hints() == way);
  CHECK(way_to_create_again(environment) == way.front());
}

TEST_CASE("without any environment the hint says what to do", "[venv][environment_search]") {
  SearchEnvironment search;
  search.working_directory = "/";
  const auto found = find_environment(search);
  REQUIRE_FALSE(found);
  CHECK(found.error().code() == ErrorCode::no_environment);
  CHECK(found.error().message() == "no virtual environment found");
  CHECK(found.error().hints() ==
        std::vector<std::string>{"run `axle venv` to create one, or pass `--system` to use a system Python"});
}

TEST_CASE("a pyenv shim is answered from pyenv's files", "[venv][pyenv_shim]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  for (const char* version : {"3.11.7", "3.12.1"}) {
    REQUIRE(make_directories(root + "/pyenv/versions/" + version + "/bin"));
    REQUIRE(replace_file(root + "/pyenv/versions/" + std::string(version) + "/bin/python3", "x", 0755));
  }
  REQUIRE(make_directories(root + "/project/below"));
  REQUIRE(replace_file(root + "/pyenv/version", "3.11.7\n"));
  SearchEnvironment search;
  search.pyenv_root = root + "/pyenv";
  search.working_directory = root + "/project/below";
  const std::string shims = root + "/pyenv/shims";
  CHECK_FALSE(resolve_pyenv_shim("/usr/bin", "python3", search));
  CHECK(resolve_pyenv_shim(shims, "python3", search)->path == root + "/pyenv/versions/3.11.7/bin/python3");
  REQUIRE(replace_file(root + "/project/.python-version", "3.12.1\n"));
  CHECK(resolve_pyenv_shim(shims, "python3", search)->path == root + "/pyenv/versions/3.12.1/bin/python3");
  search.pyenv_version = "3.11.7:3.12.1";
  CHECK(resolve_pyenv_shim(shims, "python3", search)->path == root + "/pyenv/versions/3.11.7/bin/python3");
  search.pyenv_version = "system";
  CHECK(resolve_pyenv_shim(shims, "python3", search)->kind == ShimAnswer::Kind::system);
  search.pyenv_version = "3.12";
  CHECK(resolve_pyenv_shim(shims, "python3", search)->kind == ShimAnswer::Kind::unknown);
}

TEST_CASE("the PATH is searched folder by folder", "[venv][interpreter_search][python]") {
  if (!is_executable("/usr/bin/python3.11")) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  REQUIRE(make_directories(root + "/first"));
  REQUIRE(make_directories(root + "/second"));
  REQUIRE(replace_file(root + "/first/python3", "#!/bin/sh\nexit 1\n", 0755));
  std::filesystem::create_symlink("/usr/bin/python3.11", root + "/second/python3");
  std::filesystem::create_symlink("/usr/bin/python3.11", root + "/second/my-python");
  SearchEnvironment search;
  search.path = {"relative", root + "/none", root + "/first", root + "/second"};
  search.working_directory = root;
  search.query = {.cache_directory = root + "/cache", .child_environment = {}, .working_directory = root};
  const auto any = find_interpreter(parse("any"), search, EnvironmentPreference::only_system);
  INFO((any ? std::string() : to_string(any.error())));
  REQUIRE(any);
  CHECK(any->base_executable == root + "/second/python3");
  CHECK(find_interpreter(parse("3.11"), search, EnvironmentPreference::any)->executable == root + "/second/python3");
  CHECK(find_interpreter(parse("my-python"), search, EnvironmentPreference::any)->executable ==
        root + "/second/my-python");
  const auto none = find_interpreter(parse("3.99"), search, EnvironmentPreference::any);
  REQUIRE_FALSE(none);
  CHECK(none.error().code() == ErrorCode::no_interpreter);
  CHECK(none.error().message() == "no interpreter found for Python 3.99 in virtual environments or on the PATH");
  const auto path = find_interpreter(parse("/nowhere/python"), search, EnvironmentPreference::any);
  REQUIRE_FALSE(path);
  CHECK(path.error().message() == "no interpreter found at path `/nowhere/python`");
}

TEST_CASE("names of other implementations and versions are tried on the PATH", "[venv][interpreter_search][python]") {
  if (!is_executable("/usr/bin/python3.11")) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  REQUIRE(make_directories(root + "/bin"));
  const auto log = [&](const std::string& name) {
    REQUIRE(replace_file(root + "/bin/" + name, "#!/bin/sh\necho " + name + " >> " + root + "/tried\nexit 1\n", 0755));
  };
  for (const char* name : {"pypy3", "pypy", "graalpy", "python3", "python", "python3.9", "python3.13", "python3.10x"}) {
    log(name);
  }
  SearchEnvironment search;
  search.path = {root + "/bin"};
  search.working_directory = root;
  search.query = {
      .cache_directory = root + "/cache", .child_environment = {"PATH=/usr/bin:/bin"}, .working_directory = root};
  const auto tried_for = [&](const std::string& request) {
    REQUIRE(replace_file(root + "/tried", ""));
    CHECK_FALSE(find_interpreter(parse(request), search, EnvironmentPreference::only_system));
    return read_file(root + "/tried", 10'000).value();
  };
  CHECK(tried_for("pypy") == "pypy3\npypy\npython3\npython\npython3.13\npython3.9\n");
  CHECK(tried_for("graalpy") == "graalpy\npython3\npython\npython3.13\npython3.9\n");
  CHECK(tried_for("3.9") == "python3.9\npython3\npython\npython3.13\n");
}

TEST_CASE("a folder without an interpreter is told as such", "[venv][interpreter_search]") {
  const TemporaryDirectory folder = make_temporary();
  SearchEnvironment search;
  search.working_directory = folder.path();
  const auto none = find_interpreter(parse(folder.path()), search, EnvironmentPreference::any);
  REQUIRE_FALSE(none);
  CHECK(none.error().message() == "no interpreter found in folder `" + folder.path() + "`");
  CHECK(none.error().code() == ErrorCode::no_interpreter);
  CHECK(none.error().cause() == nullptr);

  const std::string file = folder.path() + "/bin/python";
  REQUIRE(make_directories(folder.path() + "/bin"));
  REQUIRE(replace_file(file, "", 0644));
  const auto closed = find_interpreter(parse(folder.path()), search, EnvironmentPreference::any);
  REQUIRE_FALSE(closed);
  REQUIRE(closed.error().cause() != nullptr);
  CHECK(closed.error().cause()->message() == "cannot run `" + file + "`: Permission denied");
}

}  // namespace axle::venv::test
