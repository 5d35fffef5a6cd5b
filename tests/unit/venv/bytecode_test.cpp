// SPDX-License-Identifier: MIT OR Apache-2.0
// venv/bytecode: compiling, and the names of byte code.
#include "venv/bytecode.hpp"

#include <filesystem>
#include <stop_token>
#include <thread>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
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
  const std::string& base = folder.path();
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
  const std::string& base = folder.path();
  REQUIRE(replace_file(base + "/a.py", "x = 1\n"));
  REQUIRE(make_directories(base + "/c/a.pyc/in the way"));
  const auto outcome = compile_bytecode(debian_python(), {{base + "/a.py", base + "/c/a.pyc", "/a.py"}}, 1);
  REQUIRE(outcome);
  CHECK(outcome->results == std::vector{CompileResult::failed});
  CHECK_FALSE(std::filesystem::exists(base + "/c/a.pyc.part"));
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
