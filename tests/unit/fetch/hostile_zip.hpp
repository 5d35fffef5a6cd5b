// SPDX-License-Identifier: MIT OR Apache-2.0
// Builds zip files in which local headers, central directory and end record can be told to disagree.
//
// Source:  reliability.md §3, *Builder for Z*: `lname` and its kin override the local header only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace axle::test {

/// One entry; an absent override repeats the truth. Data is stored as it is (`method` is only what headers say).
struct HostileEntry {
  std::string name{};
  std::string data{};  ///< bytes in the archive
  std::uint32_t mode = 0100644;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::uint16_t made_by = 3;
  std::uint16_t attributes = 0;  ///< the lower half: those of DOS
  std::uint16_t disk = 0;
  std::string extra{};          ///< in both headers
  std::string central_extra{};  ///< behind `extra`, central only
  std::string descriptor{};     ///< bytes behind the data
  std::optional<std::uint32_t> crc{};
  std::optional<std::uint32_t> size{};             ///< unpacked size, both headers
  std::optional<std::uint32_t> compressed_size{};  ///< both headers
  std::optional<std::string> local_name{};
  std::optional<std::uint32_t> local_crc{};
  std::optional<std::uint32_t> local_size{};
  std::optional<std::uint32_t> local_compressed_size{};
  std::optional<std::uint16_t> local_method{};
  std::optional<std::uint16_t> local_flags{};
  std::optional<std::uint32_t> central_offset{};
  bool in_central = true;
  bool in_local = true;
};

struct HostileZip {
  std::vector<HostileEntry> entries{};
  std::string prefix{};        ///< before the first header
  bool shift_offsets = false;  ///< offsets count the prefix
  std::string gap{};           ///< between the last entry and the central directory
  std::string comment{};
  std::optional<std::uint16_t> comment_length{};
  std::string suffix{};  ///< behind the end record
  std::optional<std::uint16_t> entry_count{};
  std::optional<std::uint32_t> directory_offset{};
  std::uint16_t disk = 0;
  std::size_t cut = 0;  ///< bytes taken off the end
  [[nodiscard]] std::string bytes() const;
};

/// A data descriptor with signature.
[[nodiscard]] std::string descriptor_of(std::uint32_t crc, std::uint32_t compressed, std::uint32_t size);
[[nodiscard]] std::string extra_field(std::uint16_t id, std::string_view data);

/// What the strict reader says of `bytes`, of the directory and then of every entry, as `evil.whl`; empty when all is
/// well.
[[nodiscard]] std::string verdict_of(const std::string& bytes);

}  // namespace axle::test
