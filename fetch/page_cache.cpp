// SPDX-License-Identifier: MIT OR Apache-2.0
// File names, the read of one file, and replacing it.
#include "fetch/page_cache.hpp"

#include <algorithm>
#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/cache_block.hpp"

namespace axle::fetch {
namespace {

constexpr std::uint64_t k_file_limit = 1024ULL * 1024 * 1024;

std::string entry_path(std::string_view root, std::string_view bucket, std::string_view key) {
  const std::string hex = to_hex(sha256_of(key));
  const std::string_view digits = hex;
  return format("{}/{}/{}/{}", root, bucket, digits.substr(0, 2), digits.substr(2));
}

CacheBlock block_of(const CachedPage& page, const Freshness& freshness) {
  CacheBlock block;
  block.fetched_at_us = freshness.fetched_at.time_since_epoch().count();
  block.lifetime_seconds = static_cast<std::uint32_t>(freshness.lifetime.count());
  block.flags = page.missing ? k_flag_missing : 0;
  block.texts = {page.etag, page.last_modified, page.final_url};
  return block;
}

UnixTime time_of(std::int64_t microseconds) {
  return UnixTime(std::chrono::microseconds(microseconds));
}

/// A file that is not there (or not ours to read) is absent; anything else that fails is damage.
template <typename T>
CacheLookup<T> absent_or_damaged(const Error& error, const std::string& path) {
  return error.code() == ErrorCode::not_found ? CacheLookup<T>{} : CacheLookup<T>{std::nullopt, path};
}

}  // namespace

PageCache::PageCache(std::string root) : root_(std::move(root)) {}

std::string PageCache::page_path(const Url& index, std::string_view package) const {
  return entry_path(root_, "pages-v1", format("{}\n{}", index.without_fragment().to_request(), package));
}

std::string PageCache::metadata_path(std::string_view key) const {
  return entry_path(root_, "metadata-v1", key);
}

CacheLookup<CachedPage> PageCache::read_page(const Url& index, std::string_view package) const {
  const std::string path = page_path(index, package);
  Result<std::string> file = read_file(path, k_file_limit);
  if (!file) {
    return absent_or_damaged<CachedPage>(file.error(), path);
  }
  std::optional<CacheBlock> block = unpack_cache_file(CacheFileKind::page, *file);
  if (!block) {
    return {std::nullopt, path};
  }
  CachedPage page;
  page.freshness = {time_of(block->fetched_at_us), std::chrono::seconds(block->lifetime_seconds), true};
  page.missing = (block->flags & k_flag_missing) != 0;
  page.etag = std::move(block->texts[0]);
  page.last_modified = std::move(block->texts[1]);
  page.final_url = std::move(block->texts[2]);
  if (!page.missing) {
    Result<spec::IndexPage> opened = spec::IndexPage::open(std::move(*file));
    if (!opened) {
      return {std::nullopt, path};
    }
    page.page = std::move(*opened);
  }
  return {std::move(page), {}};
}

Result<void> PageCache::write_page(const Url& index, std::string_view package, const CachedPage& page) const {
  const std::string_view content = page.missing ? std::string_view() : std::string_view(page.page.bytes());
  return write_entry(page_path(index, package),
                     pack_cache_file(CacheFileKind::page, content, block_of(page, page.freshness)));
}

Result<void> PageCache::refresh_page(const Url& index, std::string_view package, const CachedPage& page,
                                     const Freshness& freshness) const {
  const CacheBlock block = block_of(page, freshness);
  std::uint64_t offset = page.missing ? 0 : page.page.bytes().size();
  for (const std::string& text : block.texts) {
    offset += text.size();
  }
  const std::string path = page_path(index, package);
  // Another process may have put a newer page there: its block stands elsewhere then.
  TRY_ASSIGN(const std::optional<FileStatus> status, status_of(path));
  if (!status || status->size_bytes != offset + k_cache_block_bytes) {
    return {};
  }
  return FileReader::overwrite(path, offset, pack_cache_times(block));
}

CacheLookup<PageCache::CachedMetadata> PageCache::read_metadata(std::string_view key) const {
  const std::string path = metadata_path(key);
  Result<std::string> file = read_file(path, k_file_limit);
  if (!file) {
    return absent_or_damaged<CachedMetadata>(file.error(), path);
  }
  const std::optional<CacheBlock> block = unpack_cache_file(CacheFileKind::metadata, *file);
  Result<spec::DependencyMetadata> opened =
      block ? spec::DependencyMetadata::open(std::move(*file)) : Result<spec::DependencyMetadata>();
  if (!block || !opened) {
    return {std::nullopt, path};
  }
  return {CachedMetadata{time_of(block->fetched_at_us), std::move(*opened)}, {}};
}

Result<void> PageCache::write_metadata(std::string_view key, const CachedMetadata& metadata) const {
  CacheBlock block;
  block.fetched_at_us = metadata.fetched_at.time_since_epoch().count();
  return write_entry(metadata_path(key), pack_cache_file(CacheFileKind::metadata, metadata.metadata.bytes(), block));
}

Result<void> PageCache::write_entry(const std::string& path, std::string_view data) const {
  Result<void> written = replace_file(path, data);
  if (written || written.error().code() != ErrorCode::not_found) {
    return written;
  }
  TRY(make_directories(std::string(path_parent(path)), 0700));
  return replace_file(path, data);
}

std::string metadata_key(const spec::IndexFile& file) {
  for (const Hash& hash : file.hashes) {
    if (is_secure(hash.algorithm)) {
      return to_string(hash);
    }
  }
  return file.url;
}

bool is_content_key(std::string_view key) {
  return parse_hash(key).has_value();
}

}  // namespace axle::fetch
