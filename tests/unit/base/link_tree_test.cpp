// SPDX-License-Identifier: MIT OR Apache-2.0
// Placing files: all modes, changed sources, refusals of the file system.
#include "base/link_tree.hpp"

#include <fcntl.h>
#include <sys/syscall.h>

#include <cerrno>

#include "base/link_calls.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::Scratch;

struct LinkScratch : Scratch {
  std::vector<LinkEntry> entries;

  LinkScratch() {
    REQUIRE(directory.make_directories("from/pkg").has_value());
    REQUIRE(directory.make_directories("to/pkg").has_value());
    REQUIRE(directory.write_file("from/pkg/a.py", "alpha").has_value());
    REQUIRE(directory.write_file("from/b", std::string(300'000, 'b')).has_value());
    entries = {{.source = "pkg/a.py", .target = "pkg/renamed.py", .size_bytes = 5, .mtime_ns = mtime("from/pkg/a.py")},
               {.source = "b", .target = "b", .size_bytes = 300'000, .mode = 0755}};
  }
  [[nodiscard]] std::int64_t mtime(std::string_view name) const { return directory.status(name).value()->mtime_ns; }
  [[nodiscard]] Result<LinkOutcome> place(std::atomic<LinkMode>& mode, const LinkCalls& calls = kernel_link_calls()) {
    const Directory from = directory.open_directory("from").value();
    const Directory to = directory.open_directory("to").value();
    return link_files_with(calls, from, to, entries, mode);
  }
};

int refuse_cross_device(int, const char*, int, const char*) {
  return EXDEV;
}
int refuse_permission(int, const char*, int, const char*) {
  return EPERM;
}
int refuse_too_many(int, const char*, int, const char*) {
  return EMLINK;
}
int refuse_disk(int, const char*, int, const char*) {
  return EIO;
}
int refuse_clone(int, int) {
  return EOPNOTSUPP;
}

TEST_CASE("hard links share the file", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::hardlink;
  const auto outcome = s.place(mode);
  REQUIRE(outcome.has_value());
  CHECK(outcome->changed.empty());
  CHECK(outcome->used == LinkMode::hardlink);
  CHECK(s.directory.status("to/pkg/renamed.py").value()->inode == s.directory.status("from/pkg/a.py").value()->inode);
  CHECK(s.directory.status("to/b").value()->links == 2);
}

TEST_CASE("copies have content, time and mode of their own file", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::copy;
  REQUIRE(s.place(mode).has_value());
  CHECK(s.directory.read_file("to/b", 400'000).value() == std::string(300'000, 'b'));
  CHECK(s.mtime("to/b") == s.mtime("from/b"));
  CHECK(s.directory.status("to/b").value()->links == 1);
  CHECK((s.directory.status("to/b").value()->mode & 0100U) != 0);
  CHECK((s.directory.status("to/pkg/renamed.py").value()->mode & 0111U) == 0);
}

TEST_CASE("symbolic links point to the whole path of the source", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::symlink;
  REQUIRE(s.place(mode).has_value());
  CHECK(s.directory.read_symlink("to/b").value() == real_path(s.at("from/b")).value());
  CHECK(read_file(s.at("to/pkg/renamed.py"), 9).value() == "alpha");
}

TEST_CASE("sources that are missing or differ are told and not placed", "[base][link_tree]") {
  LinkScratch s;
  const auto start = GENERATE(LinkMode::hardlink, LinkMode::copy, LinkMode::symlink);
  std::atomic mode = start;
  s.entries[0].mtime_ns += 1;
  s.entries.push_back({.source = "b", .target = "c", .size_bytes = 299'999});
  s.entries.push_back({.source = "missing", .target = "d"});
  s.entries.push_back({.source = "b/below", .target = "e"});
  s.entries.push_back({.source = "pkg", .target = "f"});
  REQUIRE(s.directory.make_symlink("from/link", "b").has_value());
  s.entries.push_back({.source = "link", .target = "g", .size_bytes = 300'000});
  REQUIRE(s.directory.write_file("from/closed", "", 0200));
  s.entries.push_back({.source = "closed", .target = "h"});
  const auto outcome = s.place(mode);
  REQUIRE(outcome.has_value());
  CHECK(outcome->changed == std::vector<std::size_t>{0, 2, 3, 4, 5, 6, 7});
  CHECK(s.directory.list("to").value().size() == 2);
  CHECK(s.directory.list("to/pkg").value().empty());
}

TEST_CASE("a refused hard link becomes a copy, for all that follow", "[base][link_tree]") {
  const auto refusal = GENERATE(&refuse_cross_device, &refuse_permission);
  LinkScratch s;
  std::atomic mode = LinkMode::hardlink;
  const auto outcome = s.place(mode, {.hard_link = refusal, .clone = &refuse_clone});
  REQUIRE(outcome.has_value());
  CHECK(outcome->used == LinkMode::copy);
  CHECK(mode == LinkMode::copy);
  CHECK(s.directory.read_file("to/pkg/renamed.py", 9).value() == "alpha");
}

TEST_CASE("a refused reflink becomes a hard link and leaves no empty file", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::clone;
  const auto outcome = s.place(mode, {.hard_link = kernel_link_calls().hard_link, .clone = &refuse_clone});
  REQUIRE(outcome.has_value());
  CHECK(outcome->used == LinkMode::hardlink);
  CHECK(s.directory.status("to/b").value()->links == 2);
}

TEST_CASE("where reflinks and hard links are refused, files are copied", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::clone;
  const auto outcome = s.place(mode, {.hard_link = &refuse_cross_device, .clone = &refuse_clone});
  REQUIRE(outcome.has_value());
  CHECK(outcome->used == LinkMode::copy);
  CHECK(s.directory.read_file("to/b", 400'000).value().size() == 300'000);
}

TEST_CASE("a file with too many links is copied and the mode stays", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::hardlink;
  const auto outcome = s.place(mode, {.hard_link = &refuse_too_many, .clone = &refuse_clone});
  REQUIRE(outcome.has_value());
  CHECK(outcome->used == LinkMode::hardlink);
  CHECK(s.directory.status("to/b").value()->links == 1);
}

TEST_CASE("other failures end the work and name the target", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::hardlink;
  CHECK(message_of(s.place(mode, {.hard_link = &refuse_disk, .clone = &refuse_clone})) ==
        "cannot link `" + s.at("to/pkg/renamed.py") + "`: Input/output error");
  s.entries = {{.source = "b", .target = "nowhere/b", .size_bytes = 300'000}};
  CHECK(message_of(s.place(mode)) == "cannot link `" + s.at("to/nowhere/b") + "`: No such file or directory");
  s.entries = {{.source = "b", .target = "../b", .size_bytes = 300'000}};
  CHECK(message_of(s.place(mode)) == "cannot place `" + s.at("to") + "/../b`: path has a `..` component");
}

TEST_CASE("a target that exists is an error in every mode", "[base][link_tree]") {
  LinkScratch s;
  const auto start = GENERATE(LinkMode::hardlink, LinkMode::copy, LinkMode::symlink);
  std::atomic mode = start;
  REQUIRE(s.directory.write_file("to/b", "mine").has_value());
  s.entries.erase(s.entries.begin());
  const std::string verb = start == LinkMode::copy ? "create" : "link";
  CHECK(message_of(s.place(mode)) == "cannot " + verb + " `" + s.at("to/b") + "`: File exists");
  CHECK(s.directory.read_file("to/b", 9).value() == "mine");
}

TEST_CASE("link modes have the names of the command line", "[base][link_tree]") {
  CHECK(to_string(LinkMode::hardlink) == "hardlink");
  CHECK(to_string(LinkMode::clone) == "clone");
  CHECK(to_string(LinkMode::copy) == "copy");
  CHECK(to_string(LinkMode::symlink) == "symlink");
}

/// The message of a placement where the kernel refuses `calls`.
std::string refusal(LinkScratch& s, LinkMode start, const std::vector<test::RefusedCall>& calls) {
  std::atomic mode = start;
  const auto outcome = test::with_refused(calls, [&] { return s.place(mode); });
  REQUIRE(outcome.has_value());
  return message_of(*outcome);
}

TEST_CASE("reflinks are asked of the kernel, and there is a file whatever it answers", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::clone;
  REQUIRE(s.place(mode).has_value());
  CHECK((mode == LinkMode::clone || mode == LinkMode::hardlink));
  CHECK(s.directory.read_file("to/b", 400'000).value() == std::string(300'000, 'b'));
}

TEST_CASE("a copy that the kernel will not make is made by reading and writing", "[base][link_tree]") {
  LinkScratch s;
  std::atomic mode = LinkMode::copy;
  const auto outcome = test::with_refused({{SYS_copy_file_range, EXDEV}}, [&] { return s.place(mode); });
  REQUIRE(outcome.has_value());
  REQUIRE(outcome->has_value());
  CHECK(s.directory.read_file("to/b", 400'000).value() == std::string(300'000, 'b'));
  CHECK(s.mtime("to/b") == s.mtime("from/b"));
}

TEST_CASE("a copy that fails is told and not left half-made", "[base][link_tree]") {
  LinkScratch s;
  const auto calls = GENERATE(values<std::vector<test::RefusedCall>>({
      {{SYS_copy_file_range, EIO}},
      {{SYS_copy_file_range, EXDEV}, test::refused_odd_write(EIO)},
      {{SYS_copy_file_range, EXDEV}, {SYS_read, EIO}},
      {{SYS_utimensat, EIO}},
  }));
  CHECK(refusal(s, LinkMode::copy, calls) == "cannot write `" + s.at("to/pkg/renamed.py") + "`: Input/output error");
  CHECK(s.directory.list("to/pkg").value().empty());
}

TEST_CASE("a source that cannot be looked at is no changed one", "[base][link_tree]") {
  LinkScratch s;
  const auto start = GENERATE(LinkMode::hardlink, LinkMode::symlink);
  CHECK(refusal(s, start, {{SYS_newfstatat, EIO, 3, AT_SYMLINK_NOFOLLOW}}) ==
        "cannot look at `" + s.at("from/pkg/a.py") + "`: Input/output error");
  CHECK(refusal(s, LinkMode::copy, test::refused_fstat(EIO)) ==
        "cannot read `" + s.at("from/pkg/a.py") + "`: Input/output error");
}

}  // namespace
}  // namespace axle
