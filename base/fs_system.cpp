// SPDX-License-Identifier: MIT OR Apache-2.0
// What the kernel says about this boot and this process: boot id, limit of descriptors.
//
// Spec:    random(4) boot_id; getrlimit(2); reliability F3, F16.
#include <sys/resource.h>

#include <algorithm>

#include "base/fs_state.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

rlimit descriptor_limits() {
  rlimit limits{};
  return getrlimit(RLIMIT_NOFILE, &limits) == 0 ? limits : rlimit{1024, 1024};
}

}  // namespace

std::string read_boot_id() {
  constexpr std::uint64_t k_limit_bytes = 128;
  const auto text = read_file("/proc/sys/kernel/random/boot_id", k_limit_bytes);
  return text ? std::string(trim(*text)) : std::string();
}

std::uint64_t original_descriptor_limit() {
  // Asked for the first time before the limit is raised, constant from then on.
  static const std::uint64_t k_original = descriptor_limits().rlim_cur;
  return k_original;
}

std::uint64_t raise_descriptor_limit() {
  constexpr rlim_t k_cap = 1'048'576;
  [[maybe_unused]] const std::uint64_t kept = original_descriptor_limit();
  rlimit limits = descriptor_limits();
  const rlim_t wanted = std::min(limits.rlim_max, k_cap);
  if (limits.rlim_cur < wanted) {
    limits.rlim_cur = wanted;
    [[maybe_unused]] const int failed = setrlimit(RLIMIT_NOFILE, &limits);
  }
  return descriptor_limits().rlim_cur;
}

}  // namespace axle
