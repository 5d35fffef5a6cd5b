// SPDX-License-Identifier: MIT OR Apache-2.0
// The two system calls of link_files() that file systems refuse, as values, so that tests can refuse them.
//
// For base/ and its tests only.
#pragma once

#include "base/link_tree.hpp"

namespace axle {

/// Each returns 0 or an errno.
struct LinkCalls {
  int (*hard_link)(int source_directory, const char* source, int target_directory, const char* target);
  int (*clone)(int source_file, int target_file);
};

[[nodiscard]] const LinkCalls& kernel_link_calls();

[[nodiscard]] Result<LinkOutcome> link_files_with(const LinkCalls& calls, const Directory& source,
                                                  const Directory& target, std::span<const LinkEntry> entries,
                                                  std::atomic<LinkMode>& mode);

}  // namespace axle
