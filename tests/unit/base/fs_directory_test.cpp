// SPDX-License-Identifier: MIT OR Apache-2.0
// Verbs of an open directory, each with and without the kernel's newer calls.
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "base/text.hpp"
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::Scratch;

/// The same tests must hold when openat2 and renameat2 are denied.
KernelFeatures any_features() {
  return GENERATE(KernelFeatures{}, KernelFeatures{.openat2 = false, .renameat2 = false});
}

struct DirectoryScratch : Scratch {
  explicit DirectoryScratch(KernelFeatures features) { directory = Directory::open(path, features).value(); }
};

TEST_CASE("files are written, read and looked at", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  REQUIRE(s.directory.make_directories("a/b").has_value());
  const auto* name = GENERATE("f", "a/b/f");
  REQUIRE(s.directory.write_file(name, "content", 0640).has_value());
  CHECK(s.directory.read_file(name, 7).value() == "content");
  const auto status = s.directory.status(name).value();
  REQUIRE(status.has_value());
  CHECK(status->kind == FileKind::regular);
  CHECK(status->size_bytes == 7);
  CHECK((status->mode & ~0640U) == 0);
}

TEST_CASE("what is missing is nothing, not an error", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  CHECK_FALSE(s.directory.status("x").value().has_value());
  CHECK_FALSE(s.directory.status("x/y/z").value().has_value());
  CHECK(s.directory.status("").value()->kind == FileKind::directory);
}

TEST_CASE("what does not fit is told before it is written", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  CHECK(s.directory.check_space("f", 0).has_value());
  const auto refused = s.directory.check_space("f", std::uint64_t{1} << 62U);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == ErrorCode::no_space);
  const SpaceInfo space = s.directory.space().value();
  CHECK(refused.error().message().starts_with("cannot write `" + join_path(s.path, "f") + "`: not enough space on `" +
                                              space.mount + "`: need " + format_bytes(std::uint64_t{1} << 62U)));
}

TEST_CASE("errors name operation, path and reason", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  REQUIRE(s.directory.write_file("f", "12345").has_value());
  REQUIRE(s.directory.make_directory("d").has_value());
  const auto at = [&](std::string_view name) { return "`" + join_path(s.path, name) + "`: "; };
  CHECK(message_of(s.directory.read_file("x", 9)) == "cannot read " + at("x") + "No such file or directory");
  CHECK(message_of(s.directory.read_file("x/y", 9)) == "cannot read " + at("x/y") + "No such file or directory");
  CHECK(message_of(s.directory.read_file("f", 4)) == "cannot read " + at("f") + "it is larger than 4B");
  CHECK(message_of(s.directory.write_file("f", "")) == "cannot create " + at("f") + "File exists");
  CHECK(message_of(s.directory.write_file("f/g", "")) == "cannot create " + at("f/g") + "Not a directory");
  CHECK(message_of(s.directory.make_directory("d")) == "cannot create directory " + at("d") + "File exists");
  CHECK(message_of(s.directory.remove_file("x")) == "cannot remove " + at("x") + "No such file or directory");
  CHECK(message_of(s.directory.read_symlink("f")) == "cannot read link " + at("f") + "it is not a symbolic link");
  CHECK(message_of(s.directory.list("x")) == "cannot list " + at("x") + "No such file or directory");
  CHECK(message_of(s.directory.open_directory("f")) == "cannot open directory " + at("f") + "Not a directory");
  CHECK(message_of(Directory::open(s.at("x"))) == "cannot open directory " + at("x") + "No such file or directory");
  CHECK(s.directory.read_file("x", 9).error().code() == ErrorCode::not_found);
}

TEST_CASE("names that break the rules of relative paths are refused", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  const std::string outside = "../x";
  const std::string reason = "`" + s.path + "/../x`: path has a `..` component";
  CHECK(message_of(s.directory.write_file(outside, "")) == "cannot create " + reason);
  CHECK(message_of(s.directory.read_file(outside, 1)) == "cannot read " + reason);
  CHECK(message_of(s.directory.status(outside)) == "cannot look at " + reason);
  CHECK(message_of(s.directory.list(outside)) == "cannot list " + reason);
  CHECK(message_of(s.directory.make_directories(outside)) == "cannot create directory " + reason);
  CHECK(message_of(s.directory.remove_tree(outside)) == "cannot remove " + reason);
  CHECK(message_of(s.directory.open_directory(outside)) == "cannot open directory " + reason);
  CHECK(message_of(s.directory.remove_tree("")) == "cannot remove `" + s.path + "`: path is empty");
}

TEST_CASE("no verb follows a link on its way", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  Scratch outside;
  REQUIRE(outside.directory.write_file("victim", "safe").has_value());
  REQUIRE(outside.directory.make_directory("d").has_value());
  REQUIRE(s.directory.make_symlink("link", outside.path).has_value());
  REQUIRE(s.directory.make_directory("deep").has_value());
  REQUIRE(s.directory.make_symlink("deep/link", outside.path).has_value());
  const std::string link = GENERATE("link", "deep/link");
  const std::string name = link + "/victim";
  const std::string reason = "`" + s.at(name) + "`: a symbolic link stands in the way";
  CHECK(message_of(s.directory.read_file(name, 9)) == "cannot read " + reason);
  CHECK(message_of(s.directory.write_file(name, "")) == "cannot create " + reason);
  CHECK(message_of(s.directory.replace_file(name, "")) == "cannot replace " + reason);
  CHECK(message_of(s.directory.remove_file(name)) == "cannot remove " + reason);
  CHECK(message_of(s.directory.status(name)) == "cannot look at " + reason);
  CHECK(message_of(s.directory.change_mode(name, 0777)) == "cannot change the mode of " + reason);
  CHECK(message_of(s.directory.rename(name, s.directory, "x")) == "cannot rename " + reason);
  CHECK(message_of(s.directory.remove_tree(link + "/d")) ==
        "cannot remove `" + s.at(link) + "/d`: a symbolic link stands in the way");
  CHECK(message_of(s.directory.list(link)) == "cannot list `" + s.at(link) + "`: a symbolic link stands in the way");
  CHECK_FALSE(s.directory.make_directories(link + "/new").has_value());
  CHECK(outside.directory.read_file("victim", 9).value() == "safe");
  CHECK(outside.directory.list().value().size() == 2);
}

TEST_CASE("a final link is neither read nor written through", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  REQUIRE(s.directory.write_file("target", "safe", 0600).has_value());
  REQUIRE(s.directory.make_symlink("link", "target").has_value());
  CHECK(s.directory.read_symlink("link").value() == "target");
  CHECK(s.directory.status("link").value()->kind == FileKind::symlink);
  CHECK(message_of(s.directory.read_file("link", 9)) ==
        "cannot read `" + s.at("link") + "`: a symbolic link stands in the way");
  CHECK(message_of(s.directory.change_mode("link", 0777)) ==
        "cannot change the mode of `" + s.at("link") + "`: a symbolic link stands in the way");
  REQUIRE(s.directory.replace_file("link", "new").has_value());
  CHECK(s.directory.status("link").value()->kind == FileKind::regular);
  CHECK(s.directory.read_file("target", 9).value() == "safe");
}

TEST_CASE("a FIFO in the place of a file stops nobody", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(mkfifo(s.at("pipe").c_str(), 0600) == 0);
  CHECK(s.directory.read_file("pipe", 9).value().empty());
  CHECK(message_of(FileReader::open(s.directory, "pipe")) ==
        "cannot open `" + s.at("pipe") + "`: it is not a regular file");
}

TEST_CASE("a replaced file is whole and leaves nothing beside it", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  REQUIRE(s.directory.make_directory("d").has_value());
  const auto durability = GENERATE(Durability::none, Durability::synced);
  const auto* name = GENERATE("f", "d/f");
  REQUIRE(s.directory.replace_file(name, "one", 0600, durability).has_value());
  REQUIRE(s.directory.replace_file(name, "two", 0644, durability).has_value());
  CHECK(s.directory.read_file(name, 9).value() == "two");
  REQUIRE(s.directory.write_file(name, "three", 0644, IfExists::replace).has_value());
  CHECK(s.directory.read_file(name, 9).value() == "three");
  CHECK(s.directory.list(path_parent(name)).value().size() == (path_parent(name).empty() ? 2 : 1));
}

TEST_CASE("replacing a directory by a file fails and leaves no temporary file", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(s.directory.make_directory("d").has_value());
  CHECK(message_of(s.directory.replace_file("d", "x")) == "cannot replace `" + s.at("d") + "`: Is a directory");
  CHECK(s.directory.list().value().size() == 1);
}

TEST_CASE("set-user-id bits are never given", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "", 06755).has_value());
  REQUIRE(s.directory.change_mode("f", 06755).has_value());
  CHECK(s.directory.status("f").value()->mode == 0755);
}

TEST_CASE("a rename does not overwrite unless it may", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  REQUIRE(s.directory.write_file("a", "a").has_value());
  REQUIRE(s.directory.write_file("b", "b").has_value());
  CHECK(message_of(s.directory.rename("a", s.directory, "b")) ==
        "cannot rename `" + s.at("a") + "` to `" + s.at("b") + "`: File exists");
  CHECK(s.directory.rename("a", s.directory, "b").error().code() == ErrorCode::io);
  REQUIRE(s.directory.rename("a", s.directory, "b", IfExists::replace).has_value());
  CHECK(s.directory.read_file("b", 9).value() == "a");
  REQUIRE(s.directory.make_directory("d").has_value());
  REQUIRE(s.directory.rename("b", s.directory, "d/c").has_value());
  CHECK(s.directory.read_file("d/c", 9).value() == "a");
}

TEST_CASE("two names are exchanged at once", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(s.directory.write_file("a", "a").has_value());
  REQUIRE(s.directory.make_directory("d").has_value());
  REQUIRE(s.directory.exchange("a", s.directory, "d").has_value());
  CHECK(s.directory.read_file("d", 9).value() == "a");
  CHECK(s.directory.status("a").value()->kind == FileKind::directory);
}

TEST_CASE("an exchange that the kernel lacks is told as such", "[base][fs_directory]") {
  DirectoryScratch s(KernelFeatures{.renameat2 = false});
  REQUIRE(s.directory.write_file("a", "a").has_value());
  REQUIRE(s.directory.write_file("b", "b").has_value());
  const auto result = s.directory.exchange("a", s.directory, "b");
  CHECK(message_of(result) == "cannot exchange `" + s.at("a") + "` and `" + s.at("b") + "`: exchange is not supported");
  CHECK(result.error().code() == ErrorCode::io);
  CHECK(s.directory.read_file("a", 9).value() == "a");
}

TEST_CASE("directories are removed only when they are empty", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  REQUIRE(s.directory.make_directories("d/e").has_value());
  CHECK(s.directory.remove_directory_if_empty("d").value() == false);
  CHECK(s.directory.remove_directory_if_empty("d/e").value() == true);
  CHECK(s.directory.remove_directory_if_empty("d").value() == true);
  CHECK(message_of(s.directory.remove_directory_if_empty("d")) ==
        "cannot remove directory `" + s.at("d") + "`: No such file or directory");
}

TEST_CASE("entries are listed by name with their kind", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(s.directory.write_file("b", "").has_value());
  REQUIRE(s.directory.make_directory("a").has_value());
  REQUIRE(s.directory.make_symlink("c", "nowhere").has_value());
  const auto entries = s.directory.list().value();
  REQUIRE(entries.size() == 3);
  CHECK((entries[0].name == "a" && entries[0].kind == FileKind::directory));
  CHECK((entries[1].name == "b" && entries[1].kind == FileKind::regular));
  CHECK((entries[2].name == "c" && entries[2].kind == FileKind::symlink));
}

TEST_CASE("an opened subdirectory works when its path has changed", "[base][fs_directory]") {
  DirectoryScratch s(any_features());
  REQUIRE(s.directory.make_directories("a/b").has_value());
  const auto sub = s.directory.open_directory("a/b");
  REQUIRE(sub.has_value());
  CHECK(sub->path() == s.at("a/b"));
  REQUIRE(s.directory.rename("a", s.directory, "c").has_value());
  REQUIRE(sub->write_file("f", "x").has_value());
  CHECK(s.directory.read_file("c/b/f", 9).value() == "x");
}

TEST_CASE("names of 255 bytes work and longer ones are refused before the kernel sees them", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(s.directory.write_file(std::string(255, 'x'), "").has_value());
  CHECK_THAT(message_of(s.directory.write_file(std::string(256, 'x'), "")),
             ContainsSubstring("path has a component of 256 bytes; at most 255 are possible"));
}

TEST_CASE("space and durability can be asked for", "[base][fs_directory]") {
  Scratch s;
  const auto space = s.directory.space();
  REQUIRE(space.has_value());
  CHECK(space->mount.starts_with('/'));
  CHECK(s.path.starts_with(space->mount));
  CHECK(s.directory.sync_file_system().has_value());
}

TEST_CASE("one directory serves several threads", "[base][fs_directory][threads]") {
  Scratch s;
  const auto work = [&](int thread) {
    for (int i = 0; i < 50; ++i) {
      const std::string name = "t" + std::to_string(thread) + "-" + std::to_string(i);
      if (!s.directory.write_file(name, name) || !s.directory.list()) {
        return;
      }
    }
  };
  std::thread one(work, 1);
  std::thread two(work, 2);
  one.join();
  two.join();
  CHECK(s.directory.list().value().size() == 100);
}

TEST_CASE("new folders of a list are made only where nothing is", "[base][fs_directory]") {
  Scratch s;
  const std::vector<std::string_view> names = {"a", "a/b"};
  REQUIRE(s.directory.make_new_directories(names).has_value());
  CHECK(s.directory.status("a/b").value()->kind == FileKind::directory);
  CHECK(message_of(s.directory.make_new_directories(names)) ==
        "cannot create directory `" + s.at("a") + "`: File exists");
  const std::vector<std::string_view> outside = {"../x"};
  CHECK(message_of(s.directory.make_new_directories(outside)) ==
        "cannot create directory `" + s.path + "/../x`: path has a `..` component");
  CHECK(message_of(s.directory.make_symlink("a", "b")) == "cannot create link `" + s.at("a") + "`: File exists");
}

}  // namespace
}  // namespace axle
