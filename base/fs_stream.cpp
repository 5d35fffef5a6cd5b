// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes without blocking, so that a request to stop is seen.
#include "base/fs_stream.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/fs_state.hpp"

namespace axle {
namespace {

constexpr int k_look_milliseconds = 50;

/// As in st_mode; 0 for what cannot be looked at.
mode_t type_of(const std::string& path) {
  struct stat raw{};
  return ::stat(path.c_str(), &raw) == 0 ? raw.st_mode & S_IFMT : 0;
}

/// What is free on the disk that holds the name has nothing to do with a full device.
Error stream_error(const std::string& path, int error_number) {
  const FsOperation writing{.verb = "write", .path = path};
  return error_number == ENOSPC ? fs_error_because(writing, "it takes no more") : fs_error(writing, error_number);
}

/// A pipe that nobody reads yet cannot be opened without waiting (ENXIO). A device says the same where there is nothing
/// behind it, such as /dev/tty without a terminal.
Result<Descriptor> open_to_write(const std::string& path, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Descriptor stream(
        retry_interrupted([&] { return ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC); }));
    if (stream.is_open()) {
      return stream;
    }
    if (const int error_number = errno; error_number != ENXIO || type_of(path) != S_IFIFO) {
      return fail(stream_error(path, error_number));
    }
    ::poll(nullptr, 0, k_look_milliseconds);
  }
  return fail(ErrorCode::cancelled, "cancelled");
}

}  // namespace

bool is_stream(const std::string& path) {
  const mode_t type = type_of(path);
  return type == S_IFCHR || type == S_IFIFO;
}

Result<void> write_stream(const std::string& path, std::string_view data, const std::stop_token& stop) {
  TRY_ASSIGN(const Descriptor stream, open_to_write(path, stop));
  while (!data.empty()) {
    pollfd output{.fd = stream.number(), .events = POLLOUT, .revents = 0};
    const int ready = retry_interrupted([&] { return ::poll(&output, 1, k_look_milliseconds); });
    if (stop.stop_requested()) {
      return fail(ErrorCode::cancelled, "cancelled");
    }
    if (ready == 0) {
      continue;
    }
    const auto written = retry_interrupted([&] { return ::write(stream.number(), data.data(), data.size()); });
    if (written < 0 && errno != EAGAIN) {
      return fail(stream_error(path, errno));
    }
    data.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace axle
