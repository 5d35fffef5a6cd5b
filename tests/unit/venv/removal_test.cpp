// SPDX-License-Identifier: MIT OR Apache-2.0
// What upgrade and uninstall take away, and what they leave: the rules of the design's *Decisions*.
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/removal.hpp"

namespace axle::venv::test {
namespace {

std::vector<std::string> texts(WarningSink& warnings) {
  return warnings.take();
}

void require_done(const Result<InstallReport>& report) {
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
}

}  // namespace

TEST_CASE("three distributions share a namespace package and each goes alone", "[venv][removal]") {
  Sandbox sandbox;
  const auto part = [&](const std::string& name, const std::string& version) {
    return sandbox.wheel("ns-" + name, version).file("ns/" + name + "/__init__.py", version).make();
  };
  require_done(sandbox.install({part("a", "1.0"), part("b", "1.0")}));
  require_done(sandbox.install({part("c", "1.0")}));
  CHECK(sandbox.read(sandbox.site("ns/a/__init__.py")) == "1.0");
  CHECK(sandbox.read(sandbox.site("ns/c/__init__.py")) == "1.0");
  require_done(sandbox.install({part("b", "2.0")}));
  CHECK(sandbox.read(sandbox.site("ns/b/__init__.py")) == "2.0");
  CHECK(sandbox.faults().empty());
  require_done(sandbox.uninstall({"ns-b"}));
  CHECK_FALSE(sandbox.exists(sandbox.site("ns/b")));
  CHECK(sandbox.exists(sandbox.site("ns/a/__init__.py")));
  require_done(sandbox.uninstall({"ns-a", "ns-c"}));
  CHECK_FALSE(sandbox.exists(sandbox.site("ns")));
  CHECK(sandbox.faults().empty());
  CHECK(texts(sandbox.warnings).empty());
}

TEST_CASE("a user's file inside a package survives upgrade and uninstall", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0")
                                    .file("foo/__init__.py", "1")
                                    .file("foo/old.py", "1")
                                    .file("foo/sub/x.py", "1")
                                    .make()}));
  sandbox.write(sandbox.site("foo/mine.cfg"), "the user's");
  require_done(sandbox.install({sandbox.wheel("foo", "2.0").file("foo/__init__.py", "22").make()}));
  CHECK(sandbox.read(sandbox.site("foo/mine.cfg")) == "the user's");
  CHECK(sandbox.read(sandbox.site("foo/__init__.py")) == "22");
  CHECK_FALSE(sandbox.exists(sandbox.site("foo/old.py")));
  CHECK_FALSE(sandbox.exists(sandbox.site("foo/sub")));
  require_done(sandbox.uninstall({"foo"}));
  CHECK(sandbox.read(sandbox.site("foo/mine.cfg")) == "the user's");
  CHECK_FALSE(sandbox.exists(sandbox.site("foo/__init__.py")));
}

TEST_CASE("byte code of removed sources goes, other byte code stays", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install(
      {sandbox.wheel("foo", "1.0").file("foo/__init__.py", "1").file("foo/a.py", "1").file("top.py", "1").make()}));
  for (const char* name :
       {"foo/__pycache__/__init__.cpython-311.pyc", "foo/__pycache__/a.cpython-311.opt-1.pyc",
        "foo/__pycache__/a.cpython-312.pyc", "__pycache__/top.cpython-311.pyc", "__pycache__/users.cpython-311.pyc"}) {
    sandbox.write(sandbox.site(name), "byte code");
  }
  require_done(sandbox.uninstall({"foo"}));
  CHECK_FALSE(sandbox.exists(sandbox.site("foo")));
  CHECK_FALSE(sandbox.exists(sandbox.site("__pycache__/top.cpython-311.pyc")));
  CHECK(sandbox.exists(sandbox.site("__pycache__/users.cpython-311.pyc")));
}

TEST_CASE("the byte code folder of the site folder goes when only removed byte code was in it", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("top", "1.0").file("top.py", "1").make()}));
  sandbox.write(sandbox.site("__pycache__/top.cpython-311.pyc"), "byte code");
  require_done(sandbox.uninstall({"top"}));
  CHECK_FALSE(sandbox.exists(sandbox.site("__pycache__")));
  CHECK(std::filesystem::is_empty(sandbox.site("")));
}

TEST_CASE("run-time byte code does not keep a package from being swapped whole", "[venv][removal]") {
  Sandbox sandbox;
  require_done(
      sandbox.install({sandbox.wheel("foo", "1.0").file("foo/__init__.py", "1").file("foo/b.py", "1").make()}));
  sandbox.write(sandbox.site("foo/__pycache__/b.cpython-311.pyc"), "byte code");
  auto staged = sandbox.stage_wheels({sandbox.wheel("foo", "2.0").file("foo/__init__.py", "22").make()});
  REQUIRE(staged);
  // Old dist-info out, package out, package in, new dist-info in.
  CHECK(std::get<Staged>(*staged).step_count() == 4);
  require_done(commit(std::move(std::get<Staged>(*staged))));
  CHECK_FALSE(sandbox.exists(sandbox.site("foo/__pycache__")));
  CHECK(sandbox.faults().empty());
}

TEST_CASE("a file that two distributions list stays until the last one goes", "[venv][removal]") {
  Sandbox sandbox;
  const auto wheel = [&](const std::string& name) {
    return sandbox.wheel(name, "1.0").file(name + ".py", "1").file("both/__init__.py", "same").make();
  };
  require_done(sandbox.install({wheel("aa"), wheel("bb")}));
  CHECK(texts(sandbox.warnings).empty());
  require_done(sandbox.uninstall({"aa"}));
  CHECK(sandbox.exists(sandbox.site("both/__init__.py")));
  CHECK(sandbox.faults().empty());
  require_done(sandbox.uninstall({"bb"}));
  CHECK_FALSE(sandbox.exists(sandbox.site("both")));
}

TEST_CASE("RECORD rows that lead out of the environment are left alone", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0").file("foo.py", "1").make()}));
  sandbox.write(sandbox.path("victim"), "not ours");
  sandbox.write(sandbox.path("env-other/victim"), "not ours");
  sandbox.write(sandbox.root() + "/bin/python", "interpreter");
  const std::string record = sandbox.site("foo-1.0.dist-info/RECORD");
  sandbox.write(record, sandbox.read(record) + "../../../../victim,,\n../../../../env-other/victim,,\n" +
                            sandbox.path("victim") + ",,\n../../../bin/python,,\n../../../pyvenv.cfg,,\n");
  require_done(sandbox.uninstall({"foo"}));
  CHECK(sandbox.exists(sandbox.path("victim")));
  CHECK(sandbox.exists(sandbox.path("env-other/victim")));
  CHECK(sandbox.exists(sandbox.root() + "/bin/python"));
  CHECK(sandbox.exists(sandbox.root() + "/pyvenv.cfg"));
  CHECK_FALSE(sandbox.exists(sandbox.site("foo.py")));
  const auto warnings = texts(sandbox.warnings);
  REQUIRE(warnings.size() == 5);
  CHECK(warnings[0] == "`foo` 1.0 lists `../../../../victim`, which is not part of it; the file is left alone");
}

TEST_CASE("RECORD rows that name a part of the environment itself are left alone", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0").file("foo.py", "1").make()}));
  for (const char* name : {".gitignore", "CACHEDIR.TAG", "pyvenv.cfg"}) {
    sandbox.write(sandbox.root() + "/" + name, "the environment's");
  }
  std::filesystem::create_directory_symlink("lib", sandbox.root() + "/lib64");
  std::filesystem::create_directory_symlink("share", sandbox.root() + "/nowhere");
  const std::string record = sandbox.site("foo-1.0.dist-info/RECORD");
  sandbox.write(record, sandbox.read(record) +
                            "../../../lib64,,\n../../../nowhere,,\n../../../.gitignore,,\n"
                            "../../../CACHEDIR.TAG,,\n");
  require_done(sandbox.uninstall({"foo"}));
  for (const char* name : {".gitignore", "CACHEDIR.TAG", "lib64"}) {
    CHECK(sandbox.exists(sandbox.root() + "/" + name));
  }
  CHECK_FALSE(std::filesystem::is_symlink(sandbox.root() + "/nowhere"));
  CHECK(
      texts(sandbox.warnings) ==
      std::vector<std::string>{"`foo` 1.0 lists `../../../lib64`, which is not part of it; the file is left alone",
                               "`foo` 1.0 lists `../../../.gitignore`, which is not part of it; the file is left alone",
                               "`foo` 1.0 lists `../../../CACHEDIR.TAG`, which is not part of it; the file is left "
                               "alone"});
}

TEST_CASE("in a folder that is no environment a wheel's files may have any name", "[venv][removal]") {
  Sandbox sandbox;
  REQUIRE(remove_tree(sandbox.root() + "/pyvenv.cfg"));
  require_done(sandbox.install(
      {sandbox.wheel("foo", "1.0").file("foo.py", "1").data_file("data", "CACHEDIR.TAG", "the wheel's").make()}));
  require_done(sandbox.uninstall({"foo"}));
  CHECK_FALSE(sandbox.exists(sandbox.root() + "/CACHEDIR.TAG"));
}

TEST_CASE("a package folder that became a link is not followed", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0").file("foo/a.py", "1").make()}));
  std::filesystem::rename(sandbox.site("foo"), sandbox.path("elsewhere"));
  std::filesystem::create_directory_symlink(sandbox.path("elsewhere"), sandbox.site("foo"));
  require_done(sandbox.uninstall({"foo"}));
  CHECK(sandbox.exists(sandbox.path("elsewhere/a.py")));
  CHECK(texts(sandbox.warnings).size() == 1);
}

TEST_CASE("a RECORD row that names a folder removes nothing", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0").file("foo/a.py", "1").make()}));
  sandbox.write(sandbox.site("other/file.txt"), "the user's");
  const std::string record = sandbox.site("foo-1.0.dist-info/RECORD");
  sandbox.write(record, sandbox.read(record) + "other,,\n");
  require_done(sandbox.uninstall({"foo"}));
  CHECK(sandbox.exists(sandbox.site("other/file.txt")));
}

TEST_CASE("files with commas and quotes in their names are listed and removed", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0").file("foo/a,\"b\".py", "1").make()}));
  CHECK_THAT(sandbox.read(sandbox.site("foo-1.0.dist-info/RECORD")),
             ContainsSubstring("\"foo/a,\"\"b\"\".py\",sha256="));
  require_done(sandbox.uninstall({"foo"}));
  CHECK_FALSE(sandbox.exists(sandbox.site("foo")));
}

TEST_CASE("a folder that cannot be read ends the removal before it begins", "[venv][removal]") {
  Sandbox sandbox;
  require_done(sandbox.install({sandbox.wheel("foo", "1.0").file("foo/__init__.py", "1").make()}));
  const Tree before = sandbox.tree();
  const Directory site = Directory::open(sandbox.site("")).value();
  REQUIRE(site.change_mode("foo", 0));
  const auto failure = axle::test::without_privileges([&] {
    const auto report = sandbox.uninstall({"foo"});
    return report ? std::string() : report.error().message();
  });
  REQUIRE(site.change_mode("foo", 0755));
  CHECK(failure == "cannot list `" + sandbox.site("foo") + "`: Permission denied");
  CHECK(sandbox.tree() == before);
}

TEST_CASE("a distribution outside of the target is not removed from it", "[venv][removal]") {
  Sandbox sandbox;
  InstalledDistribution distribution;
  distribution.name = spec::PackageName::of("foo");
  distribution.version_text = "1.0";
  distribution.site_directory = sandbox.path("elsewhere");
  const auto outside = site_of(distribution, sandbox.target);
  REQUIRE_FALSE(outside);
  CHECK(outside.error().message() == "cannot uninstall `foo` 1.0: it lies outside of `" + sandbox.root() + "`");
  std::filesystem::create_directory_symlink(std::filesystem::path(sandbox.site("")).parent_path(),
                                            sandbox.path("elsewhere"));
  CHECK(site_of(distribution, sandbox.target).value() == sandbox.target.purelib);
}

}  // namespace axle::venv::test
