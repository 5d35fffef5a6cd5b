// SPDX-License-Identifier: MIT OR Apache-2.0
// base/fs_stream: devices and pipes.
#include "base/fs_stream.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::Scratch;

TEST_CASE("devices and pipes are streams, files and folders are none", "[base][fs_stream]") {
  const Scratch s;
  REQUIRE(mkfifo(s.at("pipe").c_str(), 0600) == 0);
  REQUIRE(s.directory.write_file("file", "").has_value());
  CHECK(is_stream("/dev/null"));
  CHECK(is_stream(s.at("pipe")));
  CHECK_FALSE(is_stream(s.at("file")));
  CHECK_FALSE(is_stream(s.path));
  CHECK_FALSE(is_stream(s.at("absent")));
}

TEST_CASE("a pipe gets more than it holds at once, from the time on when somebody reads it",
          "[base][fs_stream][threads]") {
  const Scratch s;
  REQUIRE(write_stream("/dev/null", "text", {}));
  REQUIRE(mkfifo(s.at("pipe").c_str(), 0600) == 0);
  const std::string sent(300'000, 'x');
  std::string got;
  std::thread reader([&] {
    const int file = open(s.at("pipe").c_str(), O_RDONLY | O_CLOEXEC);
    std::string piece(65'536, '\0');
    for (ssize_t size = read(file, piece.data(), piece.size()); size > 0;
         size = read(file, piece.data(), piece.size())) {
      got.append(piece, 0, static_cast<std::size_t>(size));
    }
    close(file);
  });
  const auto written = write_stream(s.at("pipe"), sent, {});
  reader.join();
  CHECK(written);
  CHECK(got == sent);
}

TEST_CASE("a request to stop ends the waiting for a reader, and for one that reads nothing",
          "[base][fs_stream][threads]") {
  const Scratch s;
  REQUIRE(mkfifo(s.at("pipe").c_str(), 0600) == 0);
  const auto stopped = [&](const std::string& path) {
    std::stop_source source;
    std::thread user([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(120));
      source.request_stop();
    });
    const auto written = write_stream(path, std::string(300'000, 'x'), source.get_token());
    user.join();
    REQUIRE_FALSE(written);
    CHECK(written.error().code() == ErrorCode::cancelled);
  };
  stopped(s.at("pipe"));
  const int reader = open(s.at("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(reader >= 0);
  stopped(s.at("pipe"));
  close(reader);
}

TEST_CASE("a device that has nobody behind it is not waited for", "[base][fs_stream]") {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);  // ends one that waits
    setsid();   // which takes the terminal away
    const auto written = write_stream("/dev/tty", "x", {});
    _exit(!written && written.error().message() == "cannot write `/dev/tty`: No such device or address" ? 0 : 1);
  }
  REQUIRE(child > 0);
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("what cannot be written is told", "[base][fs_stream]") {
  const Scratch s;
  CHECK(message_of(write_stream(s.path, "x", {})) == "cannot write `" + s.path + "`: Is a directory");
  CHECK(message_of(write_stream("/dev/full", "x", {})) == "cannot write `/dev/full`: it takes no more");
}

}  // namespace
}  // namespace axle
