// SPDX-License-Identifier: MIT OR Apache-2.0
// Starting a child and ending it with all it has started. For base/process.cpp and base/line_process.cpp only.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "base/fs_state.hpp"
#include "base/process.hpp"

namespace axle {

/// A running child in its own process group, with our ends of its pipes. Killed and reaped by the destructor.
class Child {
 public:
  [[nodiscard]] static Result<Child> start(const ProcessRequest& request);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  /// Whether it has ended; does not wait.
  [[nodiscard]] bool has_ended() const;
  /// Kills what is left of the group and takes the exit code: 128 + signal when killed.
  int finish();

  Descriptor input;         ///< we write; not blocking
  Descriptor output;        ///< we read; not blocking
  Descriptor error_output;  ///< we read; not blocking
  Descriptor end_signal;    ///< readable when the child has ended; closed where the kernel has no such thing

 private:
  Child() = default;
  pid_t pid_ = -1;
};

/// Appends what a pipe holds now, little more than the limit. At its end the descriptor is closed.
void drain(Descriptor& pipe, std::string& into, std::uint64_t limit_bytes);
/// Writes to a pipe without raising SIGPIPE; bytes written, or -1 with errno.
[[nodiscard]] ssize_t write_quietly(int descriptor, std::string_view data);
/// How often a wait looks whether it is to stop.
inline constexpr std::chrono::milliseconds k_stop_interval{50};
/// poll(2) on the child's open descriptors until something happens, at most `timeout`.
void wait_for(const Child& child, bool wants_input, std::chrono::milliseconds timeout);

}  // namespace axle
