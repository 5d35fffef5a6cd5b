// SPDX-License-Identifier: MIT OR Apache-2.0
// Counts the CPUs this process may use: affinity mask and control-group quota, whichever is less.
//
// Spec:    sched_getaffinity(2); control groups v2. Version 1 groups are not read: their quota then does not count.
#include "base/usable_cpus.hpp"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

#include "base/text.hpp"
#include "base/thread_pool.hpp"

namespace axle {
namespace {

std::string first_line_of(const std::string& path, std::string_view prefix) {
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with(prefix)) {
      return line;
    }
  }
  return {};
}

std::size_t cpus_of_affinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) {
    // More CPUs than the mask of 1,024 holds.
    return std::max(1U, std::thread::hardware_concurrency());
  }
  return static_cast<std::size_t>(CPU_COUNT(&set));
}

/// The least quota of the process's own group and all groups above it.
std::optional<std::size_t> cpus_of_groups() {
  std::string group = first_line_of("/proc/self/cgroup", "0::/");
  if (group.empty()) {
    return std::nullopt;
  }
  group.erase(0, 3);
  std::optional<std::size_t> least;
  while (true) {
    const auto quota = cpus_of_quota(first_line_of("/sys/fs/cgroup" + group + "/cpu.max", ""));
    if (quota && (!least || *quota < *least)) {
      least = quota;
    }
    if (group.empty()) {
      return least;
    }
    group.erase(group.rfind('/'));
  }
}

}  // namespace

std::optional<std::size_t> cpus_of_quota(std::string_view cpu_max) {
  const auto fields = split_blanks(cpu_max);
  if (fields.size() != 2) {
    return std::nullopt;
  }
  const auto quota = parse_decimal(fields[0]);
  const auto period = parse_decimal(fields[1]);
  if (!quota || !period || *period == 0) {
    return std::nullopt;
  }
  return std::max<std::size_t>(1, *quota / *period);
}

std::size_t usable_cpus() {
  const std::size_t affinity = std::max<std::size_t>(1, cpus_of_affinity());
  return std::min(affinity, cpus_of_groups().value_or(affinity));
}

}  // namespace axle
