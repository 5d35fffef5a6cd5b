// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes and reads the block at the end of cache files; every size is checked before it is used.
#include "fetch/cache_block.hpp"

#include <span>

#include "base/digest.hpp"
#include "fetch/archive_fields.hpp"

namespace axle::fetch {
namespace {

void put_u32(std::string& out, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    out += static_cast<char>((value >> shift) & 0xffU);
  }
}

void put_u64(std::string& out, std::uint64_t value) {
  put_u32(out, static_cast<std::uint32_t>(value & 0xffff'ffffU));
  put_u32(out, static_cast<std::uint32_t>(value >> 32U));
}

std::uint64_t checksum_of(CacheFileKind kind, std::string_view content_and_texts, std::size_t content_bytes) {
  const std::string_view covered =
      kind == CacheFileKind::page ? content_and_texts.substr(content_bytes) : content_and_texts;
  return checksum64(covered);
}

std::uint32_t checksum_of_times(std::string_view times) {
  return static_cast<std::uint32_t>(checksum64(times));
}

/// Whether the part stands that all else is read by.
bool is_block(CacheFileKind kind, std::span<const std::byte> block) {
  const std::size_t kind_at = k_cache_block_bytes - 4;
  return read_u32(block, kind_at - 4) == k_cache_schema &&
         read_u32(block, kind_at) == static_cast<std::uint32_t>(kind) &&
         read_u32(block, k_cache_times_bytes - 4) == checksum_of_times(as_text(block.first(k_cache_times_bytes - 4)));
}

}  // namespace

std::string pack_cache_times(const CacheBlock& block) {
  std::string out;
  put_u64(out, static_cast<std::uint64_t>(block.fetched_at_us));
  put_u32(out, block.lifetime_seconds);
  put_u32(out, block.flags);
  put_u32(out, checksum_of_times(out));
  return out;
}

std::string pack_cache_file(CacheFileKind kind, std::string_view content, const CacheBlock& block) {
  std::string file;
  file.reserve(content.size() + 512);
  file += content;
  for (const std::string& text : block.texts) {
    file += text;
  }
  const std::uint64_t checksum = checksum_of(kind, file, content.size());
  file += pack_cache_times(block);
  put_u64(file, checksum);
  for (const std::string& text : block.texts) {
    put_u32(file, static_cast<std::uint32_t>(text.size()));
  }
  put_u32(file, k_cache_schema);
  put_u32(file, static_cast<std::uint32_t>(kind));
  return file;
}

std::optional<CacheBlock> unpack_cache_file(CacheFileKind kind, std::string& file) {
  if (file.size() < k_cache_block_bytes) {
    return std::nullopt;
  }
  const std::size_t end = file.size() - k_cache_block_bytes;
  const auto bytes = std::as_bytes(std::span(file)).subspan(end);
  if (!is_block(kind, bytes)) {
    return std::nullopt;
  }
  CacheBlock block;
  block.fetched_at_us = static_cast<std::int64_t>(read_u64(bytes, 0));
  block.lifetime_seconds = read_u32(bytes, 8);
  block.flags = read_u32(bytes, 12);
  const std::uint64_t checksum = read_u64(bytes, k_cache_times_bytes);
  const std::size_t sizes_at = k_cache_times_bytes + 8;
  std::uint64_t texts_bytes = 0;
  for (std::size_t text = 0; text < block.texts.size(); ++text) {
    texts_bytes += read_u32(bytes, sizes_at + 4 * text);
  }
  if (texts_bytes > end) {
    return std::nullopt;
  }
  const std::size_t content_bytes = end - static_cast<std::size_t>(texts_bytes);
  if (checksum_of(kind, std::string_view(file).substr(0, end), content_bytes) != checksum) {
    return std::nullopt;
  }
  std::size_t at = content_bytes;
  for (std::size_t text = 0; text < block.texts.size(); ++text) {
    const std::size_t size = read_u32(bytes, sizes_at + 4 * text);
    block.texts[text] = file.substr(at, size);
    at += size;
  }
  file.resize(content_bytes);
  return block;
}

}  // namespace axle::fetch
