// SPDX-License-Identifier: MIT OR Apache-2.0
// venv/bytecode_stage: byte code of staged wheels, compiled where it is or linked from a cache.
#include "venv/bytecode_stage.hpp"

#include <climits>
#include <filesystem>

#include "base/process.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/bytecode.hpp"

namespace axle::venv::test {
namespace {

class FolderCache final : public BytecodeCache {
 public:
  explicit FolderCache(std::string root) : root_(std::move(root)) {}
  int begun = 0;
  bool is_closed = false;  ///< takes nothing
  bool is_read_only = false;
  std::string obstacle;  ///< a file in the way of the next folders

  std::optional<std::string> find(const Sha256& archive, std::string_view tag) const override {
    std::string folder = root_ + "/" + std::string(tag) + to_hex(archive);
    return std::filesystem::exists(folder) ? std::optional(folder) : std::nullopt;
  }
  Result<std::string> begin(const Sha256& archive, std::string_view tag) override {
    ++begun;
    if (is_read_only) {
      return fail(ErrorCode::read_only, "cannot create directory `part`: Read-only file system");
    }
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

/// Compiles byte code, and links it from a cache if there is one.
struct CompilingSandbox : Sandbox {
  Interpreter python = debian_python();

  explicit CompilingSandbox(BytecodeCache* cache) {
    options.compile_bytecode = true;
    options.interpreter = &python;
    options.bytecode_cache = cache;
  }

  /// Returns how many files of byte code were staged.
  std::size_t put_in(const Wheels& wheels) {
    auto staged = stage_wheels(wheels);
    INFO((staged ? std::string() : to_string(staged.error())));
    REQUIRE(staged);
    const std::size_t compiled = std::get<Staged>(*staged).compiled_files();
    REQUIRE(commit(std::move(std::get<Staged>(*staged))));
    return compiled;
  }
};

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

TEST_CASE("staged sources are compiled, and Python uses the byte code", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  CompilingSandbox sandbox(nullptr);
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
  for (const LinkMode mode : {LinkMode::hardlink, LinkMode::hardlink, LinkMode::copy}) {
    CompilingSandbox sandbox(&cache);
    sandbox.options.link_mode = mode;
    CHECK(sandbox.put_in({sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").time(1'700'000'000).make()}) ==
          1);
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
  CompilingSandbox sandbox(&cache);
  sandbox.options.link_mode = mode;
  const auto report =
      sandbox.install({sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").time(1'700'000'000).make()});
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
  CHECK_THAT(import_verbosely(sandbox, "foo"), ContainsSubstring("__init__.cpython-311.pyc matches"));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("where the cache cannot be written, byte code is compiled in the stage", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  cache.is_read_only = true;
  CompilingSandbox sandbox(&cache);
  CHECK(sandbox.put_in({sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").make()}) == 1);
  CHECK_THAT(import_verbosely(sandbox, "foo"), ContainsSubstring("__init__.cpython-311.pyc matches"));
  CHECK(sandbox.warnings.take().empty());
}

TEST_CASE("a source that another wheel placed before has byte code where it is placed alone",
          "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  for (const bool is_alone : {false, true}) {
    CompilingSandbox sandbox(&cache);
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
    CHECK(sandbox.put_in(wheels) == (is_alone ? 2 : 3));
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
  for (const bool is_damaged : {false, true}) {
    CompilingSandbox sandbox(&cache);
    const auto wheel =
        sandbox.wheel("foo", "1.0").file("foo/a.py", "x = 1\n").file("foo/b.py", "x = 2\n").time(1'700'000'000).make();
    if (is_damaged) {
      const std::string slot = cache.find(wheel.archive_digest, magic_tag_of(sandbox.python)).value();
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
    CHECK(sandbox.put_in({wheel}) == 2);
    CHECK_THAT(import_verbosely(sandbox, "foo.a"), ContainsSubstring("a.cpython-311.pyc matches"));
    CHECK_THAT(import_verbosely(sandbox, "foo.b"), ContainsSubstring("b.cpython-311.pyc matches"));
  }
  CHECK(cache.dropped == 1);
}

TEST_CASE("a gap that the system made is told, and not kept in the cache", "[venv][bytecode][python]") {
  if (!has_python()) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  const TemporaryDirectory folder = make_temporary();
  FolderCache cache(folder.path());
  cache.obstacle = "foo/__pycache__";
  const auto install = [&] {
    CompilingSandbox sandbox(&cache);
    const auto wheel = sandbox.wheel("foo", "1.0")
                           .file("foo/a.py", "x = 1\n")
                           .file("foo/b.py", "x = 2\n")
                           .file("foo/more/c.py", "x = 3\n")
                           .make();
    CHECK(sandbox.put_in({wheel}) == (cache.obstacle.empty() ? 3 : 1));
    CHECK(cache.find(wheel.archive_digest, magic_tag_of(sandbox.python)).has_value() == cache.obstacle.empty());
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
  for (const bool is_again : {false, true}) {
    CAPTURE(is_cached, is_again);
    CompilingSandbox sandbox(is_cached ? &cache : nullptr);
    const std::string name(NAME_MAX - 3, 'a');
    CHECK(sandbox.put_in({sandbox.wheel("foo", "1.0")
                              .file("foo/" + name + ".py", "x = 1\n")
                              .file("foo/b.py", "x = 2\n")
                              .time(1'700'000'000)
                              .make()}) == 1);
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
  // As in a cache that was copied without times, whose wheels were read through again.
  for (const std::int64_t time : {1'700'000'000, 1'700'000'007, 1'700'000'007}) {
    CompilingSandbox sandbox(&cache);
    CHECK(sandbox.put_in({sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").time(time).make()}) == 1);
    CHECK_THAT(import_verbosely(sandbox, "foo"), ContainsSubstring("__init__.cpython-311.pyc matches"));
  }
  CHECK(cache.begun == 2);
  CHECK(cache.dropped == 1);
}

}  // namespace axle::venv::test
