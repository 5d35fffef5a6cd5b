// SPDX-License-Identifier: MIT OR Apache-2.0
// Keeps the counts of lines that ran between fork and exec, which exec and _exit would drop (preset coverage only).
//
// A program that this is linked to calls these two in place of the C library's; both do what those do.
#include <sys/syscall.h>
#include <unistd.h>

extern "C" {

int __llvm_profile_write_file();  // NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

int execve(const char* path, char* const* argv, char* const* environment) noexcept {
  __llvm_profile_write_file();
  return static_cast<int>(syscall(SYS_execve, path, argv, environment));
}

void _exit(int status) {
  __llvm_profile_write_file();
  while (true) {
    syscall(SYS_exit_group, status);
  }
}

}  // extern "C"
