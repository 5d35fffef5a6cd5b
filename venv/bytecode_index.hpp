// SPDX-License-Identifier: MIT OR Apache-2.0
// What a folder of cached byte code holds: written when it is made, so that linking from it needs no walk, and so that
// damage is found before it is installed (reliability F14).
//
// Trust:   as for unpacked wheels: size and time of each file are compared while it is linked, and in another boot than
//          the one that wrote the index each file is read and held against its checksum.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"

namespace axle::venv {

struct BytecodeFile {
  std::string path;  ///< below the folder
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t checksum = 0;
  std::uint32_t source_time = 0;  ///< as it stands in the byte code: source_time_of() when it was compiled
};

/// What Python takes for the time of a source: seconds, the lower 32 bits (PEP 3147, PEP 552).
[[nodiscard]] std::uint32_t source_time_of(std::int64_t mtime_ns);

/// Writes the index of `paths`. Errors: not_found when one is not there.
[[nodiscard]] Result<void> write_bytecode_index(const Directory& folder, const std::set<std::string>& paths);
/// Nothing when the index is missing or damaged, or a file has changed that an earlier boot wrote.
[[nodiscard]] std::optional<std::vector<BytecodeFile>> read_bytecode_index(const Directory& folder);

}  // namespace axle::venv
