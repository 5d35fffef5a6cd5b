// SPDX-License-Identifier: MIT OR Apache-2.0
// Puts many files of one directory into another: hard link, reflink, copy or symlink, each source checked first.
//
// Measured: two root directories and relative names, chunks of 256 files per thread (design: performance.md 3.1, 4.6).
// Fallback: reflink → hard link → copy, and hard link → copy, decided by the first refusal of a pair of directories
//           (EXDEV, EPERM, EMLINK, ENOTSUP); the caller warns once (reliability F7).
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/fs.hpp"

namespace axle {

enum class LinkMode : std::uint8_t { hardlink, clone, copy, symlink };

[[nodiscard]] std::string_view to_string(LinkMode mode);

/// One file to place. The source must still have this size and time and be readable to its owner, or it is reported as
/// changed and not placed.
/// `mtime_ns` < 0 skips the check of the time.
struct LinkEntry {
  std::string_view source;  ///< below the source directory
  std::string_view target;  ///< below the target directory; its parent exists
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = -1;
  std::uint32_t mode = 0644;  ///< used for copies
};

struct LinkOutcome {
  std::vector<std::size_t> changed;  ///< indexes of entries whose source is missing or differs
  LinkMode used = LinkMode::hardlink;
};

/// Places all entries. A target that exists is an error (io). Safe to call from several threads with disjoint
/// entries; `mode` is shared and only ever moves down the fallback chain.
[[nodiscard]] Result<LinkOutcome> link_files(const Directory& source, const Directory& target,
                                             std::span<const LinkEntry> entries, std::atomic<LinkMode>& mode);

}  // namespace axle
