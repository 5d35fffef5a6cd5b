// SPDX-License-Identifier: MIT OR Apache-2.0
// venv/dead_link: which link leads to nothing, and how that is told.
#include "venv/dead_link.hpp"

#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv {

using test::make_temporary;

TEST_CASE("the last link before nothing is found, and its target as written", "[venv][dead_link]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  std::filesystem::create_symlink("gone/env", root + "/last");
  std::filesystem::create_symlink(root + "/last", root + "/first");
  for (const std::string& path : {root + "/first", root + "/last"}) {
    const auto link = find_dead_link(path).value();
    REQUIRE(link);
    CHECK(link->path == root + "/last");
    CHECK(link->target == "gone/env");
  }
}

TEST_CASE("what is there, and what is no link, is no dead link", "[venv][dead_link]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string& root = folder.path();
  std::filesystem::create_symlink(".", root + "/here");
  CHECK_FALSE(find_dead_link(root + "/here").value());
  CHECK_FALSE(find_dead_link(root).value());
  CHECK_FALSE(find_dead_link(root + "/nothing").value());
}

TEST_CASE("the link and its target are named, and what to do is safe to copy", "[venv][dead_link]") {
  const Error error = environment_behind(ErrorCode::bad_environment, "/a b/.venv", {"/a b/.venv", "/disk/x\x1b"});
  CHECK(error.code() == ErrorCode::bad_environment);
  CHECK(error.message() == "`/a b/.venv` is a link to `/disk/x\\x1b`, which does not exist");
  CHECK(error.hints() ==
        std::vector<std::string>{"bring back what it leads to, or remove the link with `rm '/a b/.venv'` and create an "
                                 "environment with `axle venv '/a b/.venv'`"});
  CHECK(environment_behind(ErrorCode::bad_environment, "/first", {"/last", "gone"}).message() ==
        "`/first` leads to `/last`, a link to `gone`, which does not exist");
}

}  // namespace axle::venv
