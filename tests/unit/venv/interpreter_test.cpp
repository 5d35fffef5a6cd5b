// SPDX-License-Identifier: MIT OR Apache-2.0
// Recorded answers, install schemes, the query with its limits and its cache.
#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/interpreter_query.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv::test {
namespace {

/// An executable that counts its runs in `runs` beside it and then does what `body` (sh) says.
std::string make_script(const std::string& folder, const std::string& name, const std::string& body) {
  const std::string path = folder + "/" + name;
  REQUIRE(replace_file(path, "#!/bin/sh\n" + body + "\n", 0755));
  return path;
}

/// A binary that stands for Python: a copy of sh is not one, so a hard copy of `env` cannot answer; `cat` can.
/// The query runs `PYTHON -I -S -B -c SCRIPT`; for a fake that is a binary, /bin/echo prints those words.
std::string make_binary(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/" + name;
  std::filesystem::copy_file("/bin/echo", path);
  return path;
}

QueryOptions options_in(const std::string& folder) {
  return {
      .cache_directory = folder + "/cache", .child_environment = {"PATH=/usr/bin:/bin"}, .working_directory = folder};
}

std::string message_of(const Result<Interpreter>& answer) {
  REQUIRE_FALSE(answer);
  return answer.error().message();
}

}  // namespace

TEST_CASE("Debian's Python installs into /usr/local, and environments of it into site-packages",
          "[venv][interpreter]") {
  const Interpreter python = debian_python();
  CHECK(python.python.version.to_string() == "3.11.2");
  CHECK(describe(python) == "CPython 3.11.2");
  CHECK(python.scheme == InstallScheme{.purelib = "/usr/local/lib/python3.11/dist-packages",
                                       .platlib = "/usr/local/lib/python3.11/dist-packages",
                                       .scripts = "/usr/local/bin",
                                       .data = "/usr/local",
                                       .headers = "/usr/local/include/python3.11"});
  CHECK(python.externally_managed_marker == "/usr/lib/python3.11/EXTERNALLY-MANAGED");
  CHECK(python.site_directories == std::vector<std::string>{"/usr/local/lib/python3.11/dist-packages",
                                                            "/usr/lib/python3/dist-packages",
                                                            "/usr/lib/python3.11/dist-packages"});
  const Interpreter made = make_virtual(python, "/x/env", false);
  CHECK(made.scheme.purelib == "/x/env/lib/python3.11/site-packages");
  CHECK(made.scheme.headers == "/x/env/include/site/python3.11");
  CHECK(made.executable == "/x/env/bin/python");
  CHECK(made.base_executable == "/usr/bin/python3.11");
  CHECK(made.externally_managed_marker.empty());
  CHECK(made.site_directories == std::vector<std::string>{"/x/env/lib/python3.11/site-packages"});
}

TEST_CASE("the root of a target is the deepest folder above the scheme", "[venv][install_scheme]") {
  const auto system = make_target_of(debian_python().scheme, true);
  REQUIRE(system);
  CHECK(system->root == "/usr/local");
  CHECK(system->purelib == "lib/python3.11/dist-packages");
  CHECK(system->scripts == "bin");
  CHECK(system->data.empty());
  const auto nothing = make_target_of({"/a/lib", "/a/lib", "/b/bin", "/c", "/d"}, true);
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().message() == "cannot install below `/c`: its install paths have no common folder");
  CHECK(make_prefix_target(debian_python(), "/opt/x").purelib == "lib/python3.11/site-packages");
}

TEST_CASE("a link in the scheme is resolved", "[venv][install_scheme]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  std::filesystem::create_directories(root + "/lib/python3.11/site-packages");
  std::filesystem::create_directory_symlink("lib", root + "/lib64");
  const auto target = make_target_of({root + "/lib/python3.11/site-packages", root + "/lib64/python3.11/site-packages",
                                      root + "/bin", root, root + "/include/site/python3.11"},
                                     false);
  REQUIRE(target);
  CHECK(target->platlib == "lib/python3.11/site-packages");
  CHECK(site_directories_of(*target).size() == 1);
}

TEST_CASE("answers with a missing or wrong field are refused", "[venv][interpreter]") {
  struct Case {
    std::string find, put, message;
  };
  for (const Case& each : std::vector<Case>{
           {R"("soabi":"cpython-311-x86_64-linux-gnu")", R"("soabi":1)",
            "cannot use `/p`: the field `soabi` of its answer is missing or wrong"},
           {R"("purelib":"/usr/local/lib/python3.11/dist-packages")", R"("purelib":"../x")",
            "cannot use `/p`: the field `purelib` of its answer is missing or wrong"},
           {R"("purelib":"/usr/local/lib/python3.11/dist-packages")", R"("purelib":"")",
            "cannot use `/p`: the field `purelib` of its answer is missing or wrong"},
           {R"("base_prefix":"/usr")", R"("base_prefix":"")",
            "cannot use `/p`: the field `base_prefix` of its answer is missing or wrong"},
           {R"("purelib":"/lib/python3.11/site-packages")", R"("purelib":"")",
            "cannot use `/p`: the field `purelib` of its answer is missing or wrong"},
           {R"("platlib":"/lib/python3.11/site-packages")", R"("platlib":"/")",
            "cannot use `/p`: the field `platlib` of its answer is missing or wrong"},
           {R"("platlib":"/lib/python3.11/site-packages")", R"("platlib":"/lib/../../evil")",
            "cannot use `/p`: the field `platlib` of its answer is missing or wrong"},
           {R"("scripts":"/bin")", R"("scripts":"bin")",
            "cannot use `/p`: the field `scripts` of its answer is missing or wrong"},
           {R"("data":"","include")", R"("data":"/..","include")",
            "cannot use `/p`: the field `data` of its answer is missing or wrong"},
           {R"("/usr/lib/python3/dist-packages")", R"("/usr/lib\u0000/python3")",
            "cannot use `/p`: the field `site_folders` of its answer is missing or wrong"},
           {R"("cache_tag":"cpython-311")", R"("cache_tag":"/../evil")",
            "cannot use `/p`: the field `cache_tag` of its answer is missing or wrong"},
           {R"("magic":"a70d0d0a")", R"("magic":"/../evil")",
            "cannot use `/p`: the field `magic` of its answer is missing or wrong"},
           {R"("python_version":"3.11")", R"("python_version":"/../evil")",
            "cannot use `/p`: the field `python_version` of its answer is missing or wrong"},
           {R"("debug":false)", R"("debug":0)", "cannot use `/p`: the field `debug` of its answer is missing or wrong"},
           {R"("site_folders":[)", R"("site_folders":{},"x":[)",
            "cannot use `/p`: the field `site_folders` of its answer is missing or wrong"},
           {R"("scheme":{)", R"("scheme":1,"x":{)",
            "cannot use `/p`: the field `scheme` of its answer is missing or wrong"},
           {R"("version":"3.11.2")", R"("version":"three")", "cannot use `/p`: it says its version is `three`"},
           {"{\"schema\"", "[\"schema\"", "cannot use `/p`: its answer is not understood"}}) {
    std::string answer = debian_answer();
    answer.replace(answer.find(each.find), each.find.size(), each.put);
    CHECK(message_of(parse_interpreter_answer(answer, "/p")) == each.message);
  }
}

TEST_CASE("programs that are no Python give a clear error", "[venv][interpreter_query]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  const QueryOptions options = options_in(root);
  CHECK(message_of(query_interpreter(root + "/none", options)) == "`" + root + "/none` does not exist");
  REQUIRE(replace_file(root + "/plain", "text", 0644));
  CHECK(message_of(query_interpreter(root + "/plain", options)) ==
        "cannot use `" + root + "/plain`: it is not an executable file");
  CHECK(message_of(query_interpreter(make_script(root, "old", "echo 'Unknown option: -I' >&2; exit 2"), options)) ==
        "cannot use `" + root + "/old`: it is a Python from before 3.4, and versions before 3.6 are not supported");
  CHECK(message_of(query_interpreter(make_script(root, "fails", "echo broken >&2; exit 3"), options)) ==
        "`" + root + "/fails` is not a Python interpreter, or a broken one: it ended with status 3: broken");
  CHECK(message_of(query_interpreter(make_script(root, "silent", "exit 0"), options)) ==
        "`" + root + "/silent` is not a Python interpreter, or a broken one: it printed no answer");
  CHECK(message_of(query_interpreter(make_script(root, "junk", "echo junk"), options)) ==
        "`" + root + "/junk` is not a Python interpreter, or a broken one: it does not name its executable");
  CHECK(message_of(query_interpreter(make_script(root, "loop", "echo " + root + "/loop"), options)) ==
        "cannot use `" + root + "/loop`: it leads from script to script");
  CHECK(message_of(query_interpreter(make_script(root, "huge", "yes"), options)) == "cannot run `" + root + "/huge`");
  CHECK(message_of(query_interpreter(make_binary(root, "echo"), options)) ==
        "cannot use `" + root + "/echo`: its answer is not understood");
}

TEST_CASE("a binary is asked once, and again when it changes", "[venv][interpreter_query][python]") {
  const std::string python = "/usr/bin/python3.11";
  if (!is_executable(python)) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  const QueryOptions options = options_in(folder.path());
  const auto first = query_interpreter(python, options);
  INFO((first ? std::string() : to_string(first.error())));
  REQUIRE(first);
  CHECK(first->scheme.purelib == "/usr/local/lib/python3.11/dist-packages");
  CHECK(first->python.free_threaded == false);
  // The cached answer is changed on disk, and its checksum: that it comes back shows that nobody was asked.
  std::string cached_file;
  for (const auto& entry : std::filesystem::directory_iterator(options.cache_directory)) {
    cached_file = entry.path();
  }
  REQUIRE_FALSE(cached_file.empty());
  std::string text = read_file(cached_file, 1'000'000).value();
  const std::size_t head_size = text.find('\n') + 1;
  std::string answer = text.substr(head_size);
  answer.replace(answer.find("\"cpython-311\""), 13, "\"cpython-3xx\"");
  const std::uint64_t checksum = checksum64(std::as_bytes(std::span(answer.data(), answer.size())));
  REQUIRE(replace_file(cached_file, format("{}{:016x}\n{}", text.substr(0, head_size - 17), checksum, answer)));
  CHECK(query_interpreter(python, options)->cache_tag == "cpython-3xx");
  CHECK(query_interpreter("/usr/bin/python3", options)->base_executable == python);
  QueryOptions refreshed = options;
  refreshed.refresh = true;
  CHECK(query_interpreter(python, refreshed)->cache_tag == "cpython-311");
  // A flipped bit may leave an answer that can be read, of other folders.
  std::string flipped = text;
  flipped[flipped.find("dist-packages")] ^= 1;
  REQUIRE(replace_file(cached_file, flipped));
  CHECK(query_interpreter(python, options)->scheme.purelib == "/usr/local/lib/python3.11/dist-packages");
  // Another inode, size or time: the first line of the file no longer fits.
  REQUIRE(replace_file(cached_file, "/usr/bin/python3.11 1 2 3 x\n" + text.substr(text.find('\n') + 1)));
  CHECK(query_interpreter(python, options)->cache_tag == "cpython-311");
}

TEST_CASE("a shim is asked every time, in the user's folder", "[venv][interpreter_query][python]") {
  if (!is_executable("/usr/bin/python3.11")) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  QueryOptions options = options_in(root);
  const std::string shim = make_script(
      root, "python", "echo run >> " + root + "/runs\npwd > " + root + "/where\nexec /usr/bin/python3.11 \"$@\"");
  options.working_directory = root + "/project";
  REQUIRE(make_directories(options.working_directory));
  for (int i = 0; i < 3; ++i) {
    const auto answer = query_interpreter(shim, options);
    INFO((answer ? std::string() : to_string(answer.error())));
    REQUIRE(answer);
    CHECK(answer->base_executable == "/usr/bin/python3.11");
  }
  CHECK(read_file(root + "/runs", 100).value() == "run\nrun\nrun\n");
  CHECK(read_file(root + "/where", 1000).value() == options.working_directory + "\n");
}

TEST_CASE("the Python of an environment never runs", "[venv][interpreter_query][python]") {
  if (!is_executable("/usr/bin/python3.11")) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  const std::string environment = folder.path() + "/env";
  REQUIRE(make_directories(environment + "/bin"));
  make_script(environment + "/bin", "python", "touch " + folder.path() + "/ran");
  REQUIRE(replace_file(environment + "/pyvenv.cfg",
                       "home = /usr/bin\nversion = 3.11.2\ninclude-system-site-packages = true\n"));
  const auto answer = query_interpreter(environment + "/bin/python", options_in(folder.path()));
  REQUIRE(answer);
  CHECK(answer->is_venv);
  CHECK(answer->prefix == environment);
  CHECK(answer->base_executable == "/usr/bin/python3.11");
  CHECK(answer->scheme.purelib == environment + "/lib/python3.11/site-packages");
  CHECK(answer->site_directories.size() == 4);
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/ran"));
}

TEST_CASE("an environment whose base is gone says so", "[venv][interpreter_query]") {
  const TemporaryDirectory folder = make_temporary();
  REQUIRE(replace_file(folder.path() + "/pyvenv.cfg", "home = /nowhere/bin\n"));
  const auto answer = query_environment(folder.path(), options_in(folder.path()));
  CHECK(message_of(answer) == "the environment at `" + folder.path() + "` is broken: no Python in `/nowhere/bin`");
  CHECK(answer.error().hints() ==
        std::vector<std::string>{"create it again with `axle venv --clear " + folder.path() + "`"});
}

TEST_CASE("pyvenv.cfg of every maker is read", "[venv][pyvenv_cfg]") {
  const auto cfg = parse_pyvenv_cfg(
      "Home = /usr/bin \r\nversion_info = 3.12.1.final.0\nversion = 9\nimplementation=PyPy\n"
      "include-system-site-packages = TRUE\nexecutable = /usr/bin/python3\njunk\n",
      "x");
  REQUIRE(cfg);
  CHECK(cfg->home == "/usr/bin");
  CHECK(cfg->implementation == "PyPy");
  CHECK(cfg->system_site_packages);
  CHECK(cfg->executable == "/usr/bin/python3");
  CHECK_FALSE(cfg->made_by_axle);
  CHECK(parse_pyvenv_cfg("version = 1\n", "x").error().message() == "`x` is damaged: the key `home` is missing");
  CHECK(parse_pyvenv_cfg("home = /a\x01\n", "x").error().message() ==
        "`x` is damaged: `home` holds a control character");
  CHECK(parse_pyvenv_cfg("home = " + std::string(5000, 'a'), "x").error().message() ==
        "`x` is damaged: a line is longer than 4096 bytes");
}

TEST_CASE("the distributor's message is read from the marker", "[venv][interpreter]") {
  const TemporaryDirectory folder = make_temporary();
  Interpreter python = debian_python();
  python.externally_managed_marker = folder.path() + "/EXTERNALLY-MANAGED";
  CHECK(find_externally_managed_message(python) ==
        "The interpreter at `/usr/bin/python3.11` is managed by its distributor.");
  REQUIRE(replace_file(python.externally_managed_marker,
                       "[externally-managed]\nError=To install, try apt.\n\n See /usr/share/doc.\n Error-de=x\n"));
  CHECK(find_externally_managed_message(python) == "To install, try apt.\n\nSee /usr/share/doc.\nError-de=x");
  python.externally_managed_marker.clear();
  CHECK_FALSE(find_externally_managed_message(python));
}

}  // namespace axle::venv::test
