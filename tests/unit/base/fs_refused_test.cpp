// SPDX-License-Identifier: MIT OR Apache-2.0
// File operations whose system call fails, as on a broken disk: the error names operation, path and reason, and nothing
// half-made is left.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/support/refused_calls.hpp"
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::refused_fstat;
using test::refused_odd_write;
using test::RefusedCall;
using test::Scratch;
using test::with_refused;
using test::without_privileges;
using Calls = std::vector<RefusedCall>;

constexpr std::string_view k_broken = "`: Input/output error";

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

/// The message of what `work` gives where the kernel refuses `calls`.
template <typename Work>
std::string refusal(const Calls& calls, Work work) {
  const auto outcome = with_refused(calls, std::move(work));
  REQUIRE(outcome.has_value());
  return message_of(*outcome);
}

std::string broken(const std::string& operation, const std::string& path) {
  return "cannot " + operation + " `" + path + std::string(k_broken);
}

TEST_CASE("a file that cannot be written, looked at or closed is told", "[base][fs_file]") {
  Scratch s;
  auto writer = FileWriter::create(s.directory, "f");
  REQUIRE(writer.has_value());
  CHECK(refusal({refused_odd_write(EIO)}, [&] { return writer->write(bytes_of("x")); }) == broken("write", s.at("f")));
  CHECK(refusal({{SYS_pwrite64, EIO}}, [&] { return writer->write_at(0, bytes_of("x")); }) ==
        broken("write", s.at("f")));
  CHECK(refusal(refused_fstat(EIO), [&] { return writer->close(); }) == broken("look at", s.at("f")));
  CHECK(refusal({{SYS_close, EIO}}, [&] { return writer->close(); }) == broken("write", s.at("f")));
}

TEST_CASE("a file that cannot be read at an offset is told", "[base][fs_file]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "content").has_value());
  const auto reader = FileReader::open(s.at("f"));
  REQUIRE(reader.has_value());
  std::string out(4, '-');
  CHECK(refusal({{SYS_pread64, EIO}}, [&] { return reader->read_at(0, std::as_writable_bytes(std::span(out))); }) ==
        broken("read", s.at("f")));
  CHECK(refusal(refused_fstat(EIO), [&] { return FileReader::open(s.at("f")); }) == broken("open", s.at("f")));
  CHECK(message_of(FileReader::open(s.directory, "../f")) ==
        "cannot open `" + s.path + "/../f`: path has a `..` component");
}

TEST_CASE("an overwriting that fails is told", "[base][fs_file]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "content").has_value());
  const auto overwrite = [&] { return FileReader::overwrite(s.at("f"), {0, 7}, "C"); };
  CHECK(refusal({{SYS_pwrite64, EIO}}, overwrite) == broken("write", s.at("f")));
  CHECK(refusal(refused_fstat(EIO), overwrite) == broken("write", s.at("f")));
  CHECK(s.directory.read_file("f", 9).value() == "content");
}

TEST_CASE("a second name that a file cannot have is told from a link that fails", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "content").has_value());
  const auto link = [&] { return s.directory.try_link("f", s.directory, "g"); };
  for (const int none : {EPERM, EACCES, EOPNOTSUPP, ENOSYS, EXDEV, EMLINK}) {
    const auto linked = with_refused({{SYS_linkat, none}}, link);
    REQUIRE((linked && *linked));
    CHECK_FALSE(**linked);
  }
  CHECK(refusal({{SYS_linkat, EIO}}, link) == broken("link", s.at("f")));
  CHECK(message_of(s.directory.try_link("missing", s.directory, "g")) ==
        "cannot link `" + s.at("missing") + "`: No such file or directory");
  REQUIRE(link() == true);
  CHECK(s.directory.status("g").value() == s.directory.status("f").value());
}

TEST_CASE("a replaced file that does not reach the disk leaves the old one", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "old").has_value());
  const auto replace = [&] { return s.directory.replace_file("f", "new", 0644, Durability::synced); };
  CHECK(refusal({{SYS_fsync, EIO}}, replace) == broken("write", s.at("f")));
  CHECK(s.directory.read_file("f", 9).value() == "old");
  CHECK(s.directory.list().value().size() == 1);
}

TEST_CASE("a folder whose new entry cannot be made to last is told", "[base][fs_directory]") {
  Scratch s;
  const Calls no_folders = {{SYS_openat, EMFILE, 2, O_DIRECTORY}};
  CHECK(refusal(no_folders, [&] { return s.directory.replace_file("f", "new", 0644, Durability::synced); }) ==
        "cannot sync `" + s.path + "`: Too many open files");
  CHECK(refusal({{SYS_syncfs, EIO}}, [&] { return s.directory.sync_file_system(); }) ==
        broken("sync the file system of", s.path));
}

TEST_CASE("a folder that breaks off while it is listed is no shorter list", "[base][fs_directory]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "").has_value());
  CHECK(refusal({{SYS_getdents64, EIO}}, [&] { return s.directory.list(); }) == broken("list", s.path));
}

TEST_CASE("free space that the system does not tell is an error, and a full disk still is one", "[base][fs_error]") {
  Scratch s;
  const Calls calls = {{SYS_statfs, EACCES}};
  CHECK(refusal(calls, [&] { return s.directory.space(); }) ==
        "cannot find the free space of `" + real_path(s.path).value() + "`: Permission denied");
  CHECK(refusal({{SYS_statfs, EACCES}, refused_odd_write(ENOSPC)}, [&] { return s.directory.write_file("f", "x"); }) ==
        "cannot write `" + s.at("f") + "`: No space left on device");
}

TEST_CASE("a tree that cannot be removed is told with the place where it stopped", "[base][fs_tree]") {
  Scratch s;
  REQUIRE(s.directory.make_directories("t/a/b").has_value());
  const auto remove = [&] { return s.directory.remove_tree("t"); };
  CHECK(refusal({{SYS_unlinkat, EIO}}, remove) == broken("remove", s.at("t")));
  CHECK(refusal({{SYS_openat, EMFILE, 2, O_DIRECTORY}}, remove) ==
        "cannot remove `" + s.at("t") + "`: Too many open files");
  CHECK(refusal(refused_fstat(EIO), remove) == broken("remove", s.at("t")));
  CHECK(refusal({{SYS_getdents64, EIO}}, remove) == broken("remove", s.at("t")));
  CHECK(refusal({{SYS_fcntl, EIO}}, remove) == broken("remove", s.at("t")));
  CHECK(refusal({{SYS_unlinkat, EIO, 2, AT_REMOVEDIR}}, remove) == broken("remove", s.at("t/a/b")));
  REQUIRE(s.directory.remove_tree("t/a").has_value());
  CHECK(refusal({{SYS_unlinkat, EIO, 2, AT_REMOVEDIR}}, remove) == broken("remove", s.at("t")));
}

TEST_CASE("a file of a tree that must not be removed is named", "[base][fs_tree]") {
  Scratch s;
  REQUIRE(s.directory.make_directories("t/a").has_value());
  REQUIRE(s.directory.write_file("t/a/f", "").has_value());
  REQUIRE(s.directory.change_mode("t/a", 0555).has_value());
  const auto outcome = without_privileges([&] { return s.directory.remove_tree("t"); });
  REQUIRE(outcome.has_value());
  CHECK(message_of(*outcome) == "cannot remove `" + s.at("t/a/f") + "`: Permission denied");
  REQUIRE(s.directory.change_mode("t/a", 0000).has_value());
  const auto closed = without_privileges([&] { return s.directory.remove_tree("t"); });
  REQUIRE(closed.has_value());
  CHECK(message_of(*closed) == "cannot remove `" + s.at("t/a") + "`: Permission denied");
  REQUIRE(s.directory.change_mode("t/a", 0755).has_value());
  CHECK(s.directory.remove_tree("t").has_value());
}

TEST_CASE("whether names fold case is not guessed", "[base][fs_tree]") {
  Scratch s;
  const std::string told =
      refusal({{SYS_newfstatat, EIO, 3, AT_SYMLINK_NOFOLLOW}}, [&] { return s.directory.folds_case(); });
  CHECK(told.starts_with("cannot look at `" + s.at(".axle-")));
  CHECK(told.ends_with(k_broken));
  CHECK(s.directory.list().value().empty());
}

TEST_CASE("a path that cannot be read or found is told", "[base][fs_path]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "x").has_value());
  CHECK(refusal({{SYS_fcntl, EIO}}, [&] { return read_file(s.at("f"), 9); }) == broken("read", s.at("f")));
  CHECK(refusal({{SYS_read, EIO}}, [&] { return read_file(s.at("f"), 9); }) == broken("read", s.at("f")));
  CHECK(refusal({{SYS_newfstatat, EIO}}, [&] { return status_of(s.at("f")); }) == broken("look at", s.at("f")));
  CHECK(refusal({{SYS_getcwd, ENOENT}}, [] { return current_directory(); }) ==
        "cannot find the current directory `.`: No such file or directory");
}

}  // namespace
}  // namespace axle
