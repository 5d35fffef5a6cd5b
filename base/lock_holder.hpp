// SPDX-License-Identifier: MIT OR Apache-2.0
// Who holds a lock: what holders write into lock files, and what the kernel says of those who do not. For base/ only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace axle {

/// Of a holder's record that is read.
inline constexpr std::uint64_t k_holder_limit_bytes = 4096;

/// What a holder writes into the lock file: process id, host and command, one a line.
[[nodiscard]] std::string holder_record();
/// Whether a file begins with such a record and may be written over. What follows may be the end of a longer one, where
/// two who share a lock wrote at the same time.
[[nodiscard]] bool begins_with_holder(std::string_view content);
/// "process 123 (`axle pip install`) on host" of such a record; "another process" of anything else.
[[nodiscard]] std::string describe_holder(const std::string& record);
/// Whether the process that wrote the record was one of this machine and is gone.
[[nodiscard]] bool holder_is_gone(const std::string& record);

/// The same description of who holds the flock on an open file, by the kernel's list of locks. `record` is what stands
/// in the lock file: the holder may be a program that writes nothing there, so that an earlier one's words are left.
[[nodiscard]] std::string describe_flock_holder(int file, const std::string& record);

}  // namespace axle
