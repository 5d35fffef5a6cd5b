// SPDX-License-Identifier: MIT OR Apache-2.0
// The filter, as the kernel's packet filters are written.
#include "tests/support/refused_calls.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

namespace axle::test {
namespace {

constexpr auto k_load = static_cast<std::uint16_t>(BPF_LD | BPF_W | BPF_ABS);
constexpr auto k_if_equal = static_cast<std::uint16_t>(BPF_JMP | BPF_JEQ | BPF_K);
constexpr auto k_if_bits = static_cast<std::uint16_t>(BPF_JMP | BPF_JSET | BPF_K);
constexpr auto k_answer = static_cast<std::uint16_t>(BPF_RET | BPF_K);

sock_filter load(std::size_t offset) {
  return {.code = k_load, .jt = 0, .jf = 0, .k = static_cast<std::uint32_t>(offset)};
}

/// Five steps; those that do not apply lead to the step behind them.
void add_call(std::vector<sock_filter>& program, const RefusedCall& call) {
  const std::size_t argument = offsetof(seccomp_data, args) + call.argument * sizeof(std::uint64_t);
  program.push_back(load(offsetof(seccomp_data, nr)));
  program.push_back({.code = k_if_equal, .jt = 0, .jf = 3, .k = static_cast<std::uint32_t>(call.number)});
  program.push_back(load(argument));  // its lower half: little-endian
  program.push_back(call.bits == 0 ? sock_filter{.code = k_if_equal, .jt = 0, .jf = 0, .k = 0}
                                   : sock_filter{.code = k_if_bits, .jt = 0, .jf = 1, .k = call.bits});
  program.push_back(
      {.code = k_answer, .jt = 0, .jf = 0, .k = SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(call.error_number)});
}

}  // namespace

std::vector<RefusedCall> refused_fstat(int error_number) {
  return {{.number = SYS_fstat, .error_number = error_number},
          {.number = SYS_newfstatat, .error_number = error_number, .argument = 3, .bits = AT_EMPTY_PATH},
          {.number = SYS_statx, .error_number = error_number, .argument = 2, .bits = AT_EMPTY_PATH}};
}

RefusedCall refused_odd_write(int error_number) {
  return {.number = SYS_write, .error_number = error_number, .argument = 2, .bits = 1};
}

bool drop_privileges() {
  // The C library has no call for it, and the kernel's is about one thread.
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
  return syscall(SYS_capset, &header, &data) == 0;
}

bool refuse_calls(std::span<const RefusedCall> calls) {
  std::vector<sock_filter> program;
  for (const RefusedCall& call : calls) {
    add_call(program, call);
  }
  program.push_back({.code = k_answer, .jt = 0, .jf = 0, .k = SECCOMP_RET_ALLOW});
  const sock_fprog filter{.len = static_cast<unsigned short>(program.size()), .filter = program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace axle::test
