// SPDX-License-Identifier: MIT OR Apache-2.0
// base/fs_walk: everything once, links not followed, and nothing where nothing can be seen.
#include "base/fs_walk.hpp"

#include <filesystem>

#include "tests/unit/base/scratch.hpp"

namespace axle {

using test::Scratch;

TEST_CASE("a tree is visited with its root, and links are not followed", "[base][fs_walk]") {
  const Scratch s;
  REQUIRE(make_directories(s.at("t/a/b")));
  REQUIRE(replace_file(s.at("t/a/f"), "12345"));
  REQUIRE(replace_file(s.at("outside"), "x"));
  std::filesystem::create_symlink(s.path, s.at("t/a/b/up"));
  std::size_t folders = 0;
  std::size_t links = 0;
  std::uint64_t file_bytes = 0;
  visit_tree(s.at("t"), [&](const FileStatus& status) {
    folders += status.kind == FileKind::directory ? 1 : 0;
    links += status.kind == FileKind::symlink ? 1 : 0;
    file_bytes += status.kind == FileKind::regular ? status.size_bytes : 0;
  });
  CHECK(folders == 3);
  CHECK(links == 1);
  CHECK(file_bytes == 5);
}

TEST_CASE("what is not there has no entries and is not visited", "[base][fs_walk]") {
  const Scratch s;
  CHECK(list_folder(s.at("none")).empty());
  visit_tree(s.at("none"), [](const FileStatus&) { FAIL("nothing is there"); });
  REQUIRE(replace_file(s.at("file"), "x"));
  CHECK(list_folder(s.at("file")).empty());
  CHECK(list_folder(s.path).size() == 1);
}

}  // namespace axle
