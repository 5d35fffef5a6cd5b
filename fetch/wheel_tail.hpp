// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds METADATA in the last bytes of a wheel.
//
// Spec:    APPNOTE 6.3.10; PEP 427 puts the dist-info folder at the end of the archive, so 64 KiB usually hold the
//          central directory and the entry both (performance.md 2, row 10: one request instead of three).
// Trust:   what this finds decides about dependencies only; the strict reader judges the wheel when it is installed,
//          and its METADATA is compared then (reliability F40).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace axle::fetch {

inline constexpr std::uint64_t k_tail_bytes = 64 * 1024;
/// More than this before the end is not fetched in parts: the wheel is fetched whole.
inline constexpr std::uint64_t k_tail_limit_bytes = 32ULL * 1024 * 1024;

/// Bytes `first`–`last` (both included) of the wheel are needed besides.
struct MissingPart {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool operator==(const MissingPart&) const = default;
};

/// A contiguous part of a wheel.
struct WheelPart {
  std::uint64_t offset = 0;  ///< of the first byte in the file
  std::string bytes;
};

/// The text of `*.dist-info/METADATA`, or which part is missing: one that ends where `tail` begins belongs in front of
/// the tail, another one is `extra` of the next call. `tail` ends with the file.
/// Errors: bad_wheel with the reason, still without the file's name.
[[nodiscard]] Result<std::variant<std::string, MissingPart>> find_metadata(const WheelPart& tail,
                                                                           const WheelPart& extra);

}  // namespace axle::fetch
