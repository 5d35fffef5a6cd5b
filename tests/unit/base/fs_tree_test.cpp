// SPDX-License-Identifier: MIT OR Apache-2.0
// Trees: making parents, removing everything, folding case.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::Scratch;
using Names = std::vector<std::string>;

TEST_CASE("missing parents are made and told, parents first", "[base][fs_tree]") {
  Scratch s;
  CHECK(s.directory.make_directories("a/b/c").value() == Names{"a", "a/b", "a/b/c"});
  CHECK(s.directory.make_directories("a/b/c").value().empty());
  CHECK(s.directory.make_directories("a/x/y").value() == Names{"a/x", "a/x/y"});
  CHECK(s.directory.make_directories("z").value() == Names{"z"});
}

TEST_CASE("a file in the place of a directory is an error", "[base][fs_tree]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "").has_value());
  CHECK(message_of(s.directory.make_directories("f")) == "cannot create directory `" + s.at("f") + "`: File exists");
  CHECK_FALSE(s.directory.make_directories("f/a").has_value());
}

TEST_CASE("a tree is removed with everything in it and nothing outside", "[base][fs_tree]") {
  Scratch s;
  Scratch outside;
  REQUIRE(outside.directory.write_file("victim", "").has_value());
  REQUIRE(s.directory.make_directories("t/a/b/c").has_value());
  REQUIRE(s.directory.make_directories("t/d").has_value());
  REQUIRE(s.directory.write_file("t/a/b/f", "").has_value());
  REQUIRE(s.directory.make_symlink("t/a/link", outside.path).has_value());
  REQUIRE(s.directory.write_file("keep", "").has_value());
  REQUIRE(s.directory.remove_tree("t").has_value());
  CHECK_FALSE(s.directory.status("t").value().has_value());
  CHECK(s.directory.status("keep").value().has_value());
  CHECK(outside.directory.status("victim").value().has_value());
}

TEST_CASE("files, links and missing names can be removed as trees", "[base][fs_tree]") {
  Scratch s;
  REQUIRE(s.directory.make_directories("d/e").has_value());
  REQUIRE(s.directory.make_symlink("link", "d").has_value());
  REQUIRE(s.directory.write_file("f", "").has_value());
  CHECK(s.directory.remove_tree("link").has_value());
  CHECK(s.directory.remove_tree("f").has_value());
  CHECK(s.directory.remove_tree("missing").has_value());
  CHECK(s.directory.remove_tree("missing/deep").has_value());
  CHECK(s.directory.list().value().size() == 1);
  CHECK(s.directory.remove_tree("d/e").has_value());
  CHECK(s.directory.list("d").value().empty());
}

TEST_CASE("a tree deeper than any path can be named is removed", "[base][fs_tree]") {
  Scratch s;
  REQUIRE(s.directory.make_directory("t").has_value());
  constexpr int k_levels = 3000;
  int current = open(s.at("t").c_str(), O_RDONLY | O_DIRECTORY);
  for (int i = 0; i < k_levels; ++i) {
    REQUIRE(mkdirat(current, "dd", 0755) == 0);
    const int next = openat(current, "dd", O_RDONLY | O_DIRECTORY);
    close(current);
    current = next;
  }
  close(current);
  REQUIRE(s.directory.remove_tree("t").has_value());
  CHECK_FALSE(s.directory.status("t").value().has_value());
}

TEST_CASE("a directory on Linux tells names apart by case", "[base][fs_tree]") {
  Scratch s;
  CHECK(s.directory.folds_case().value() == false);
  CHECK(s.directory.list().value().empty());
  REQUIRE(s.directory.write_file("Name", "").has_value());
  REQUIRE(s.directory.write_file("nAME", "").has_value());
  CHECK(s.directory.folds_case().value() == false);
}

}  // namespace
}  // namespace axle
