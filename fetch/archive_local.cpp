// SPDX-License-Identifier: MIT OR Apache-2.0
// Local headers and data descriptors: they must repeat what the central directory says.
//
// Spec:    APPNOTE 6.3.10, 4.3.7 and 4.3.9. Rules: reliability Z03, Z07, Z09, Z10, Z20–Z22, Z27, Z47.
#include <algorithm>
#include <array>
#include <string_view>

#include "base/format.hpp"
#include "fetch/archive_fields.hpp"
#include "fetch/wheel_archive.hpp"

namespace axle::fetch {
namespace {

constexpr std::size_t k_local_header_bytes = 30;

Result<void> check_identity(const ArchiveEntry& entry, std::span<const std::byte> head, std::string_view name) {
  std::string_view path = name;
  if (entry.is_directory && path.ends_with('/')) {
    path.remove_suffix(1);
  }
  if (path != entry.path || name.ends_with('/') != entry.is_directory) {
    return rule_failure("Z03", format("`{}` has another name in its local header", entry.path));
  }
  if (read_u16(head, 8) != (entry.method == EntryMethod::deflated ? 8 : 0)) {
    return rule_failure("Z27", format("`{}` has another compression method in its local header", entry.path));
  }
  if (read_u16(head, 6) != entry.flags) {
    return rule_failure("Z22", format("`{}` has other flags in its local header", entry.path));
  }
  return {};
}

/// Sizes and CRC are those of the directory; with a descriptor they may all be zero.
Result<void> check_numbers(const ArchiveEntry& entry, std::uint32_t crc, const EntrySizes& sizes) {
  const bool all_zero = crc == 0 && sizes.size_bytes == 0 && sizes.compressed_bytes == 0;
  if (entry.has_descriptor && all_zero) {
    return {};
  }
  if (crc != entry.crc) {
    return rule_failure("Z07", format("`{}` has another checksum in its local header", entry.path));
  }
  if (sizes.size_bytes != entry.size_bytes) {
    return rule_failure("Z09", format("`{}` has another size in its local header", entry.path));
  }
  if (sizes.compressed_bytes != entry.compressed_bytes) {
    return rule_failure("Z10", format("`{}` has another compressed size in its local header", entry.path));
  }
  return {};
}

/// Signature, CRC and two 8-byte sizes.
constexpr std::uint64_t k_descriptor_limit_bytes = 24;

}  // namespace

Result<std::uint64_t> check_local_header(const ArchiveEntry& entry, std::span<const std::byte> head) {
  if (head.size() < k_local_header_bytes || as_text(head.first(4)) != "PK\3\4") {
    return rule_failure("Z04", format("`{}` has no local header", entry.path));
  }
  const std::size_t name_bytes = read_u16(head, 26);
  const std::size_t extra_bytes = read_u16(head, 28);
  const std::uint64_t data = k_local_header_bytes + name_bytes + extra_bytes;
  if (data > head.size() || data > entry.span_bytes || entry.compressed_bytes > entry.span_bytes - data) {
    return rule_failure("Z54", format("`{}` reaches into the bytes behind it", entry.path));
  }
  const std::string_view name = as_text(head.subspan(k_local_header_bytes, name_bytes));
  TRY(check_identity(entry, head, name));
  EntrySizes sizes{.size_bytes = read_u32(head, 22), .compressed_bytes = read_u32(head, 18)};
  TRY(read_extra_fields(head.subspan(k_local_header_bytes + name_bytes, extra_bytes), name, sizes));
  TRY(check_numbers(entry, read_u32(head, 14), sizes));
  // What follows a large entry is read whole: its length is looked at before.
  const std::uint64_t behind = entry.span_bytes - data - entry.compressed_bytes;
  if (behind > (entry.has_descriptor ? k_descriptor_limit_bytes : 0)) {
    return rule_failure("Z05", format("bytes behind `{}` belong to no entry", entry.path));
  }
  return data;
}

Result<void> check_descriptor(const ArchiveEntry& entry, std::span<const std::byte> tail) {
  if (!entry.has_descriptor) {
    return {};
  }
  // With or without signature, with 4- or 8-byte sizes: its length tells which, and it must fill the gap exactly.
  constexpr std::array<std::size_t, 4> k_lengths = {12, 16, 20, 24};
  if (std::ranges::find(k_lengths, tail.size()) == k_lengths.end()) {
    return rule_failure("Z05", format("bytes behind `{}` belong to no entry", entry.path));
  }
  const bool has_signature = tail.size() == 16 || tail.size() == 24;
  const auto fields = tail.subspan(has_signature ? 4 : 0);
  const bool wide = fields.size() == 20;
  const std::uint64_t compressed = wide ? read_u64(fields, 4) : read_u32(fields, 4);
  const std::uint64_t size = wide ? read_u64(fields, 12) : read_u32(fields, 8);
  if ((has_signature && as_text(tail.first(4)) != "PK\7\10") || read_u32(fields, 0) != entry.crc ||
      compressed != entry.compressed_bytes || size != entry.size_bytes) {
    return rule_failure("Z20", format("the data descriptor of `{}` contradicts the directory", entry.path));
  }
  return {};
}

}  // namespace axle::fetch
