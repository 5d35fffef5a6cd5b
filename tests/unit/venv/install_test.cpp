// SPDX-License-Identifier: MIT OR Apache-2.0
// What an install, an upgrade and an uninstall leave on the disk: the rules of the design's *Decisions*.
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
namespace {

std::vector<std::string> texts(WarningSink& warnings) {
  return warnings.take();
}

void require_done(const Result<InstallReport>& report) {
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
}

std::uint32_t mode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

}  // namespace

TEST_CASE("a fresh install has every file, RECORD, INSTALLER and REQUESTED", "[venv][stage]") {
  Sandbox sandbox;
  const auto wheel = sandbox.wheel("foo", "1.0").file("foo/__init__.py", "x = 1\n").script("foo", "foo", "main").make();
  const auto report = sandbox.install({wheel});
  require_done(report);
  CHECK(report->installed.size() == 1);
  CHECK(report->removed.empty());
  CHECK(sandbox.read(sandbox.site("foo/__init__.py")) == "x = 1\n");
  CHECK(sandbox.read(sandbox.site("foo-1.0.dist-info/INSTALLER")) == "axle\n");
  CHECK(sandbox.read(sandbox.site("foo-1.0.dist-info/REQUESTED")).empty());
  CHECK(
      sandbox.read(sandbox.site("foo-1.0.dist-info/RECORD")) ==
      "foo-1.0.dist-info/METADATA,sha256=" + to_base64(sha256_of("Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n")) +
          ",45\n" + "foo-1.0.dist-info/WHEEL,sha256=" +
          to_base64(sha256_of(sandbox.read(sandbox.site("foo-1.0.dist-info/WHEEL")))) + ",75\n" +
          "foo/__init__.py,sha256=" + to_base64(sha256_of("x = 1\n")) + ",6\n" +
          "../../../bin/foo,sha256=" + to_base64(sha256_of(sandbox.read(sandbox.root() + "/bin/foo"))) + "," +
          std::to_string(sandbox.read(sandbox.root() + "/bin/foo").size()) + "\n" +
          "foo-1.0.dist-info/INSTALLER,sha256=" + to_base64(sha256_of("axle\n")) + ",5\n" +
          "foo-1.0.dist-info/REQUESTED,sha256=" + to_base64(sha256_of("")) + ",0\n" + "foo-1.0.dist-info/RECORD,,\n");
  CHECK(sandbox.faults().empty());
  CHECK(mode_of(sandbox.root() + "/bin/foo") == 0755);
}

TEST_CASE("without an installer nothing tells who installed it, and RECORD is whole", "[venv][stage]") {
  Sandbox sandbox;
  sandbox.options.installer.clear();
  const auto wheel = sandbox.wheel("foo", "1.0").file("foo.py", "x = 1\n").make();
  require_done(sandbox.install({wheel}));
  for (const char* name : {"INSTALLER", "REQUESTED", "direct_url.json"}) {
    CHECK_FALSE(std::filesystem::exists(sandbox.site(std::string("foo-1.0.dist-info/") + name)));
  }
  const std::string record = sandbox.read(sandbox.site("foo-1.0.dist-info/RECORD"));
  CHECK_FALSE(record.contains("INSTALLER"));
  CHECK_FALSE(record.contains("REQUESTED"));
  CHECK(record.ends_with("foo-1.0.dist-info/RECORD,,\n"));
  CHECK(sandbox.faults().empty());
}

TEST_CASE("files are hard links to the cache unless copies are asked for", "[venv][stage]") {
  for (const LinkMode mode : {LinkMode::hardlink, LinkMode::copy, LinkMode::symlink}) {
    Sandbox sandbox;
    sandbox.options.link_mode = mode;
    const auto wheel = sandbox.wheel("foo", "1.0").file("foo.py", "x = 1\n").make();
    require_done(sandbox.install({wheel}));
    const std::string installed = sandbox.site("foo.py");
    CHECK(sandbox.read(installed) == "x = 1\n");
    CHECK(std::filesystem::is_symlink(installed) == (mode == LinkMode::symlink));
    CHECK(std::filesystem::hard_link_count(wheel.directory + "/foo.py") == (mode == LinkMode::hardlink ? 2 : 1));
  }
}

TEST_CASE("byte code of the old source never runs for a new one of equal size and the zip's 1980 time",
          "[venv][stage]") {
  constexpr std::int64_t k_1980 = 315532800;
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0").file("foo.py", "x = 1\n").time(k_1980).make()}));
  sandbox.write(sandbox.site("__pycache__/foo.cpython-311.pyc"), "compiled x = 1");
  require_done(sandbox.install({sandbox.wheel("foo", "2.0").file("foo.py", "x = 2\n").time(k_1980).make()}));
  CHECK(sandbox.read(sandbox.site("foo.py")) == "x = 2\n");
  CHECK_FALSE(sandbox.exists(sandbox.site("__pycache__/foo.cpython-311.pyc")));
}

TEST_CASE("one path with two contents goes to the later name, and both RECORDs tell the truth", "[venv][stage]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("bb", "1.0").file("both.py", "of bb").make(),
                                sandbox.wheel("aa", "1.0").file("both.py", "of aa, longer").make()}));
  CHECK(sandbox.read(sandbox.site("both.py")) == "of bb");
  CHECK(sandbox.faults().empty());
  CHECK(texts(sandbox.warnings) ==
        std::vector<std::string>{"`aa` 1.0 and `bb` 1.0 both have `lib/python3.11/site-packages/both.py` with "
                                 "different content; the one of `bb` 1.0 is used"});
}

TEST_CASE("a file against a folder is refused before anything is written", "[venv][stage]") {
  Sandbox sandbox;
  const Tree before = sandbox.tree();
  const auto report = sandbox.install(
      {sandbox.wheel("aa", "1.0").file("x/y.py", "1").make(), sandbox.wheel("bb", "1.0").file("x", "a file").make()});
  REQUIRE_FALSE(report);
  CHECK(report.error().code() == ErrorCode::file_conflict);
  CHECK(report.error().message() == "`bb` 1.0 has a file `lib/python3.11/site-packages/x` where `aa` 1.0 has a folder");
  CHECK(sandbox.tree() == before);
}

TEST_CASE("names that differ by case are refused where case is folded", "[venv][stage]") {
  Sandbox sandbox;
  sandbox.options.folds_case = true;
  const auto report = sandbox.install(
      {sandbox.wheel("aa", "1.0").file("Mod.py", "1").make(), sandbox.wheel("bb", "1.0").file("mod.py", "2").make()});
  REQUIRE_FALSE(report);
  CHECK(report.error().message() ==
        "`lib/python3.11/site-packages/Mod.py` of `aa` 1.0 and `lib/python3.11/site-packages/mod.py` of `bb` 1.0 are "
        "one file on this file system");
}

TEST_CASE("a file in the way is replaced with a warning that names its owner", "[venv][stage]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("aa", "1.0").file("both.py", "of aa").make()}));
  sandbox.write(sandbox.site("stray.py"), "nobody's");
  require_done(sandbox.install({sandbox.wheel("bb", "1.0").file("both.py", "of bb").file("stray.py", "of bb").make()}));
  CHECK(sandbox.read(sandbox.site("both.py")) == "of bb");
  auto warnings = texts(sandbox.warnings);
  std::sort(warnings.begin(), warnings.end());
  CHECK(warnings == std::vector<std::string>{
                        "`lib/python3.11/site-packages/both.py` of `aa` 1.0 is replaced",
                        "`lib/python3.11/site-packages/stray.py`, which belongs to no installed package, is replaced"});
}

TEST_CASE("a file of the same content in the way is nothing to warn of", "[venv][stage]") {
  Sandbox sandbox;
  const std::string large(200'000, 'x');
  require_done(
      sandbox.install({sandbox.wheel("aa", "1.0").file("both/__init__.py", "").file("large.py", large).make()}));
  sandbox.write(sandbox.site("stray.py"), "the same");
  require_done(sandbox.install({sandbox.wheel("bb", "1.0")
                                    .file("both/__init__.py", "")
                                    .file("large.py", large)
                                    .file("stray.py", "the same")
                                    .make()}));
  CHECK(texts(sandbox.warnings).empty());
  require_done(sandbox.install({sandbox.wheel("cc", "1.0").file("large.py", large.substr(1) + "y").make()}));
  CHECK(texts(sandbox.warnings).size() == 1);
}

TEST_CASE("a folder in the way of a file is refused and nothing changes", "[venv][stage]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("mod/mine.txt"), "the user's");
  const Tree before = sandbox.tree();
  const auto report = sandbox.install({sandbox.wheel("aa", "1.0").file("mod", "a file").make()});
  REQUIRE_FALSE(report);
  CHECK(report.error().message() ==
        "`" + sandbox.site("mod") + "` is a folder in the environment, but a file in what is to be installed");
  CHECK(sandbox.tree() == before);
}

TEST_CASE("what stands at the name of a .dist-info folder and is none is refused and nothing changes",
          "[venv][stage]") {
  Sandbox sandbox;
  const std::string place = sandbox.site("aa-1.0.dist-info");
  SECTION("a file") {
    sandbox.write(place, "notes of the user");
  }
  SECTION("a link to nothing") {
    std::filesystem::create_symlink("nowhere", place);
  }
  const std::string kind = std::filesystem::is_symlink(place) ? "link" : "file";
  const Tree before = sandbox.tree();
  const auto report = sandbox.install({sandbox.wheel("aa", "1.0").file("aa.py", "1").make()});
  REQUIRE_FALSE(report);
  CHECK(report.error().code() == ErrorCode::file_conflict);
  CHECK(report.error().message() ==
        "`" + place + "` is a " + kind + " in the environment, but a folder in what is to be installed");
  CHECK(sandbox.tree() == before);
}

TEST_CASE("a module becomes a package and back", "[venv][stage]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("m", "1.0").file("m.py", "1").file("n/__init__.py", "1").make()}));
  require_done(sandbox.install({sandbox.wheel("m", "2.0").file("m.py/x", "2").file("n", "2").make()}));
  CHECK(sandbox.read(sandbox.site("m.py/x")) == "2");
  CHECK(sandbox.read(sandbox.site("n")) == "2");
  CHECK(sandbox.faults().empty());
}

TEST_CASE("the parts of .data go where the scheme says", "[venv][placement]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0")
                                    .file("foo.py", "1")
                                    .data_file("purelib", "pure/p.py", "p")
                                    .data_file("platlib", "plat/p.py", "p")
                                    .data_file("data", "share/man/man1/foo.1", "manual")
                                    .data_file("headers", "foo.h", "header")
                                    .data_file("scripts", "run.py", "#!python\nprint(1)\n")
                                    .data_file("scripts", "run.sh", "#!/bin/sh\n")
                                    .make()}));
  CHECK(sandbox.exists(sandbox.site("pure/p.py")));
  CHECK(sandbox.exists(sandbox.site("plat/p.py")));
  CHECK(sandbox.exists(sandbox.root() + "/share/man/man1/foo.1"));
  CHECK(sandbox.exists(sandbox.root() + "/include/site/python3.11/foo/foo.h"));
  CHECK(sandbox.read(sandbox.root() + "/bin/run.py") == "#!" + sandbox.root() + "/bin/python\nprint(1)\n");
  CHECK(sandbox.read(sandbox.root() + "/bin/run.sh") == "#!/bin/sh\n");
  CHECK_FALSE(sandbox.exists(sandbox.site("foo-1.0.data")));
  CHECK(sandbox.faults().empty());
  require_done(sandbox.uninstall({"foo"}));
  CHECK_FALSE(sandbox.exists(sandbox.root() + "/share"));
  CHECK_FALSE(sandbox.exists(sandbox.root() + "/bin/run.py"));
  CHECK(sandbox.exists(sandbox.root() + "/bin"));
}

TEST_CASE("a wheel cannot replace files of the environment", "[venv][placement]") {
  struct Case {
    std::string key, path, message;
  };
  for (const Case& each : std::vector<Case>{
           {"data", "bin/python3", "invalid wheel foo 1.0: D02: `bin/python3` belongs to the environment"},
           {"data", "pyvenv.cfg", "invalid wheel foo 1.0: D09: `pyvenv.cfg` belongs to the environment"},
           {"data", ".gitignore", "invalid wheel foo 1.0: D09: `.gitignore` belongs to the environment"},
           {"data", "CACHEDIR.TAG", "invalid wheel foo 1.0: D09: `CACHEDIR.TAG` belongs to the environment"},
           {"data", ".lock", "invalid wheel foo 1.0: D09: `.lock` belongs to the environment"},
           {"data", "bin", "invalid wheel foo 1.0: D09: `bin` belongs to the environment"},
           {"data", "include", "invalid wheel foo 1.0: D09: `include` belongs to the environment"},
           {"data", "lib/python3.11", "invalid wheel foo 1.0: D09: `lib/python3.11` belongs to the environment"},
           {"data", "lib/python3.11/site-packages/bar-2.0.dist-info/METADATA",
            "invalid wheel foo 1.0: Z58: `lib/python3.11/site-packages/bar-2.0.dist-info/METADATA` is in a second "
            ".dist-info folder"},
           {"data", "lib/python3.11/site-packages/bar-2.0.egg-info",
            "invalid wheel foo 1.0: Z58: `lib/python3.11/site-packages/bar-2.0.egg-info` would be a second "
            "distribution"},
           {"data", ".axle-change/journal",
            "invalid wheel foo 1.0: D09: `.axle-change/journal` belongs to the environment"},
           {"zzz", "x", "invalid wheel foo 1.0: D01: unknown folder `zzz` in `.data`"},
           {"scripts", "python3",
            "invalid wheel foo 1.0: E03: the script `python3` would replace a program of the environment"}}) {
    Sandbox sandbox;
    const Tree before = sandbox.tree();
    const auto report = sandbox.install({sandbox.wheel("foo", "1.0").data_file(each.key, each.path, "x").make()});
    REQUIRE_FALSE(report);
    CHECK(report.error().code() == ErrorCode::bad_wheel);
    CHECK(report.error().message() == each.message);
    CHECK(sandbox.tree() == before);
  }
}

TEST_CASE("of two files of a wheel for one place the later one is used, and told", "[venv][file_owners]") {
  Sandbox sandbox;
  REQUIRE(sandbox.install({sandbox.wheel("foo", "1.0")
                               .file("foo.py", "root")
                               .data_file("purelib", "foo.py", "data")
                               .data_file("scripts", "foo", "#!/bin/sh\n")
                               .script("foo", "foo", "main")
                               .make()}));
  CHECK(texts(sandbox.warnings) ==
        std::vector<std::string>{"`foo` 1.0 has two files for `lib/python3.11/site-packages/foo.py` with different "
                                 "content; the one in its .data folder is used",
                                 "`foo` 1.0 has two files for `bin/foo` with different content; the generated script "
                                 "is used"});
  CHECK(sandbox.read(sandbox.site("foo.py")) == "data");
}

TEST_CASE("a wheel that has a path as file and as folder is refused", "[venv][file_owners]") {
  Sandbox sandbox;
  const auto report =
      sandbox.install({sandbox.wheel("foo", "1.0").file("foo/a.py", "a").data_file("purelib", "foo", "b").make()});
  REQUIRE_FALSE(report);
  CHECK(report.error().message() == "`foo` 1.0 has `lib/python3.11/site-packages/foo` both as a file and as a folder");
}

TEST_CASE("a cache file that changed is reported as damaged, and nothing is left", "[venv][stage]") {
  Sandbox sandbox;
  const auto good = sandbox.wheel("good", "1.0").file("good.py", "1").make();
  const auto edited = sandbox.wheel("edited", "1.0").file("edited.py", "x = 1\n").file("gone.py", "1").make();
  sandbox.write(edited.directory + "/edited.py", "x = 1, edited\n");
  std::filesystem::remove(edited.directory + "/gone.py");
  const Tree before = sandbox.tree();
  const auto staged = sandbox.stage_wheels({good, edited});
  REQUIRE(staged);
  const auto* damaged = std::get_if<Damaged>(&*staged);
  REQUIRE(damaged != nullptr);
  REQUIRE(damaged->artifacts.size() == 1);
  CHECK(damaged->artifacts[0].name.text() == "edited");
  CHECK(damaged->artifacts[0].archive_digest == edited.archive_digest);
  CHECK(damaged->artifacts[0].files == std::vector<std::string>{"edited.py", "gone.py"});
  CHECK(sandbox.tree() == before);
}

TEST_CASE("a wheel whose folder is gone from the cache is damaged", "[venv][stage]") {
  Sandbox sandbox;
  const auto wheel = sandbox.wheel("foo", "1.0").file("foo.py", "1").make();
  std::filesystem::remove_all(wheel.directory);
  const auto staged = sandbox.stage_wheels({wheel});
  REQUIRE(staged);
  CHECK(std::get<Damaged>(*staged).artifacts.at(0).files.size() == 3);
}

TEST_CASE("startup hooks are named in the report", "[venv][stage]") {
  Sandbox sandbox;
  const auto report = sandbox.install({sandbox.wheel("evil", "1.0")
                                           .file("evil.pth", "import os\n")
                                           .file("paths.pth", "/some/where\n")
                                           .file("sitecustomize.py", "")
                                           .make()});
  require_done(report);
  CHECK(report->startup_hooks == std::vector<std::string>{"evil 1.0: evil.pth", "evil 1.0: sitecustomize.py"});
}

TEST_CASE("a new --target folder is made, and direct_url.json is written", "[venv][stage]") {
  Sandbox sandbox;
  sandbox.target = make_directory_target(sandbox.path("vendor"));
  const auto wheel = sandbox.wheel("foo", "1.0").file("foo.py", "1").script("foo", "foo", "main").make();
  auto pin = pin_of(wheel, false);
  pin.direct_url = spec::DirectUrl{};
  pin.direct_url->url = "file:///tmp/foo-1.0-py3-none-any.whl";
  const auto plan = plan_install({pin}, sandbox.scan(), {});
  REQUIRE(plan);
  ThreadPool pool(0);
  auto staged = stage(*plan, std::vector{wheel}, sandbox.target, sandbox.options, pool);
  REQUIRE(staged);
  require_done(commit(std::move(std::get<Staged>(*staged))));
  CHECK(sandbox.exists(sandbox.path("vendor/foo.py")));
  CHECK(sandbox.exists(sandbox.path("vendor/bin/foo")));
  CHECK_FALSE(sandbox.exists(sandbox.path("vendor/foo-1.0.dist-info/REQUESTED")));
  CHECK_THAT(sandbox.read(sandbox.path("vendor/foo-1.0.dist-info/direct_url.json")),
             ContainsSubstring("file:///tmp/foo-1.0-py3-none-any.whl"));
  CHECK(read_direct_url(sandbox.scan().distributions().at(0))->url == pin.direct_url->url);
}

TEST_CASE("results do not depend on the number of workers", "[venv][stage][threads]") {
  std::vector<Tree> trees;
  for (const std::size_t workers : {0U, 1U, 8U}) {
    Sandbox sandbox;
    Wheels wheels;
    for (int i = 0; i < 12; ++i) {
      const std::string name = "pkg" + std::to_string(i);
      auto builder = sandbox.wheel(name, "1.0");
      for (int file = 0; file < 40; ++file) {
        builder.file(name + "/m" + std::to_string(file) + ".py", name).file("ns/" + name + std::to_string(file), name);
      }
      wheels.push_back(builder.file("clash.py", name).make());
    }
    std::vector<spec::PinnedArtifact> pins;
    std::transform(wheels.begin(), wheels.end(), std::back_inserter(pins),
                   [](const auto& each) { return pin_of(each); });
    ThreadPool pool(workers);
    auto staged = stage(plan_install(pins, sandbox.scan(), {}).value(), wheels, sandbox.target, sandbox.options, pool);
    REQUIRE(staged);
    require_done(commit(std::move(std::get<Staged>(*staged))));
    CHECK(sandbox.faults().empty());
    trees.push_back(sandbox.tree());
  }
  CHECK(trees[0] == trees[1]);
  CHECK(trees[0] == trees[2]);
}

}  // namespace axle::venv::test
