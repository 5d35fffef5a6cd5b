// SPDX-License-Identifier: MIT OR Apache-2.0
// Whose content a file keeps that two distributions list, when one of them goes.
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
namespace {

using Texts = std::vector<std::string>;

/// A distribution `name` 1.0 with this `x.py`. Warnings are those of the installation that nobody asks for here.
void install(Sandbox& sandbox, const std::string& name, const std::string& content) {
  const auto report = sandbox.install({sandbox.wheel(name, "1.0").file("x.py", content).make()});
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
  static_cast<void>(sandbox.warnings.take());
}

/// What is told when these go.
Texts uninstall(Sandbox& sandbox, const std::vector<std::string>& names) {
  const auto report = sandbox.uninstall(names);
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
  return sandbox.warnings.take();
}

std::string told(const std::string& staying, const std::string& leaving) {
  return "`lib/python3.11/site-packages/x.py` of `" + staying + "` 1.0 keeps the content of `" + leaving +
         "` 1.0; reinstall `" + staying + "` 1.0 to restore it";
}

/// Puts `row` in place of the one of `x.py` in a RECORD; `{}` in it is what stood there before the size.
void change_row(Sandbox& sandbox, const std::string& name, std::string row) {
  const std::string path = sandbox.site(name + "-1.0.dist-info/RECORD");
  std::string text = sandbox.read(path);
  const std::size_t begin = text.find("x.py,sha256=");
  REQUIRE(begin != std::string::npos);
  const std::size_t end = text.find('\n', begin);
  if (const std::size_t mark = row.find("{}"); mark != std::string::npos) {
    row.replace(mark, 2, text.substr(begin, text.rfind(',', end) - begin));
  }
  sandbox.write(path, text.replace(begin, end - begin, row));
}

}  // namespace

TEST_CASE("what stays with another distribution's content is told, once for the owner", "[venv][left_content]") {
  Sandbox sandbox;
  const auto wheel = [&](const std::string& name, const std::string& content) {
    return sandbox.wheel(name, "1.0").file("x.py", content).file("y.py", content).file("z.py", "same").make();
  };
  REQUIRE(sandbox.install({wheel("aa", "aa")}));
  REQUIRE(sandbox.install({wheel("bb", "bb")}));
  CHECK(sandbox.warnings.take() == Texts{"`lib/python3.11/site-packages/x.py` of `aa` 1.0 is replaced",
                                         "`lib/python3.11/site-packages/y.py` of `aa` 1.0 is replaced"});
  SECTION("by the one that goes") {
    CHECK(uninstall(sandbox, {"bb"}) ==
          Texts{"`lib/python3.11/site-packages/x.py` and 1 other file of `aa` 1.0 keep the content of `bb` 1.0; "
                "reinstall `aa` 1.0 to restore them"});
    CHECK(sandbox.read(sandbox.site("x.py")) == "bb");
  }
  SECTION("not by the one that it was taken from") {
    CHECK(uninstall(sandbox, {"aa"}).empty());
    CHECK(sandbox.read(sandbox.site("x.py")) == "bb");
  }
  SECTION("not where both go") {
    CHECK(uninstall(sandbox, {"aa", "bb"}).empty());
    CHECK_FALSE(sandbox.exists(sandbox.site("x.py")));
  }
  SECTION("not where a new version brings the file") {
    REQUIRE(sandbox.install({sandbox.wheel("bb", "2.0").file("x.py", "bb").file("y.py", "bb").make()}));
    CHECK(sandbox.warnings.take().empty());
  }
}

TEST_CASE("a file that has its owner's content is not said to have another's", "[venv][left_content]") {
  Sandbox sandbox;
  const std::string leaving_content = GENERATE("bb", "bb is longer");
  const std::string row = GENERATE("{},2", "{},");
  CAPTURE(leaving_content, row);
  install(sandbox, "bb", leaving_content);
  install(sandbox, "aa", "aa");
  change_row(sandbox, "aa", row);
  CHECK(uninstall(sandbox, {"bb"}).empty());
  CHECK(sandbox.read(sandbox.site("x.py")) == "aa");
}

TEST_CASE("a RECORD without sizes is enough to tell whose content it is", "[venv][left_content]") {
  Sandbox sandbox;
  install(sandbox, "aa", "aa");
  install(sandbox, "bb", "bb");
  change_row(sandbox, "aa", "{},");
  change_row(sandbox, "bb", "{},");
  CHECK(uninstall(sandbox, {"bb"}) == Texts{told("aa", "bb")});
}

TEST_CASE("a file of another size than the leaving RECORD has is not read", "[venv][left_content]") {
  Sandbox sandbox;
  install(sandbox, "aa", "aa");
  install(sandbox, "bb", "bb");
  change_row(sandbox, "bb", "{},3");
  CHECK(uninstall(sandbox, {"bb"}).empty());
}

TEST_CASE("a RECORD without SHA-256 promises no content", "[venv][left_content]") {
  Sandbox sandbox;
  install(sandbox, "aa", "aa");
  install(sandbox, "bb", "bb");
  change_row(sandbox, GENERATE("aa", "bb"), GENERATE("x.py,,", "x.py,md5=IejJu3ANydmcmvlkNeHZ4g,2"));
  CHECK(uninstall(sandbox, {"bb"}).empty());
}

TEST_CASE("a file that was changed since is nobody's content", "[venv][left_content]") {
  Sandbox sandbox;
  install(sandbox, "aa", "aa");
  install(sandbox, "bb", "bb");
  std::filesystem::remove(sandbox.site("x.py"));
  SECTION("edited, of the same size") {
    sandbox.write(sandbox.site("x.py"), "cc");
  }
  SECTION("edited, of another size") {
    sandbox.write(sandbox.site("x.py"), "the user's");
  }
  SECTION("a link to the same content") {
    sandbox.write(sandbox.path("elsewhere.py"), "bb");
    std::filesystem::create_symlink(sandbox.path("elsewhere.py"), sandbox.site("x.py"));
  }
  SECTION("a folder") {
    sandbox.write(sandbox.site("x.py/file"), "bb");
  }
  SECTION("gone") {}
  CHECK(uninstall(sandbox, {"bb"}).empty());
}

TEST_CASE("of three owners in turn only the last one's content is there", "[venv][left_content]") {
  Sandbox sandbox;
  install(sandbox, "aa", "aa");
  install(sandbox, "bb", "bb");
  install(sandbox, "cc", "cc");
  SECTION("the second goes, then the third") {
    CHECK(uninstall(sandbox, {"bb"}).empty());
    CHECK(uninstall(sandbox, {"cc"}) == Texts{told("aa", "cc")});
  }
  SECTION("the third goes: every one that stays is told of") {
    CHECK(uninstall(sandbox, {"cc"}) == Texts{told("aa", "cc"), told("bb", "cc")});
  }
  SECTION("two go at once: the one whose content it is is named") {
    CHECK(uninstall(sandbox, {"bb", "cc"}) == Texts{told("aa", "cc")});
  }
}

TEST_CASE("content that another distribution that stays has too is its own", "[venv][left_content]") {
  Sandbox sandbox;
  install(sandbox, "aa", "aa");
  install(sandbox, "bb", "shared");
  install(sandbox, "cc", "shared");
  CHECK(uninstall(sandbox, {"bb"}).empty());
  CHECK(uninstall(sandbox, {"cc"}) == Texts{told("aa", "cc")});
}

TEST_CASE("the ages of RECORDs tell nothing of the content", "[venv][left_content]") {
  Sandbox sandbox;
  const bool is_leaving_last = GENERATE(true, false);
  install(sandbox, is_leaving_last ? "aa" : "bb", is_leaving_last ? "aa" : "bb");
  install(sandbox, is_leaving_last ? "bb" : "aa", is_leaving_last ? "bb" : "aa");
  std::filesystem::last_write_time(sandbox.site("aa-1.0.dist-info/RECORD"),
                                   std::filesystem::last_write_time(sandbox.site("bb-1.0.dist-info/RECORD")));
  CHECK(uninstall(sandbox, {"bb"}) == (is_leaving_last ? Texts{told("aa", "bb")} : Texts{}));
}

TEST_CASE("wheels of one command have RECORDs that agree: nothing is noticed later", "[venv][left_content]") {
  Sandbox sandbox;
  REQUIRE(sandbox.install(
      {sandbox.wheel("aa", "1.0").file("x.py", "aa").make(), sandbox.wheel("bb", "1.0").file("x.py", "bb").make()}));
  CHECK(sandbox.warnings.take() ==
        Texts{"`aa` 1.0 and `bb` 1.0 both have `lib/python3.11/site-packages/x.py` with different content; the one of "
              "`bb` 1.0 is used"});
  CHECK(uninstall(sandbox, {"bb"}).empty());
  CHECK(sandbox.read(sandbox.site("x.py")) == "bb");
}

}  // namespace axle::venv::test
