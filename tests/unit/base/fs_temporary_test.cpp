// SPDX-License-Identifier: MIT OR Apache-2.0
// Temporary directories, random names, facts about boot and process.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/fs_state.hpp"
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::Scratch;

TEST_CASE("a temporary directory is private and goes with its owner", "[base][fs_temporary]") {
  Scratch s;
  std::string path;
  {
    auto temporary = TemporaryDirectory::create(s.path, "build-");
    REQUIRE(temporary.has_value());
    path = temporary->path();
    CHECK(path.starts_with(s.at("build-")));
    CHECK(status_of(path).value()->mode == 0700);
    REQUIRE(make_directories(path + "/a/b").has_value());
    const TemporaryDirectory moved = std::move(*temporary);
    CHECK(moved.path() == path);
    CHECK(temporary->path().empty());
  }
  CHECK_FALSE(status_of(path).value().has_value());
}

TEST_CASE("a released directory stays", "[base][fs_temporary]") {
  Scratch s;
  std::string path;
  {
    auto temporary = TemporaryDirectory::create(s.path, "x").value();
    path = temporary.path();
    temporary.release();
  }
  CHECK(status_of(path).value().has_value());
}

TEST_CASE("what a killed process left is removed once nothing in it was changed for an hour", "[base][fs_temporary]") {
  const Scratch s;
  const auto make = [&](const std::string& name, bool is_old_inside) {
    REQUIRE(make_directories(s.at(name + "/a")));
    REQUIRE(replace_file(s.at(name + "/a/f"), "x"));
    const std::array<timespec, 2> old{{{.tv_sec = 1'000'000, .tv_nsec = 0}, {.tv_sec = 1'000'000, .tv_nsec = 0}}};
    for (const char* part : {"/a/f", "/a", ""}) {
      if (is_old_inside || std::string_view(part) != "/a/f") {
        REQUIRE(utimensat(AT_FDCWD, s.at(name + part).c_str(), old.data(), 0) == 0);
      }
    }
  };
  make("t-0123456789abcdef", true);
  make("t-0123456789abcdee", false);
  make("t-0123456789abcde", true);
  make("t-0123456789abcdeX", true);
  make("u-0123456789abcdef", true);
  CHECK(find_abandoned(s.path, "t-") == std::vector{s.at("t-0123456789abcdef")});
  remove_abandoned(s.path, "t-");
  CHECK(find_abandoned(s.path, "t-").empty());
  CHECK_FALSE(status_of(s.at("t-0123456789abcdef")).value());
  CHECK(status_of(s.at("t-0123456789abcdee")).value());
  CHECK(find_abandoned(s.at("missing"), "t-").empty());
}

TEST_CASE("what others put where temporary directories are swept is left alone", "[base][fs_temporary]") {
  const Scratch s;
  const std::array<timespec, 2> old{{{.tv_sec = 1'000'000, .tv_nsec = 0}, {.tv_sec = 1'000'000, .tv_nsec = 0}}};
  REQUIRE(make_directories(s.at("victim")));
  REQUIRE(replace_file(s.at("victim/f"), "x"));
  REQUIRE(symlink("victim", s.at("t-000000000000000a").c_str()) == 0);
  REQUIRE(replace_file(s.at("t-000000000000000b"), "x"));
  REQUIRE(mkfifo(s.at("t-000000000000000c").c_str(), 0600) == 0);
  REQUIRE(make_directories(s.at("t-000000000000000d")));
  REQUIRE(make_directories(s.at("t-000000000000000e")));
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    const std::string path = s.at(std::string("t-000000000000000") + name);
    REQUIRE(utimensat(AT_FDCWD, path.c_str(), old.data(), AT_SYMLINK_NOFOLLOW) == 0);
  }
  // Only root can give files away.
  const bool is_given = chown(s.at("t-000000000000000e").c_str(), 12345, 12345) == 0;
  remove_abandoned(s.path, "t-");
  for (const char* name : {"a", "b", "c"}) {
    CAPTURE(name);
    CHECK(link_status_of(s.at(std::string("t-000000000000000") + name)).value());
  }
  CHECK(status_of(s.at("victim/f")).value());
  CHECK_FALSE(status_of(s.at("t-000000000000000d")).value());
  CHECK(status_of(s.at("t-000000000000000e")).value().has_value() == is_given);
}

TEST_CASE("a missing parent is told", "[base][fs_temporary]") {
  Scratch s;
  CHECK_THAT(message_of(TemporaryDirectory::create(s.at("x"), "t-")),
             ContainsSubstring("cannot create directory `" + s.at("x/t-")));
}

TEST_CASE("random names are 16 hexadecimal digits and differ", "[base][fs_temporary]") {
  const std::string name = random_name();
  CHECK(name.size() == 16);
  CHECK(name.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(name != random_name());
}

TEST_CASE("the boot id stays the same during a boot", "[base][fs_system]") {
  CHECK(read_boot_id() == read_boot_id());
}

TEST_CASE("raising the descriptor limit never lowers it and keeps the original in mind", "[base][fs_system]") {
  const std::uint64_t original = original_descriptor_limit();
  const std::uint64_t raised = raise_descriptor_limit();
  CHECK(raised >= original);
  CHECK(raise_descriptor_limit() == raised);
  CHECK(original_descriptor_limit() == original);
}

TEST_CASE("a temporary directory that is assigned over is removed, and the other lives on", "[base][fs_temporary]") {
  Scratch s;
  auto one = TemporaryDirectory::create(s.path, "one-").value();
  {
    auto two = TemporaryDirectory::create(s.path, "two-").value();
    one = std::move(two);
  }
  const auto entries = s.directory.list().value();
  REQUIRE(entries.size() == 1);
  CHECK(one.path() == s.at(entries[0].name));
  CHECK(entries[0].name.starts_with("two-"));
}

TEST_CASE("a limit of descriptors that was lowered is raised again", "[base][fs_system]") {
  const std::uint64_t original = original_descriptor_limit();
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit lowered{100, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &lowered) == 0);
  const std::uint64_t raised = raise_descriptor_limit();
  setrlimit(RLIMIT_NOFILE, &before);
  CHECK(raised == std::min<std::uint64_t>(before.rlim_max, 1'048'576));
  CHECK(original_descriptor_limit() == original);
}

}  // namespace
}  // namespace axle
