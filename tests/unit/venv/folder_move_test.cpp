// SPDX-License-Identifier: MIT OR Apache-2.0
// Folders of a lower layer of overlayfs, which no rename moves: in pieces there, and from any point back again.
#include "venv/folder_move.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
namespace {

constexpr KernelFeatures k_layered{.folder_renames = false};

/// A package as it lies in `package`, and what it looks like there.
struct Package {
  TemporaryDirectory folder = make_temporary();
  Directory root = Directory::open(folder.path(), k_layered).value();
  Tree before;

  Package() {
    for (const std::string name : {"package/__init__.py", "package/sub/deep/one.py", "package/sub/two.py"}) {
      REQUIRE(root.make_directories(path_parent(name)));
      REQUIRE(root.write_file(name, name));
    }
    REQUIRE(root.make_directory("package/empty"));
    REQUIRE(root.make_symlink("package/link", "sub/two.py"));
    REQUIRE(root.change_mode("package/sub", 0750));
    before = read_tree(folder.path());
  }

  [[nodiscard]] EntryAt place() const { return {root, "package"}; }
  [[nodiscard]] EntryAt trash() const { return {root, "trash"}; }
};

}  // namespace

TEST_CASE("a folder that cannot be renamed moves in pieces, and back", "[venv][folder_move]") {
  const Package package;
  REQUIRE_FALSE(package.root.try_rename("package", package.root, "trash").value());
  REQUIRE(move_entry(package.place(), package.trash()));
  CHECK_FALSE(std::filesystem::exists(package.folder.path() + "/package"));
  CHECK(std::filesystem::is_empty(package.folder.path() + "/trash/empty"));
  CHECK(package.root.status("trash/sub").value()->mode == 0750);
  CHECK(package.root.read_symlink("trash/link").value() == "sub/two.py");
  CHECK(package.root.read_file("trash/sub/deep/one.py", 100).value() == "package/sub/deep/one.py");
  REQUIRE(put_back(package.place(), package.trash()));
  CHECK(read_tree(package.folder.path()) == package.before);
}

TEST_CASE("from wherever such a move was cut off everything comes back", "[venv][folder_move]") {
  const Package package;
  const std::vector<std::string> moved = {"__init__.py", "link", "sub/two.py", "sub/deep/one.py"};
  const auto count = GENERATE(range(std::size_t{0}, std::size_t{5}));
  REQUIRE(package.root.make_directories("trash/sub/deep"));
  for (std::size_t i = 0; i < count; ++i) {
    REQUIRE(package.root.rename("package/" + moved[i], package.root, "trash/" + moved[i]));
  }
  if (count == moved.size()) {
    REQUIRE(package.root.remove_directory_if_empty("package/sub/deep").value());
  }
  REQUIRE(put_back(package.place(), package.trash()));
  CHECK(read_tree(package.folder.path()) == package.before);
}

TEST_CASE("a move back that was cut off is finished", "[venv][folder_move]") {
  const Package package;
  REQUIRE(move_entry(package.place(), package.trash()));
  REQUIRE(package.root.make_directories("package/sub"));
  REQUIRE(package.root.change_mode("package/sub", 0750));
  REQUIRE(package.root.rename("trash/sub/two.py", package.root, "package/sub/two.py"));
  REQUIRE(put_back(package.place(), package.trash()));
  CHECK(read_tree(package.folder.path()) == package.before);
}

TEST_CASE("what was never moved is left alone", "[venv][folder_move]") {
  const Package package;
  REQUIRE(put_back(package.place(), package.trash()));
  CHECK(read_tree(package.folder.path()) == package.before);
}

TEST_CASE("what somebody made in the place meanwhile is kept", "[venv][folder_move]") {
  const Package package;
  REQUIRE(move_entry(package.place(), package.trash()));
  REQUIRE(package.root.make_directories("package/sub"));
  REQUIRE(package.root.write_file("package/theirs.py", "theirs"));
  REQUIRE(package.root.write_file("package/sub/two.py", "also theirs"));
  REQUIRE(put_back(package.place(), package.trash()));
  CHECK(package.root.read_file("package/sub/two.py", 100).value() == "package/sub/two.py");
  CHECK(package.root.read_file("package/theirs.py", 100).value() == "theirs");
  const auto aside = package.root.list("").value();
  REQUIRE(aside.size() == 2);
  const std::string& name = aside[0].name == "package" ? aside[1].name : aside[0].name;
  CHECK(name.starts_with("trash-"));
  CHECK(package.root.read_file(name, 100).value() == "also theirs");
}

TEST_CASE("what cannot be moved either way is told", "[venv][folder_move]") {
  const Package package;
  const auto missing = move_entry({package.root, "none"}, package.trash());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message() == "cannot rename `" + package.folder.path() + "/none` to `" + package.folder.path() +
                                         "/trash`: No such file or directory");
}

}  // namespace axle::venv::test
