// SPDX-License-Identifier: MIT OR Apache-2.0
// A strict reader for the zip files that wheels are.
//
// Spec:    APPNOTE 6.3.10 (zip, zip64) as far as wheels need it: stored and deflated entries, one disk, no encryption;
//          reliability.md §3 rules Z00–Z71, whose ids stand in the messages.
// Idea:    every byte of the file is accounted for. The central directory lists the entries, their spans lie one behind
//          the other from offset 0 to the central directory, and each local header repeats what the directory says. So
//          no two readers can see different contents in a file that passes.
// Source:  libarchive and Python's zipfile accept about half of the hostile files of that list (reliability §0.1).
// Not here: RECORD and the other rules of wheels (fetch/wheel_contents), writing files (fetch/wheel_unpack).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"

namespace axle::fetch {

enum class EntryMethod : std::uint8_t { stored, deflated };

/// One entry of the central directory, checked. `path` obeys RelPath's rules; a directory's has no "/" at the end.
struct ArchiveEntry {
  std::string path;
  bool is_directory = false;
  bool is_executable = false;
  bool has_descriptor = false;  ///< sizes stand behind the data, the local header may hold zeros
  EntryMethod method = EntryMethod::stored;
  std::uint16_t flags = 0;
  std::uint32_t crc = 0;
  std::uint64_t compressed_bytes = 0;
  std::uint64_t size_bytes = 0;
  std::uint64_t offset = 0;      ///< of the local header
  std::uint64_t span_bytes = 0;  ///< up to the next local header or the central directory
  bool is_repeated = false;      ///< an earlier entry has this path, size and CRC (Z01)
};

struct WheelArchive {
  std::vector<ArchiveEntry> entries;  ///< by offset
  /// Of all files, unpacked.
  [[nodiscard]] std::uint64_t total_bytes() const;
};

/// Reads and checks the directory of an archive. `file_name` is only for messages.
/// Errors: bad_wheel "invalid wheel `F`: Z13: …".
[[nodiscard]] Result<WheelArchive> read_archive(const FileReader& file, std::string_view file_name);

/// Checks the local header (and descriptor) of an entry. `head` holds the entry's span from its local header on, at
/// least as much as `k_local_head_limit` or the whole span. Returns the offset of the data from the local header.
/// Errors: bad_wheel "Z03: …" without the file's name; callers add it with wheel_error().
[[nodiscard]] Result<std::uint64_t> check_local_header(const ArchiveEntry& entry, std::span<const std::byte> head);
/// Checks what follows the data: nothing, or a data descriptor that repeats the directory.
[[nodiscard]] Result<void> check_descriptor(const ArchiveEntry& entry, std::span<const std::byte> tail);

/// A local header cannot be longer than this: 30 bytes, a path and an extra field.
inline constexpr std::uint64_t k_local_head_limit = 30 + 65'535 + 65'535;

/// "invalid wheel `F`: RULE: detail".
[[nodiscard]] Error wheel_error(std::string_view file_name, std::string_view rule, std::string_view detail);
/// Puts the file's name before a bad_wheel error "RULE: detail"; other errors pass unchanged.
[[nodiscard]] Error wheel_error(std::string_view file_name, Error reason);

}  // namespace axle::fetch
