// SPDX-License-Identifier: MIT OR Apache-2.0
// The bytes of an index page: what IndexPageBuilder writes and IndexPage reads. Only these two include it.
//
// Form:    little-endian; header, then the tables in the order of PageTables, then texts, then one cold record a file.
//          docs/cache-layout.md, section "index page". A change here raises k_page_schema.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace axle::spec {

static_assert(std::endian::native == std::endian::little, "cache files are little-endian and read by memcpy");

constexpr std::uint32_t k_page_magic = 0x50495841;  // "AXIP"
constexpr std::uint32_t k_page_schema = 2;

/// A piece of the texts.
struct PageRange {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

struct PageHeader {
  std::uint32_t magic = k_page_magic;
  std::uint32_t schema = k_page_schema;
  std::uint64_t hot_checksum = 0;   ///< checksum64 from the next field to the end of the texts
  std::uint64_t cold_checksum = 0;  ///< of all cold records
  std::uint64_t cold_size = 0;      ///< bytes of all cold records
  std::uint32_t version_count = 0;
  std::uint32_t file_count = 0;
  std::uint32_t tag_set_count = 0;
  std::uint32_t requires_python_count = 0;
  std::uint32_t skipped_count = 0;
  std::uint32_t warning_count = 0;
  std::uint32_t texts_size = 0;
  std::uint32_t status = 0;
  PageRange project, status_reason;
  PageRange first_url;  ///< the URLs of cold records begin like this one
};
static_assert(sizeof(PageHeader) == 88);
constexpr std::size_t k_page_checked_from = offsetof(PageHeader, cold_checksum);

struct VersionRow {
  std::uint64_t packed_key = 0;  ///< 0: the version is `text`
  PageRange text;
  std::uint32_t first_file = 0;
  std::uint32_t release_count = 0;
};
static_assert(sizeof(VersionRow) == 24);

constexpr std::uint32_t k_file_is_sdist = 1;
constexpr std::uint32_t k_file_is_yanked = 2;
constexpr std::uint32_t k_file_has_hash = 4;
constexpr unsigned k_file_flag_bits = 3;

/// In place of a time; files of flat locations are merged into pages in memory only.
constexpr std::int64_t k_listed_flat = -2;

struct FileRow {
  std::int64_t upload_time_us = -1;
  std::uint32_t tag_set = 0;
  std::uint32_t requires_python = 0;
  std::uint32_t cold_offset = 0;
  std::uint32_t cold_length_and_flags = 0;  ///< the flags in the lowest bits
  [[nodiscard]] std::uint32_t cold_length() const { return cold_length_and_flags >> k_file_flag_bits; }
  [[nodiscard]] bool has(std::uint32_t flag) const { return (cold_length_and_flags & flag) != 0; }
};
static_assert(sizeof(FileRow) == 24);

struct TagSetRow {
  std::uint32_t offset = 0;  ///< the three texts stand one behind the other
  std::uint16_t python_length = 0;
  std::uint16_t abi_length = 0;
  std::uint16_t platform_length = 0;
  std::uint16_t unused = 0;
};
static_assert(sizeof(TagSetRow) == 12);

struct SkippedRow {
  PageRange name, reason;
};
static_assert(sizeof(SkippedRow) == 16);

/// Where each table begins; 64-bit, so that hostile counts cannot overflow.
struct PageTables {
  explicit PageTables(const PageHeader& header)
      : versions(sizeof(PageHeader)),
        files(versions + std::uint64_t{header.version_count} * sizeof(VersionRow)),
        tag_sets(files + std::uint64_t{header.file_count} * sizeof(FileRow)),
        requires_pythons(tag_sets + std::uint64_t{header.tag_set_count} * sizeof(TagSetRow)),
        skipped(requires_pythons + std::uint64_t{header.requires_python_count} * sizeof(PageRange)),
        warnings(skipped + std::uint64_t{header.skipped_count} * sizeof(SkippedRow)),
        texts(warnings + std::uint64_t{header.warning_count} * sizeof(PageRange)),
        cold(texts + header.texts_size) {}
  std::uint64_t versions, files, tag_sets, requires_pythons, skipped, warnings, texts, cold;
};

/// Row `index` of the table at `table`; the caller has checked both.
template <typename Row>
[[nodiscard]] Row read_row(const std::string& bytes, std::uint64_t table, std::size_t index) {
  Row row;
  std::memcpy(&row, bytes.data() + table + index * sizeof(Row), sizeof row);
  return row;
}

/// A cold record begins with the low half of the checksum64 of the rest of it.
using ColdChecksum = std::uint32_t;

/// What a cold record holds behind name and URL; each bit but the first tells that a field follows.
constexpr unsigned k_cold_url_ends_with_name = 1;
constexpr unsigned k_cold_size = 2;
constexpr unsigned k_cold_yanked_reason = 4;
constexpr unsigned k_cold_metadata_file = 8;
constexpr unsigned k_cold_metadata_hash = 16;

}  // namespace axle::spec
