// SPDX-License-Identifier: MIT OR Apache-2.0
// Little-endian fields of zip structures, read from bytes that were bounds-checked before.
//
// Spec:    APPNOTE 6.3.10, chapters 4.3 and 4.5 (extra fields).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace axle::fetch {

[[nodiscard]] inline std::uint16_t read_u16(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) |
                                    (std::to_integer<unsigned>(bytes[at + 1]) << 8U));
}

[[nodiscard]] inline std::uint32_t read_u32(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint32_t>(read_u16(bytes, at)) | (static_cast<std::uint32_t>(read_u16(bytes, at + 2)) << 16U);
}

[[nodiscard]] inline std::uint64_t read_u64(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint64_t>(read_u32(bytes, at)) | (static_cast<std::uint64_t>(read_u32(bytes, at + 4)) << 32U);
}

[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Sizes and offset of a header, widened by its zip64 extra field.
struct EntrySizes {
  std::uint64_t size_bytes = 0;
  std::uint64_t compressed_bytes = 0;
  std::uint64_t offset = 0;
  bool has_offset = false;  ///< central headers have one, local headers do not
};

/// Walks the extra fields of a header: replaces saturated sizes by those of the zip64 field and checks the others.
/// `path` is the header's own name, for the rule on Unicode path fields.
/// Errors: bad_wheel "Z47: …", "Z49: …", "Z50: …", "Z70: …".
[[nodiscard]] Result<void> read_extra_fields(std::span<const std::byte> extra, std::string_view path,
                                             EntrySizes& sizes);

/// An error "RULE: detail", still without the file's name.
[[nodiscard]] std::unexpected<Error> rule_failure(std::string_view rule, std::string_view detail);

/// What failed while an entry was inflated: Z08 with its path where the data are bad, else the error as it is, such as
/// that of a full disk.
[[nodiscard]] std::unexpected<Error> inflate_failure(std::string_view path, Error error);

}  // namespace axle::fetch
