// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds the end record of a zip file and with it the central directory.
//
// Spec:    APPNOTE 6.3.10, 4.3.14–4.3.16. Rules: reliability Z10–Z18, Z51, Z53, Z59, Z64–Z66, Z69, Z71.
#pragma once

#include <cstdint>

#include "base/fs.hpp"
#include "base/result.hpp"

namespace axle::fetch {

struct CentralDirectoryPlace {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
  std::uint64_t entries = 0;
};

/// Errors: bad_wheel with the rule's id, without the file's name.
[[nodiscard]] Result<CentralDirectoryPlace> find_central_directory(const FileReader& file);

/// Reads exactly `size_bytes` from `offset`; a shorter file is bad_wheel "Z64: …".
[[nodiscard]] Result<std::string> read_exactly(const FileReader& file, std::uint64_t offset, std::uint64_t size_bytes);

}  // namespace axle::fetch
