// SPDX-License-Identifier: MIT OR Apache-2.0
// The block at the end of each cache file: what it is, when it was fetched, how long it holds, and short texts.
//
// Layout:  docs/cache-layout.md. Little-endian:
//          content | texts | fetched_at i64 (us) | lifetime u32 (s) | flags u32 | checksum of these u32 |
//          checksum u64 | text sizes 2 × u32 | schema u32 | magic u32
//          The second checksum covers content and texts of metadata files, the texts alone of pages (whose format has
//          its own). It stands at the end so that the content can be used in place, without a copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace axle::fetch {

inline constexpr std::size_t k_cache_times_bytes = 8 + 4 + 4 + 4;
inline constexpr std::size_t k_cache_block_bytes = k_cache_times_bytes + 8 + 2 * 4 + 4 + 4;
inline constexpr std::uint32_t k_cache_schema = 2;

enum class CacheFileKind : std::uint32_t { page = 0x47504c41, metadata = 0x444d4c41 };

struct CacheBlock {
  std::int64_t fetched_at_us = 0;
  std::uint32_t lifetime_seconds = 0;
  std::uint32_t flags = 0;
  std::array<std::string, 2> texts{};
};

inline constexpr std::uint32_t k_flag_missing = 1;

/// The whole file.
[[nodiscard]] std::string pack_cache_file(CacheFileKind kind, std::string_view content, const CacheBlock& block);
/// Reads the block and cuts it and the texts off `file`, which is the content then. Nothing when it is not sound.
[[nodiscard]] std::optional<CacheBlock> unpack_cache_file(CacheFileKind kind, std::string& file);
/// The k_cache_times_bytes that a 304 overwrites, where the block begins.
[[nodiscard]] std::string pack_cache_times(const CacheBlock& block);

}  // namespace axle::fetch
