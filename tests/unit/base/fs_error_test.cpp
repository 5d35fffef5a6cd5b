// SPDX-License-Identifier: MIT OR Apache-2.0
// Codes and texts of failed file operations.
#include <signal.h>
#include <sys/resource.h>

#include "base/fs_state.hpp"
#include "base/text.hpp"
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::Scratch;

TEST_CASE("every errno has its code and names the operation", "[base][fs_error]") {
  const auto [number, code, message] = GENERATE(table<int, ErrorCode, std::string>({
      {ENOENT, ErrorCode::not_found, "cannot read `/a`: No such file or directory"},
      {EACCES, ErrorCode::permission_denied, "cannot read `/a`: Permission denied"},
      {EPERM, ErrorCode::permission_denied, "cannot read `/a`: Operation not permitted"},
      {EROFS, ErrorCode::read_only, "cannot read `/a`: Read-only file system"},
      {EIO, ErrorCode::io, "cannot read `/a`: Input/output error"},
      {ENAMETOOLONG, ErrorCode::io, "cannot read `/a`: File name too long"},
      {ENOMEM, ErrorCode::out_of_memory, "cannot read `/a`: Cannot allocate memory"},
      {99'999, ErrorCode::io, "cannot read `/a`: error 99999"},
  }));
  const Error error = fs_error({.verb = "read", .path = "/a"}, number);
  CHECK(error.code() == code);
  CHECK(error.message() == message);
}

TEST_CASE("a full disk is told with mount, need and free space", "[base][fs_error]") {
  Scratch s;
  const SpaceInfo space = s.directory.space().value();
  const std::string start = "cannot write `" + s.at("x/y") + "`: not enough space on `" + space.mount + "`: need ";
  const std::uint64_t much = std::uint64_t(1) << 60;
  const Error known = fs_error({.verb = "write", .path = s.at("x/y"), .needed_bytes = much}, ENOSPC);
  CHECK(known.code() == ErrorCode::no_space);
  CHECK(known.message().starts_with(start + format_bytes(much) + ", have "));
  // Meanwhile some was freed.
  const Error freed = fs_error({.verb = "write", .path = s.at("x/y"), .needed_bytes = 1536}, ENOSPC);
  CHECK(freed.message().starts_with(start + "1.5KiB; the system refused it, though "));
  CHECK(freed.message().ends_with(" are free now"));
  const Error unknown = fs_error({.verb = "write", .path = s.at("x")}, ENOSPC);
  CHECK_THAT(unknown.message(), ContainsSubstring("not enough space on `" + space.mount + "`: "));
  CHECK(unknown.message().ends_with(" free"));
  CHECK(fs_error({.verb = "write", .path = s.at("x")}, EDQUOT).message() ==
        "cannot write `" + s.at("x") + "`: the disk quota on `" + space.mount + "` is used up");
}

TEST_CASE("what is needed and what is free are never told as the same", "[base][fs_error]") {
  CHECK(space_figures(10'000'000, 1'000'000) == "need 9.5MiB, have 976.6KiB");
  CHECK(space_figures(10'485'761, 10'485'760) == "need 10485761B, have 10485760B");
  CHECK(space_figures(10'485'760, 10'485'760) == "need 10.0MiB; the system refused it, though 10.0MiB are free now");
}

TEST_CASE("a full device fails the write and leaves no file", "[base][fs_error]") {
  // A file-size limit of the process stands in for the disk: the kernel then answers EFBIG after a short write.
  Scratch s;
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  struct sigaction ignore{};
  struct sigaction previous{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGXFSZ, &ignore, &previous);
  const rlimit limited{10, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &limited) == 0);
  const auto written = s.directory.write_file("f", std::string(100, 'x'));
  setrlimit(RLIMIT_FSIZE, &before);
  sigaction(SIGXFSZ, &previous, nullptr);
  CHECK(message_of(written) == "cannot write `" + s.at("f") + "`: File too large");
  CHECK(s.directory.list().value().empty());
}

TEST_CASE("a lack of descriptors comes with a hint", "[base][fs_error]") {
  const Error error = fs_error({.verb = "read", .path = "/a"}, EMFILE);
  CHECK(error.message() == "cannot read `/a`: Too many open files");
  CHECK(error.hints() == std::vector<std::string>{"raise the limit of open files, for example with `ulimit -n 4096`"});
}

TEST_CASE("paths in messages cannot command a terminal", "[base][fs_error]") {
  CHECK(fs_error({.verb = "read", .path = "/\x1b[31m"}, ENOENT).message() ==
        "cannot read `/\\x1b[31m`: No such file or directory");
}

}  // namespace
}  // namespace axle
