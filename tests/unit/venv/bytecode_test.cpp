// SPDX-License-Identifier: MIT OR Apache-2.0
// Compiling byte code, and linking it from a cache.
#include "venv/bytecode.hpp"

#include <climits>
#include <filesystem>
#include <map>
#include <stop_token>
#include <thread>

#include "base/process.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
namespace {

class FolderCache final : public BytecodeCache {
 public:
  explicit FolderCache(std::string root) : root_(std::move(root)) {}
  int begun = 0;
  bool is_closed = false;  ///< takes nothing
  std::string obstacle;    ///< a file in the way of the next folders

  std::optional<std::string> find(const Sha256& archive, std::string_view tag) const override {
    std::string folder = root_ + "/" + std::string(tag) + to_hex(archive);
    return std::filesystem::exists(folder) ? std::optional(folder) : std::nullopt;
  }
  Result<std::string> begin(const Sha256& archive, std::string_view tag) override {
    ++begun;
    std::string folder = root_ + "/part-" + std::string(tag) + to_hex(archive);
    std::filesystem::create_directories(folder);
    if (!obstacle.empty()) {
      TRY(make_directories(folder + "/" + std::string(path_parent(obstacle))));
      TRY(replace_file(folder + "/" + obstacle, "in the way"));
    }
    return folder;
  }
  std::string publish(const Sha256& archive, std::string_view tag, const std::string& folder) override {
    const std::string path = root_ + "/" + std::string(tag) + to_hex(archive);
    return !is_closed && rename_path(folder, path) ? path : folder;
  }
  void drop(const Sha256& archive, std::string_view tag) override {
    ++dropped;
    std::filesystem::remove_all(root_ + "/" + std::string(tag) + to_hex(archive));
  }
  int dropped = 0;

 private:
  std::string root_;
};

bool has_python() {
  return is_executable("/usr/bin/python3.11");
}

/// What Python says when it imports `module` verbosely from the sandbox's site folder: whether byte code was used.
std::string import_verbosely(const Sandbox& sandbox, const std::string& module) {
  ProcessRequest request;
  request.argv = {"/usr/bin/python3.11",
                  "-B",
                  "-v",
                  "-S",
                  "-c",
                  "import sys; sys.path.insert(0, sys.argv[1]); __import__(sys.argv[2])",
                  sandbox.site(""),
                  module};
  const auto outcome = run_process(request);
  REQUIRE(outcome);
  REQUIRE(outcome->exit_code == 0);
  return outcome->error_output;
}

}  // namespace

TEST_CASE("byte code has the name Python gives it", "[venv][bytecode]") {
  CHECK(bytecode_path_of("pkg/mod.py", "cpython-311") == "pkg/__pycache__/mod.cpython-311.pyc");
  CHECK(bytecode_path_of("mod.py", "cpython-311") == "__pycache__/mod.cpython-311.pyc");
  CHECK(is_bytecode_of("mod.cpython-311.pyc", "mod.py"));
  CHECK(is_bytecode_of("mod.cpython-311.opt-2.pyc", "mod.py"));
  CHECK(is_bytecode_of("mod.cpython-311-pytest-8.0.pyc", "mod.py"));
  CHECK(is_bytecode_of("mod.cpython-311.pyc.140213", "mod.py"));
  CHECK_FALSE(is_bytecode_of("mod2.cpython-311.pyc", "mod.py"));
  CHECK_FALSE(is_bytecode_of("mod.pyc", "mod.py"));
  CHECK_FALSE(is_bytecode_of("mod.notes.txt", "mod.py"));
  CHECK_FALSE(is_bytecode_of("mod.cpython-311.pyc.keep", "mod.py"));
  CHECK_FALSE(is_bytecode_of("mod.cpython-311.pyc", "mod.txt"));
}

TEST_CASE("staged sources are compiled, and Python uses the byte code", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  Sandbox sandbox;
  const Interpreter python = debian_python();
  sandbox.options.compile_bytecode = true;
  sandbox.options.interpreter = &python;
  const auto report = sandbox.install(
      {sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").file("foo/broken.py", "def (\n").make()});
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
  CHECK(sandbox.exists(sandbox.site("foo/__pycache__/__init__.cpython-311.pyc")));
  CHECK_FALSE(sandbox.exists(sandbox.site("foo/__pycache__/broken.cpython-311.pyc")));
  CHECK_THAT(import_verbosely(sandbox, "foo"), ContainsSubstring("__init__.cpython-311.pyc matches"));
  REQUIRE(sandbox.uninstall({"foo"}));
  CHECK_FALSE(sandbox.exists(sandbox.site("foo")));
}

TEST_CASE("byte code is compiled once per wheel and linked the next time", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  const Interpreter python = debian_python();
  for (const LinkMode mode : {LinkMode::hardlink, LinkMode::hardlink, LinkMode::copy}) {
    Sandbox sandbox;
    sandbox.options.link_mode = mode;
    sandbox.options.compile_bytecode = true;
    sandbox.options.interpreter = &python;
    sandbox.options.bytecode_cache = &cache;
    auto staged = sandbox.stage_wheels(
        {sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").time(1'700'000'000).make()});
    INFO((staged ? std::string() : to_string(staged.error())));
    REQUIRE(staged);
    CHECK(std::get<Staged>(*staged).compiled_files() == 1);
    REQUIRE(commit(std::move(std::get<Staged>(*staged))));
    CHECK_THAT(import_verbosely(sandbox, "foo"), ContainsSubstring("__init__.cpython-311.pyc matches"));
  }
  CHECK(cache.begun == 1);
}

TEST_CASE("byte code that the cache does not take is installed all the same, and leaves nothing behind",
          "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const LinkMode mode = GENERATE(LinkMode::hardlink, LinkMode::clone, LinkMode::copy, LinkMode::symlink);
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  cache.is_closed = true;
  const Interpreter python = debian_python();
  Sandbox sandbox;
  sandbox.options.link_mode = mode;
  sandbox.options.compile_bytecode = true;
  sandbox.options.interpreter = &python;
  sandbox.options.bytecode_cache = &cache;
  const auto report =
      sandbox.install({sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").time(1'700'000'000).make()});
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
  CHECK_THAT(import_verbosely(sandbox, "foo"), ContainsSubstring("__init__.cpython-311.pyc matches"));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a source that another wheel placed before has byte code where it is placed alone",
          "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  const Interpreter python = debian_python();
  for (const bool is_alone : {false, true}) {
    Sandbox sandbox;
    sandbox.options.compile_bytecode = true;
    sandbox.options.interpreter = &python;
    sandbox.options.bytecode_cache = &cache;
    Wheels wheels;
    for (const std::string name : {"aaa", "bbb"}) {
      if (name == "bbb" || !is_alone) {
        wheels.push_back(sandbox.wheel(name, "1.0")
                             .file("shared/__init__.py", "x = 1\n")
                             .file("shared/" + name + ".py", "y = 2\n")
                             .time(1'700'000'000)
                             .make());
      }
    }
    auto staged = sandbox.stage_wheels(wheels);
    INFO((staged ? std::string() : to_string(staged.error())));
    REQUIRE(staged);
    CHECK(std::get<Staged>(*staged).compiled_files() == (is_alone ? 2 : 3));
    REQUIRE(commit(std::move(std::get<Staged>(*staged))));
    CHECK_THAT(import_verbosely(sandbox, "shared"), ContainsSubstring("__init__.cpython-311.pyc matches"));
    CHECK_THAT(import_verbosely(sandbox, "shared.bbb"), ContainsSubstring("bbb.cpython-311.pyc matches"));
  }
  CHECK(cache.begun == 2);
}

TEST_CASE("byte code that was damaged in the cache is compiled again, not installed", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const auto damage = GENERATE("flipped", "closed", "gone", "index");
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  const Interpreter python = debian_python();
  for (const bool is_damaged : {false, true}) {
    Sandbox sandbox;
    sandbox.options.compile_bytecode = true;
    sandbox.options.interpreter = &python;
    sandbox.options.bytecode_cache = &cache;
    const auto wheel =
        sandbox.wheel("foo", "1.0").file("foo/a.py", "x = 1\n").file("foo/b.py", "x = 2\n").time(1'700'000'000).make();
    if (is_damaged) {
      const std::string slot = cache.find(wheel.archive_digest, magic_tag_of(python)).value();
      const std::string name = "foo/__pycache__/a.cpython-311.pyc";
      const Directory code = Directory::open(slot).value();
      std::string bytes = code.read_file(name, 10'000).value();
      bytes.back() = static_cast<char>(bytes.back() ^ 1);
      const std::string_view kind = damage;
      REQUIRE((kind == "flipped"  ? code.replace_file(name, bytes)
               : kind == "closed" ? code.change_mode(name, 0)
               : kind == "gone"   ? code.remove_file(name)
                                  : code.replace_file("index", "nonsense")));
    }
    auto staged = sandbox.stage_wheels({wheel});
    INFO((staged ? std::string() : to_string(staged.error())));
    REQUIRE(staged);
    CHECK(std::get<Staged>(*staged).compiled_files() == 2);
    REQUIRE(commit(std::move(std::get<Staged>(*staged))));
    CHECK_THAT(import_verbosely(sandbox, "foo.a"), ContainsSubstring("a.cpython-311.pyc matches"));
    CHECK_THAT(import_verbosely(sandbox, "foo.b"), ContainsSubstring("b.cpython-311.pyc matches"));
  }
  CHECK(cache.dropped == 1);
}

TEST_CASE("a file that does not compile is reported with its path", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  REQUIRE(replace_file(folder.path() + "/a.py", "def (\n"));
  const auto outcome =
      compile_bytecode(debian_python(), {{folder.path() + "/a.py", folder.path() + "/c/a.pyc", "/shown/a.py"}}, 2);
  REQUIRE(outcome);
  CHECK(outcome->results == std::vector{CompileResult::refused});
  CHECK(outcome->refused == std::vector<std::string>{"/shown/a.py: SyntaxError: invalid syntax (a.py, line 1)"});
  CHECK(outcome->failed.empty());
}

TEST_CASE("only what the source or its name does is refused, all else is a failure that may pass",
          "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  const std::string long_name(250, 'a');
  const std::size_t for_recursion = 5'000;
  const std::size_t for_memory = 500'000;
  const std::string base = folder.path();
  REQUIRE(replace_file(base + "/good.py", "x = 1\n"));
  REQUIRE(replace_file(base + "/nul.py", std::string("x = 1\0", 6)));
  REQUIRE(replace_file(base + "/bytes.py", "x = '\xff'\n"));
  REQUIRE(replace_file(base + "/deep.py", "x = " + std::string(for_recursion, '-') + "1\n"));
  REQUIRE(replace_file(base + "/deeper.py", "x = " + std::string(for_memory, '-') + "1\n"));
  REQUIRE(replace_file(base + "/file", ""));
  const auto outcome = compile_bytecode(debian_python(),
                                        {{base + "/good.py", base + "/c/good.pyc", "/good.py"},
                                         {base + "/nul.py", base + "/c/nul.pyc", "/nul.py"},
                                         {base + "/bytes.py", base + "/c/bytes.pyc", "/bytes.py"},
                                         {base + "/good.py", base + "/c/" + long_name + ".pyc", "/long.py"},
                                         {base + "/gone.py", base + "/c/gone.pyc", "/gone.py"},
                                         {base + "/good.py", base + "/file/good.pyc", "/no/folder.py"},
                                         {base + "/deep.py", base + "/c/deep.pyc", "/deep.py"},
                                         {base + "/deeper.py", base + "/c/deeper.pyc", "/deeper.py"}},
                                        2);
  REQUIRE(outcome);
  using enum CompileResult;
  CHECK(outcome->results == std::vector{compiled, refused, refused, refused, failed, failed, refused, failed});
  CHECK(outcome->refused.size() == 4);
  REQUIRE(outcome->failed.size() == 3);
  CHECK(outcome->failed[0] == "/deeper.py: MemoryError: ");
  CHECK_THAT(outcome->failed[1], ContainsSubstring("/gone.py: FileNotFoundError: "));
  CHECK_THAT(outcome->failed[2], ContainsSubstring("/no/folder.py: FileExistsError: "));
}

TEST_CASE("byte code that finds no place leaves nothing half-written behind", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  const std::string base = folder.path();
  REQUIRE(replace_file(base + "/a.py", "x = 1\n"));
  REQUIRE(make_directories(base + "/c/a.pyc/in the way"));
  const auto outcome = compile_bytecode(debian_python(), {{base + "/a.py", base + "/c/a.pyc", "/a.py"}}, 1);
  REQUIRE(outcome);
  CHECK(outcome->results == std::vector{CompileResult::failed});
  CHECK_FALSE(std::filesystem::exists(base + "/c/a.pyc.part"));
}

TEST_CASE("a gap that the system made is told, and not kept in the cache", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  const Interpreter python = debian_python();
  cache.obstacle = "foo/__pycache__";
  const auto install = [&] {
    Sandbox sandbox;
    sandbox.options.compile_bytecode = true;
    sandbox.options.interpreter = &python;
    sandbox.options.bytecode_cache = &cache;
    const auto wheel = sandbox.wheel("foo", "1.0")
                           .file("foo/a.py", "x = 1\n")
                           .file("foo/b.py", "x = 2\n")
                           .file("foo/more/c.py", "x = 3\n")
                           .make();
    auto staged = sandbox.stage_wheels({wheel});
    INFO((staged ? std::string() : to_string(staged.error())));
    REQUIRE(staged);
    CHECK(std::get<Staged>(*staged).compiled_files() == (cache.obstacle.empty() ? 3 : 1));
    CHECK(cache.find(wheel.archive_digest, magic_tag_of(python)).has_value() == cache.obstacle.empty());
    REQUIRE(commit(std::move(std::get<Staged>(*staged))));
    return sandbox.warnings.take();
  };
  const auto told = install();
  REQUIRE(told.size() == 1);
  CHECK_THAT(told.front(), ContainsSubstring("could not compile "));
  CHECK_THAT(told.front(),
             ContainsSubstring("/foo/a.py: FileExistsError: ") && Catch::Matchers::EndsWith("; nor 1 other file"));
  CHECK(std::filesystem::is_empty(folder.path()));
  cache.obstacle.clear();
  CHECK(install().empty());
}

TEST_CASE("a source whose byte code would have too long a name is installed without any", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const bool is_cached = GENERATE(true, false);
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  const Interpreter python = debian_python();
  for (const bool is_again : {false, true}) {
    CAPTURE(is_cached, is_again);
    Sandbox sandbox;
    sandbox.options.compile_bytecode = true;
    sandbox.options.interpreter = &python;
    sandbox.options.bytecode_cache = is_cached ? &cache : nullptr;
    const std::string name(NAME_MAX - 3, 'a');
    auto staged = sandbox.stage_wheels(
        {sandbox.wheel("foo", "1.0").file("foo/" + name + ".py", "x = 1\n").file("foo/b.py", "x = 2\n").make()});
    INFO((staged ? std::string() : to_string(staged.error())));
    REQUIRE(staged);
    CHECK(std::get<Staged>(*staged).compiled_files() == 1);
    REQUIRE(commit(std::move(std::get<Staged>(*staged))));
    CHECK(sandbox.exists(sandbox.site("foo/" + name + ".py")));
    CHECK(sandbox.exists(sandbox.site("foo/__pycache__/b.cpython-311.pyc")));
    CHECK(sandbox.warnings.take().empty());
    REQUIRE(sandbox.uninstall({"foo"}));
    CHECK_FALSE(sandbox.exists(sandbox.site("foo")));
  }
  CHECK(cache.begun == (is_cached ? 1 : 0));
}

TEST_CASE("byte code of sources with other times is made anew, and kept", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  const Interpreter python = debian_python();
  // As in a cache that was copied without times, whose wheels were read through again.
  for (const std::int64_t time : {1'700'000'000, 1'700'000'007, 1'700'000'007}) {
    Sandbox sandbox;
    sandbox.options.compile_bytecode = true;
    sandbox.options.interpreter = &python;
    sandbox.options.bytecode_cache = &cache;
    auto staged =
        sandbox.stage_wheels({sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").time(time).make()});
    INFO((staged ? std::string() : to_string(staged.error())));
    REQUIRE(staged);
    CHECK(std::get<Staged>(*staged).compiled_files() == 1);
    REQUIRE(commit(std::move(std::get<Staged>(*staged))));
    CHECK_THAT(import_verbosely(sandbox, "foo"), ContainsSubstring("__init__.cpython-311.pyc matches"));
  }
  CHECK(cache.begun == 2);
  CHECK(cache.dropped == 1);
}

TEST_CASE("compiling ends in the middle of a file when told to stop", "[venv][bytecode]") {
  const TemporaryDirectory folder = make_temporary();
  // Stands in for an interpreter that is busy for good: it reads, and never answers.
  REQUIRE(replace_file(folder.path() + "/python", "#!/bin/sh\nread line\n: > \"$0.busy\"\nexec sleep 1000\n", 0755));
  Interpreter python = debian_python();
  python.base_executable = folder.path() + "/python";
  std::stop_source stop;
  const std::jthread stopper([&] {
    while (!std::filesystem::exists(python.base_executable + ".busy")) {
      std::this_thread::yield();
    }
    stop.request_stop();
  });
  const auto outcome = compile_bytecode(python, {{"/a.py", "/b.pyc", "/a.py"}}, 1, stop.get_token());
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == ErrorCode::cancelled);
}

TEST_CASE("a base interpreter that cannot start is an error", "[venv][bytecode]") {
  Interpreter python = debian_python();
  python.base_executable = "/nowhere/python";
  CHECK_FALSE(compile_bytecode(python, {{"/a.py", "/b.pyc", "/a.py"}}, 1));
}

}  // namespace axle::venv::test
