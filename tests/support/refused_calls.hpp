// SPDX-License-Identifier: MIT OR Apache-2.0
// A thread to which the kernel refuses some calls: how a failing disk, an old kernel or a strict container answer.
//
// Spec:    seccomp(2); a filter holds for the thread that sets it and for what that thread starts, until its end.
// Limits:  a filter sees numbers, not what pointers point to: it cannot tell one path from another. The sanitizers of
//          clang look at memory by pipe(2) and write(2) of 16 bytes: tests refuse only what differs from that.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace axle::test {

struct RefusedCall {
  long number;             ///< SYS_…
  int error_number;        ///< what the call answers instead
  unsigned argument = 0;   ///< which argument is looked at
  std::uint32_t bits = 0;  ///< refused only when one of these is set in it; 0: always
};

/// fstat(2) in all the ways C libraries ask for it; a look at a name is not meant.
[[nodiscard]] std::vector<RefusedCall> refused_fstat(int error_number);

/// write(2) of an odd number of bytes.
[[nodiscard]] RefusedCall refused_odd_write(int error_number);

/// Sets the filter for the calling thread; whether the kernel took it.
[[nodiscard]] bool refuse_calls(std::span<const RefusedCall> calls);

/// Takes the rights of root from the calling thread: permissions of files then hold for it too.
[[nodiscard]] bool drop_privileges();

/// What `work` gives on such a thread; nothing when there is no such thread to be had. `work` checks nothing itself:
/// Catch2 listens to one thread.
template <typename Work>
auto with_refused(const std::vector<RefusedCall>& calls, Work work) {
  std::optional<decltype(work())> outcome;
  std::thread([&] {
    if (refuse_calls(calls)) {
      outcome.emplace(work());
    }
  }).join();
  return outcome;
}

/// What `work` gives on a thread that permissions of files hold for, whoever runs the tests.
template <typename Work>
auto without_privileges(Work work) {
  std::optional<decltype(work())> outcome;
  std::thread([&] {
    if (drop_privileges()) {
      outcome.emplace(work());
    }
  }).join();
  return outcome;
}

}  // namespace axle::test
