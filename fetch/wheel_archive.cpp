// SPDX-License-Identifier: MIT OR Apache-2.0
// The central directory: parsing its headers, then accounting for every byte before it.
#include "fetch/wheel_archive.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "fetch/archive_end.hpp"
#include "fetch/archive_fields.hpp"
#include "fetch/archive_path.hpp"

namespace axle::fetch {
namespace {

constexpr std::size_t k_central_header_bytes = 46;
constexpr std::uint64_t k_local_header_bytes = 30;
constexpr std::uint16_t k_descriptor_flag = 0x0008;
constexpr std::uint16_t k_utf8_flag = 0x0800;
constexpr std::uint16_t k_deflate_level_flags = 0x0006;
constexpr std::uint16_t k_known_flags = k_descriptor_flag | k_utf8_flag | k_deflate_level_flags;
constexpr std::uint64_t k_bomb_bytes = 64ULL * 1024 * 1024;
constexpr std::uint64_t k_bomb_ratio = 100;

/// A central header cut into its parts.
struct CentralHeader {
  std::span<const std::byte> fixed;
  std::string_view name;
  std::span<const std::byte> extra;
  std::size_t total_bytes = 0;
};

Result<CentralHeader> cut_header(std::span<const std::byte> directory) {
  if (directory.size() < k_central_header_bytes || as_text(directory.first(4)) != "PK\1\2") {
    return rule_failure("Z52", "the central directory holds fewer entries than the end record says");
  }
  const std::size_t name = read_u16(directory, 28);
  const std::size_t extra = read_u16(directory, 30);
  const std::size_t comment = read_u16(directory, 32);
  const std::size_t total = k_central_header_bytes + name + extra + comment;
  if (total > directory.size()) {
    return rule_failure("Z53", "the central directory is cut off");
  }
  return CentralHeader{.fixed = directory.first(k_central_header_bytes),
                       .name = as_text(directory.subspan(k_central_header_bytes, name)),
                       .extra = directory.subspan(k_central_header_bytes + name, extra),
                       .total_bytes = total};
}

Result<EntryMethod> parse_method(std::uint16_t method, std::string_view path) {
  if (method == 0) {
    return EntryMethod::stored;
  }
  if (method == 8) {
    return EntryMethod::deflated;
  }
  return rule_failure("Z25", format("`{}` uses compression method {}", to_printable(path), method));
}

/// Version 6.3 of the format is the newest; its number stands in the lower half.
Result<void> check_format_version(std::uint16_t needed, std::string_view path) {
  constexpr unsigned k_newest = 63;
  const unsigned version = needed & 0xffU;
  if (version > k_newest) {
    return rule_failure("Z25", format("`{}` needs version {}.{} of the format", path, version / 10, version % 10));
  }
  return {};
}

Result<void> check_flags(std::uint16_t flags, std::string_view path) {
  if ((flags & 0x2041U) != 0) {
    return rule_failure("Z23", format("`{}` is encrypted", to_printable(path)));
  }
  if ((flags & ~k_known_flags) != 0) {
    return rule_failure("Z22", format("`{}` has unknown flags {:#06x}", to_printable(path), flags));
  }
  return {};
}

Result<void> check_sizes(const ArchiveEntry& entry) {
  if (entry.is_directory) {
    // Deflated, nothing takes two bytes.
    const std::uint64_t allowed = entry.method == EntryMethod::stored ? 0 : 2;
    if (entry.size_bytes != 0 || entry.compressed_bytes > allowed) {
      return rule_failure("Z55", format("the folder `{}` holds data", entry.path));
    }
    return {};
  }
  if (entry.method == EntryMethod::stored && entry.size_bytes != entry.compressed_bytes) {
    return rule_failure("Z08", format("`{}` is stored with two different sizes", entry.path));
  }
  if (entry.size_bytes > k_bomb_bytes && entry.size_bytes / k_bomb_ratio > entry.compressed_bytes) {
    return rule_failure("Z43",
                        format("`{}` unpacks {} bytes into {}", entry.path, entry.compressed_bytes, entry.size_bytes));
  }
  return {};
}

/// Type and permission bits, when a Unix system made the entry; elsewhere only folders are told apart.
Result<void> apply_attributes(const CentralHeader& header, ArchiveEntry& entry) {
  constexpr unsigned k_made_by_unix = 3;
  constexpr std::uint32_t k_any_execute = 0111;
  constexpr std::uint32_t k_dos_folder = 0x10;
  const std::uint32_t attributes = read_u32(header.fixed, 38);
  if ((static_cast<unsigned>(read_u16(header.fixed, 4)) >> 8U) != k_made_by_unix) {
    return (attributes & k_dos_folder) != 0 && !entry.is_directory
               ? rule_failure("Z63", format("`{}` is a folder by its attributes, not by its name", entry.path))
               : Result<void>{};
  }
  const std::uint32_t mode = attributes >> 16U;
  TRY(check_archive_mode(entry.path, mode, entry.is_directory));
  entry.is_executable = !entry.is_directory && (mode & k_any_execute) != 0;
  return {};
}

Result<ArchiveEntry> parse_entry(const CentralHeader& header) {
  ArchiveEntry entry;
  entry.flags = read_u16(header.fixed, 8);
  std::string_view path = header.name;
  entry.is_directory = path.ends_with('/');
  if (entry.is_directory) {
    path.remove_suffix(1);
  }
  TRY(check_flags(entry.flags, path));
  TRY(check_archive_path(path, (entry.flags & k_utf8_flag) != 0));
  entry.path = path;
  TRY_ASSIGN(entry.method, parse_method(read_u16(header.fixed, 10), path));
  TRY(check_format_version(read_u16(header.fixed, 6), path));
  if (read_u16(header.fixed, 34) != 0) {
    return rule_failure("Z59", "the archive is spread over several disks");
  }
  EntrySizes sizes{.size_bytes = read_u32(header.fixed, 24),
                   .compressed_bytes = read_u32(header.fixed, 20),
                   .offset = read_u32(header.fixed, 42),
                   .has_offset = true};
  TRY(read_extra_fields(header.extra, header.name, sizes));
  entry.crc = read_u32(header.fixed, 16);
  entry.has_descriptor = (entry.flags & k_descriptor_flag) != 0;
  entry.size_bytes = sizes.size_bytes;
  entry.compressed_bytes = sizes.compressed_bytes;
  entry.offset = sizes.offset;
  TRY(check_sizes(entry));
  TRY(apply_attributes(header, entry));
  return entry;
}

Result<std::vector<ArchiveEntry>> parse_directory(std::span<const std::byte> directory, std::uint64_t count) {
  std::vector<ArchiveEntry> entries;
  entries.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY_ASSIGN(const CentralHeader header, cut_header(directory));
    TRY_ASSIGN(ArchiveEntry entry, parse_entry(header));
    entries.push_back(std::move(entry));
    directory = directory.subspan(header.total_bytes);
  }
  if (!directory.empty()) {
    return rule_failure("Z51", "the central directory holds more than the end record says");
  }
  return entries;
}

/// The spans of the entries must tile the file from 0 to the central directory.
Result<void> assign_spans(std::vector<ArchiveEntry>& entries, std::uint64_t directory_offset) {
  std::ranges::stable_sort(entries, {}, &ArchiveEntry::offset);
  std::uint64_t expected = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    ArchiveEntry& entry = entries[i];
    if (entry.offset != expected) {
      return entry.offset < expected
                 ? rule_failure("Z54", format("`{}` shares its bytes with another entry", entry.path))
                 : rule_failure("Z12",
                                format("{} bytes before `{}` belong to no entry", entry.offset - expected, entry.path));
    }
    const std::uint64_t next = i + 1 < entries.size() ? entries[i + 1].offset : directory_offset;
    const std::uint64_t head = k_local_header_bytes + entry.path.size();
    // Sizes may be anything up to 2^64: subtracted, never added.
    if (next < entry.offset || next - entry.offset < head || next - entry.offset - head < entry.compressed_bytes) {
      return rule_failure("Z54", format("`{}` reaches into the bytes behind it", entry.path));
    }
    entry.span_bytes = next - entry.offset;
    expected = next;
  }
  if (expected != directory_offset) {
    return rule_failure("Z05", "bytes before the central directory belong to no entry");
  }
  return {};
}

using EntryByPath = std::unordered_map<std::string_view, ArchiveEntry*>;

/// Equal names are allowed for equal files only; unpacking then compares both with one RECORD row.
Result<void> check_repetition(ArchiveEntry& entry, EntryByPath& known) {
  const auto [place, inserted] = known.try_emplace(entry.path, &entry);
  if (inserted) {
    return {};
  }
  const ArchiveEntry& first = *place->second;
  if (first.is_directory != entry.is_directory) {
    return rule_failure("Z42", format("`{}` is both a file and a folder", entry.path));
  }
  if (first.crc != entry.crc || first.size_bytes != entry.size_bytes) {
    return rule_failure("Z02", format("two different files are named `{}`", entry.path));
  }
  entry.is_repeated = true;
  return {};
}

Result<void> check_parents(const ArchiveEntry& entry, const EntryByPath& known) {
  std::string_view parent = entry.path;
  for (std::size_t slash = parent.rfind('/'); slash != std::string_view::npos; slash = parent.rfind('/')) {
    parent = parent.substr(0, slash);
    const auto found = known.find(parent);
    if (found != known.end() && !found->second->is_directory) {
      return rule_failure("Z42", format("`{}` is both a file and a folder", parent));
    }
  }
  return {};
}

Result<void> check_names(std::vector<ArchiveEntry>& entries) {
  EntryByPath known;
  known.reserve(entries.size());
  for (ArchiveEntry& entry : entries) {
    TRY(check_repetition(entry, known));
  }
  for (const ArchiveEntry& entry : entries) {
    TRY(check_parents(entry, known));
  }
  return {};
}

/// Many entries below the limit of one make a bomb as well.
Result<void> check_total(const WheelArchive& archive, std::uint64_t archive_bytes) {
  const std::uint64_t total = archive.total_bytes();
  if (total > k_bomb_bytes && total / k_bomb_ratio > archive_bytes) {
    return rule_failure("Z43", format("the archive unpacks {} bytes into {}", archive_bytes, total));
  }
  return {};
}

Result<WheelArchive> read_checked(const FileReader& file) {
  TRY_ASSIGN(const CentralDirectoryPlace place, find_central_directory(file));
  TRY_ASSIGN(const std::string directory, read_exactly(file, place.offset, place.size_bytes));
  WheelArchive archive;
  TRY_ASSIGN(archive.entries, parse_directory(std::as_bytes(std::span(directory)), place.entries));
  TRY(assign_spans(archive.entries, place.offset));
  TRY(check_names(archive.entries));
  TRY(check_total(archive, file.status().size_bytes));
  return archive;
}

}  // namespace

std::uint64_t WheelArchive::total_bytes() const {
  std::uint64_t total = 0;
  for (const ArchiveEntry& entry : entries) {
    total += entry.size_bytes;
  }
  return total;
}

Error wheel_error(std::string_view file_name, std::string_view rule, std::string_view detail) {
  return Error(ErrorCode::bad_wheel, format("invalid wheel `{}`: {}: {}", to_printable(file_name), rule, detail));
}

Error wheel_error(std::string_view file_name, Error reason) {
  if (reason.code() != ErrorCode::bad_wheel) {
    return reason;
  }
  return Error(ErrorCode::bad_wheel, format("invalid wheel `{}`: {}", to_printable(file_name), reason.message()));
}

Result<WheelArchive> read_archive(const FileReader& file, std::string_view file_name) {
  auto archive = read_checked(file);
  if (!archive) {
    return fail(wheel_error(file_name, std::move(archive).error()));
  }
  return archive;
}

}  // namespace axle::fetch
