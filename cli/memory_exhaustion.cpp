// SPDX-License-Identifier: MIT OR Apache-2.0
// A new-handler that writes its line and leaves.
#include "cli/memory_exhaustion.hpp"

#include <unistd.h>

#include <atomic>
#include <new>
#include <string_view>

#include "cli/render_error.hpp"

namespace axle::cli {
namespace {

[[noreturn]] void tell_and_leave() {
  static std::atomic_flag told;
  // Threads run out together: the first one tells, the others wait for the end that it brings.
  while (told.test_and_set()) {
    pause();
  }
  constexpr std::string_view k_line = "error: not enough memory: the system gave no more\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, k_line.data(), k_line.size());
  _exit(exit_status_of(ErrorCode::out_of_memory));
}

}  // namespace

void end_program_without_memory() {
  std::set_new_handler(&tell_and_leave);
}

}  // namespace axle::cli
