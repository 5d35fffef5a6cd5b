// SPDX-License-Identifier: MIT OR Apache-2.0
// Whole paths on disk and as text.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <stop_token>
#include <thread>

#include "base/fs_state.hpp"
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::Scratch;

TEST_CASE("a path is at or below a folder by whole names", "[base][fs_path]") {
  CHECK(is_at_or_below("a/b", "a/b"));
  CHECK(is_at_or_below("a/b/c", "a/b"));
  CHECK(is_at_or_below("a", ""));
  CHECK_FALSE(is_at_or_below("a/bc", "a/b"));
  CHECK_FALSE(is_at_or_below("a", "a/b"));
  CHECK_FALSE(is_at_or_below("", "a"));
}

TEST_CASE("paths are joined, cut and made absolute by text", "[base][fs_path]") {
  CHECK(join_path("/a", "b") == "/a/b");
  CHECK(join_path("/a/", "b") == "/a/b");
  CHECK(join_path("/a", "/b") == "/b");
  CHECK(join_path("", "b") == "b");
  CHECK(join_path("/a", "") == "/a");
  CHECK(path_parent("/a/b") == "/a");
  CHECK(path_parent("/a/b/") == "/a");
  CHECK(path_parent("/a//b") == "/a");
  CHECK(path_parent("/a") == "/");
  CHECK(path_parent("/") == "/");
  CHECK(path_parent("a").empty());
  CHECK(path_file_name("/a/b") == "b");
  CHECK(path_file_name("/a/b/") == "b");
  CHECK(path_file_name("b") == "b");
  const auto [path, absolute] = GENERATE(table<std::string, std::string>({
      {"b", "/base/b"},
      {"./b/../c//d/", "/base/c/d"},
      {"../../../x", "/x"},
      {"/x/./y", "/x/y"},
      {"", "/base"},
      {"..", "/"},
      {"/", "/"},
  }));
  CHECK(absolute_path(path, "/base") == absolute);
}

TEST_CASE("looking follows links or does not, as asked", "[base][fs_path]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "12").has_value());
  REQUIRE(s.directory.make_symlink("link", "f").has_value());
  CHECK(status_of(s.at("link")).value()->kind == FileKind::regular);
  CHECK(link_status_of(s.at("link")).value()->kind == FileKind::symlink);
  CHECK_FALSE(status_of(s.at("x")).value().has_value());
  CHECK_FALSE(status_of(s.at("f/x")).value().has_value());
}

TEST_CASE("whole files are read up to a limit", "[base][fs_path]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", std::string(200'000, 'x')).has_value());
  CHECK(read_file(s.at("f"), 200'000).value().size() == 200'000);
  CHECK(message_of(read_file(s.at("f"), 199'999)) == "cannot read `" + s.at("f") + "`: it is larger than 195.3KiB");
  CHECK(message_of(read_file(s.at("x"), 1)) == "cannot read `" + s.at("x") + "`: No such file or directory");
  CHECK(message_of(read_file(s.path, 1)) == "cannot read `" + s.path + "`: Is a directory");
}

TEST_CASE("files without a size and pipes are read to their end", "[base][fs_path]") {
  CHECK_FALSE(read_file("/proc/self/status", 1'000'000).value().empty());
  int ends[2] = {};
  REQUIRE(pipe(ends) == 0);
  REQUIRE(write(ends[1], "piped", 5) == 5);
  close(ends[1]);
  CHECK(read_file("/dev/fd/" + std::to_string(ends[0]), 100).value() == "piped");
  close(ends[0]);
}

TEST_CASE("a terminal is no file: nobody knows that it waits for typing", "[base][fs_path]") {
  const int controller = posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(controller >= 0);
  REQUIRE((grantpt(controller) == 0 && unlockpt(controller) == 0));
  std::array<char, 64> name{};
  REQUIRE(ptsname_r(controller, name.data(), name.size()) == 0);
  const std::string path = name.data();
  CHECK(message_of(read_file(path, 100)) == "cannot read `" + path + "`: it is a terminal");
  close(controller);
}

TEST_CASE("replacing makes what a link leads to, over another link", "[base][fs_path]") {
  Scratch s;
  REQUIRE(s.directory.make_symlink("second", "made").has_value());
  REQUIRE(s.directory.make_symlink("first", s.at("second")).has_value());
  REQUIRE(replace_file(s.at("first"), "x").has_value());
  CHECK(link_status_of(s.at("first")).value()->kind == FileKind::symlink);
  CHECK(link_status_of(s.at("second")).value()->kind == FileKind::symlink);
  CHECK(s.directory.read_file("made", 9).value() == "x");
}

TEST_CASE("replacing keeps a link, its target's mode and no temporary file", "[base][fs_path]") {
  Scratch s;
  REQUIRE(s.directory.make_directory("real").has_value());
  REQUIRE(s.directory.write_file("real/f", "old", 0600).has_value());
  REQUIRE(s.directory.make_symlink("link", "real/f").has_value());
  const auto durability = GENERATE(Durability::none, Durability::synced);
  REQUIRE(replace_file(s.at("link"), "new", 0644, durability).has_value());
  CHECK(link_status_of(s.at("link")).value()->kind == FileKind::symlink);
  CHECK(s.directory.read_file("real/f", 9).value() == "new");
  CHECK(s.directory.status("real/f").value()->mode == 0600);
  CHECK(s.directory.list("real").value().size() == 1);
  REQUIRE(replace_file(s.at("fresh"), "x").has_value());
  CHECK(s.directory.read_file("fresh", 9).value() == "x");
}

TEST_CASE("directories are made with their parents, through links, any number of times", "[base][fs_path]") {
  Scratch s;
  REQUIRE(s.directory.make_directory("real").has_value());
  REQUIRE(s.directory.make_symlink("link", "real").has_value());
  CHECK(make_directories(s.at("link/a//b/")).has_value());
  CHECK(make_directories(s.at("link/a/b")).has_value());
  CHECK(make_directories("/").has_value());
  CHECK(s.directory.status("real/a/b").value()->kind == FileKind::directory);
  REQUIRE(s.directory.write_file("f", "").has_value());
  CHECK(message_of(make_directories(s.at("f"))) == "cannot create directory `" + s.at("f") + "`: File exists");
  CHECK_FALSE(make_directories(s.at("f/a")).has_value());
}

TEST_CASE("paths are renamed and trees removed", "[base][fs_path]") {
  Scratch s;
  REQUIRE(make_directories(s.at("a/b")).has_value());
  REQUIRE(s.directory.make_directory("c").has_value());
  CHECK(message_of(rename_path(s.at("a"), s.at("c"))) ==
        "cannot rename `" + s.at("a") + "` to `" + s.at("c") + "`: File exists");
  CHECK(rename_path(s.at("a"), s.at("c"), IfExists::replace).has_value());
  CHECK(remove_tree(s.at("c/")).has_value());
  CHECK(remove_tree(s.at("c")).has_value());
  CHECK(remove_tree(s.at("nowhere/c")).has_value());
  CHECK(s.directory.list().value().empty());
}

TEST_CASE("links are resolved and missing components told", "[base][fs_path]") {
  Scratch s;
  const std::string real = real_path(s.path).value();
  REQUIRE(s.directory.write_file("f", "").has_value());
  REQUIRE(s.directory.make_symlink("link", "f").has_value());
  CHECK(real_path(s.at("./link")).value() == real + "/f");
  CHECK(message_of(real_path(s.at("x"))) == "cannot resolve `" + s.at("x") + "`: No such file or directory");
  CHECK(current_directory().value().starts_with('/'));
}

TEST_CASE("only regular files with the right bits are executable", "[base][fs_path]") {
  Scratch s;
  REQUIRE(s.directory.write_file("no", "", 0644).has_value());
  REQUIRE(s.directory.write_file("yes", "", 0755).has_value());
  CHECK(is_executable(s.at("yes")));
  CHECK_FALSE(is_executable(s.at("no")));
  CHECK_FALSE(is_executable(s.path));
  CHECK(is_writable(s.path));
  CHECK_FALSE(is_writable(s.at("x")));
}

TEST_CASE("an input is read to its end, and no further than its limit", "[base][fs_path]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "0123456789").has_value());
  CHECK(read_input(s.at("f"), 10, {}).value() == "0123456789");
  CHECK(message_of(read_input(s.at("f"), 9, {})) == "cannot read `" + s.at("f") + "`: it is larger than 9B");
  CHECK(message_of(read_input(s.path, 9, {})) == "cannot read `" + s.path + "`: Is a directory");
}

TEST_CASE("a request to stop ends the reading of an input that says nothing", "[base][fs_path][threads]") {
  int ends[2] = {};
  REQUIRE(pipe(ends) == 0);
  std::stop_source source;
  std::thread user([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    source.request_stop();
  });
  const auto text = read_input("/dev/fd/" + std::to_string(ends[0]), 9, source.get_token());
  user.join();
  close(ends[0]);
  close(ends[1]);
  CHECK(message_of(text) == "cancelled");
  CHECK(text.error().code() == ErrorCode::cancelled);
}

TEST_CASE("a ring of links that was made meanwhile is told, and a long way is walked to its end", "[base][fs_path]") {
  const Scratch s;
  REQUIRE(symlink("ring", s.at("ring").c_str()) == 0);
  CHECK(message_of(end_of_links(s.at("ring"))) ==
        "cannot look at `" + s.at("ring") + "`: Too many levels of symbolic links");
  for (int number = 0; number < 40; ++number) {
    REQUIRE(symlink(std::to_string(number + 1).c_str(), s.at(std::to_string(number)).c_str()) == 0);
  }
  CHECK(end_of_links(s.at("0")).value() == s.at("40"));
}

TEST_CASE("a link that leads nowhere is no folder, as itself or on the way", "[base][fs_path]") {
  const Scratch s;
  REQUIRE(symlink("absent/below", s.at("link").c_str()) == 0);
  CHECK(message_of(make_directories(s.at("link"))) == "cannot create directory `" + s.at("link") + "`: File exists");
  CHECK(message_of(make_directories(s.at("link/deep/er"))) ==
        "cannot create directory `" + s.at("link") + "`: File exists");
  CHECK_FALSE(status_of(s.at("absent")).value());
}

}  // namespace
TEST_CASE("a folder that the kernel will not make is an error, not a loop", "[base][fs_path]") {
  const auto made = make_directories("/proc/nothing/below");
  REQUIRE_FALSE(made);
  CHECK(made.error().message() == "cannot create directory `/proc/nothing`: No such file or directory");
}

TEST_CASE("a pipe with a name is refused, since it may never have a writer; one of the shell is read",
          "[base][fs_path]") {
  const Scratch s;
  REQUIRE(mkfifo(s.at("pipe").c_str(), 0600) == 0);
  const std::string refusal = "cannot read `" + s.at("pipe") + "`: it is a named pipe";
  CHECK(read_file(s.at("pipe"), 10).error().message() == refusal);
  CHECK(read_input(s.at("pipe"), 10, {}).error().message() == refusal);
}

}  // namespace axle
