// SPDX-License-Identifier: MIT OR Apache-2.0
// File names, the read of one file, and replacing it.
#include "fetch/page_cache.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/cache_block.hpp"

namespace axle::fetch {

struct PageCache::OpenPages {
  explicit OpenPages(std::size_t most) : limit(most) {}
  /// False when there are enough; else whoever takes a place gives it back.
  [[nodiscard]] bool take() {
    if (taken++ < limit) {
      return true;
    }
    --taken;
    return false;
  }

  const std::size_t limit;
  std::atomic<std::size_t> taken = 0;
};

namespace {

constexpr std::uint64_t k_metadata_limit = 1024ULL * 1024 * 1024;
/// Freshness and validators; a larger block is none of ours.
constexpr std::uint64_t k_block_limit = 256ULL * 1024;
/// A file up to this size is read at once; more costs more than a second read.
constexpr std::uint64_t k_whole_read_bytes = 32ULL * 1024;

std::string entry_path(std::string_view root, std::string_view bucket, std::string_view key) {
  const std::string hex = to_hex(sha256_of(key));
  std::string path;
  path.reserve(root.size() + bucket.size() + hex.size() + 3);
  path.append(root).append("/").append(bucket).append("/");
  path.append(hex, 0, 2).append("/").append(hex, 2);
  return path;
}

CacheBlock block_of(const CachedPage& page, const Freshness& freshness) {
  CacheBlock block;
  block.fetched_at_us = freshness.fetched_at.time_since_epoch().count();
  block.lifetime_seconds = static_cast<std::uint32_t>(freshness.lifetime.count());
  block.flags = page.missing ? k_flag_missing : 0;
  block.texts = {page.etag, page.last_modified};
  return block;
}

UnixTime time_of(std::int64_t microseconds) {
  return UnixTime(std::chrono::microseconds(microseconds));
}

/// A look-up without a value.
template <typename T>
CacheLookup<T> without_value(Error reason, const std::string& path) {
  if (reason.code() == ErrorCode::not_found) {
    return {};
  }
  return {std::nullopt, CacheFailure{path, std::move(reason)}};
}

std::unexpected<Error> damaged_file() {
  return fail(ErrorCode::cache_damaged, "the cache file is damaged");
}

Result<std::string> read_piece(const FileReader& file, std::uint64_t offset, std::size_t length) {
  std::string bytes;
  std::optional<Error> failure;
  bytes.resize_and_overwrite(length, [&](char* data, std::size_t size) {
    auto got = file.read_at(offset, std::as_writable_bytes(std::span(data, size)));
    if (!got) {
      failure = std::move(got).error();
      return std::size_t{0};
    }
    return *got;
  });
  if (failure) {
    return fail(std::move(*failure));
  }
  return bytes;
}

/// A small file in four calls.
Result<std::string> read_whole(const std::string& path, std::uint64_t limit_bytes) {
  TRY_ASSIGN(const FileReader file, FileReader::open(path));
  if (file.status().size_bytes > limit_bytes) {
    return damaged_file();
  }
  return read_piece(file, 0, static_cast<std::size_t>(file.status().size_bytes));
}

/// Reads cold records of a page whose hot part is in memory, from the file that was open when that was read. What was
/// read is kept: solver, selection and download ask for the same few files.
class ColdRecords {
 public:
  ColdRecords(FileReader file, std::shared_ptr<PageCache::OpenPages> places)
      : known_(std::make_shared<Known>(std::move(file), std::move(places))) {}

  Result<std::string> operator()(std::uint64_t offset, std::size_t length) const {
    const std::lock_guard lock(known_->mutex);
    const auto found = known_->records.find(offset);
    if (found != known_->records.end() && found->second.size() == length) {
      return found->second;
    }
    TRY_ASSIGN(std::string record, read_piece(known_->file, offset, length));
    return known_->records.insert_or_assign(offset, std::move(record)).first->second;
  }

 private:
  struct Known {
    Known(FileReader reader, std::shared_ptr<PageCache::OpenPages> taken)
        : file(std::move(reader)), places(std::move(taken)) {}
    Known(const Known&) = delete;
    Known& operator=(const Known&) = delete;
    ~Known() { --places->taken; }

    const FileReader file;
    const std::shared_ptr<PageCache::OpenPages> places;
    std::mutex mutex;
    std::map<std::uint64_t, std::string> records;  // guarded by mutex
  };
  std::shared_ptr<Known> known_;
};

/// The page of a file of which the first bytes have been read: of a large one only the hot part is read further, if it
/// may keep its file open.
Result<spec::IndexPage> open_page(FileReader file, std::string first, const spec::IndexPage::Extent& extent,
                                  const std::shared_ptr<PageCache::OpenPages>& places) {
  if (first.size() >= extent.whole_bytes) {
    first.resize(static_cast<std::size_t>(extent.whole_bytes));
    return spec::IndexPage::open(std::move(first));
  }
  if (extent.hot_bytes > extent.whole_bytes) {
    return damaged_file();
  }
  const bool stays_open = places->take();
  const std::uint64_t bytes = stays_open ? extent.hot_bytes : extent.whole_bytes;
  Result<std::string> front = read_piece(file, 0, static_cast<std::size_t>(bytes));
  if (!stays_open) {
    return front ? spec::IndexPage::open(std::move(*front)) : fail(std::move(front).error());
  }
  ColdRecords cold(std::move(file), places);
  return front ? spec::IndexPage::open_hot(std::move(*front), std::move(cold)) : fail(std::move(front).error());
}

/// One read for most pages, three for large ones, whatever their size.
Result<CachedPage> read_cached_page(FileReader file, const std::shared_ptr<PageCache::OpenPages>& places) {
  const std::uint64_t size = file.status().size_bytes;
  const std::size_t first_bytes =
      size <= k_whole_read_bytes ? static_cast<std::size_t>(size) : spec::IndexPage::k_front_bytes;
  TRY_ASSIGN(std::string first, read_piece(file, 0, first_bytes));
  const auto extent = spec::IndexPage::extent_of(first);
  const std::uint64_t content_bytes = extent ? extent->whole_bytes : 0;
  if (content_bytes > size || size - content_bytes > k_block_limit) {
    return damaged_file();
  }
  std::string tail = first.size() == size ? first.substr(static_cast<std::size_t>(content_bytes)) : std::string();
  if (tail.empty()) {
    TRY_ASSIGN(tail, read_piece(file, content_bytes, static_cast<std::size_t>(size - content_bytes)));
  }
  std::optional<CacheBlock> block = unpack_cache_file(CacheFileKind::page, tail);
  if (!block || !tail.empty()) {
    return damaged_file();
  }
  CachedPage page;
  page.freshness = {time_of(block->fetched_at_us), std::chrono::seconds(block->lifetime_seconds), true};
  page.missing = (block->flags & k_flag_missing) != 0;
  page.etag = std::move(block->texts[0]);
  page.last_modified = std::move(block->texts[1]);
  if (page.missing != !extent) {
    return damaged_file();
  }
  if (extent) {
    TRY_ASSIGN(page.page, open_page(std::move(file), std::move(first), *extent, places));
  }
  return page;
}

}  // namespace

PageCache::PageCache(std::string root, std::size_t open_pages_limit)
    : root_(std::move(root)), open_pages_(std::make_shared<OpenPages>(open_pages_limit)) {}

std::string PageCache::page_path(const Url& index, std::string_view package) const {
  return entry_path(root_, "pages-v1", format("{}\n{}", index.without_fragment().to_request(), package));
}

std::string PageCache::metadata_path(std::string_view key) const {
  return entry_path(root_, "metadata-v1", key);
}

CacheLookup<CachedPage> PageCache::read_page(const Url& index, std::string_view package) const {
  const std::string path = page_path(index, package);
  Result<FileReader> file = FileReader::open(path);
  if (!file) {
    return without_value<CachedPage>(std::move(file).error(), path);
  }
  Result<CachedPage> page = read_cached_page(std::move(*file), open_pages_);
  if (!page) {
    return without_value<CachedPage>(std::move(page).error(), path);
  }
  return {std::move(*page), {}};
}

Result<void> PageCache::write_page(const Url& index, std::string_view package, const CachedPage& page) const {
  const std::string_view content = page.missing ? std::string_view() : std::string_view(page.page.bytes());
  return write_entry(page_path(index, package),
                     pack_cache_file(CacheFileKind::page, content, block_of(page, page.freshness)));
}

Result<void> PageCache::refresh_page(const Url& index, std::string_view package, const CachedPage& page,
                                     const Freshness& freshness) const {
  const CacheBlock block = block_of(page, freshness);
  std::uint64_t offset = page.missing ? 0 : page.page.size_bytes();
  for (const std::string& text : block.texts) {
    offset += text.size();
  }
  // Another process may have put a newer page there: its block stands elsewhere then.
  return FileReader::overwrite(page_path(index, package),
                               {.offset = offset, .file_bytes = offset + k_cache_block_bytes}, pack_cache_times(block));
}

CacheLookup<PageCache::CachedMetadata> PageCache::read_metadata(std::string_view key) const {
  const std::string path = metadata_path(key);
  Result<std::string> file = read_whole(path, k_metadata_limit);
  if (!file) {
    return without_value<CachedMetadata>(std::move(file).error(), path);
  }
  const std::optional<CacheBlock> block = unpack_cache_file(CacheFileKind::metadata, *file);
  const auto digest = block ? parse_sha256_hex(block->texts[0]) : std::nullopt;
  if (!digest) {
    return without_value<CachedMetadata>(Error(ErrorCode::cache_damaged, "cached metadata is damaged"), path);
  }
  Result<spec::DependencyMetadata> opened = spec::DependencyMetadata::open(std::move(*file));
  if (!opened) {
    return without_value<CachedMetadata>(std::move(opened).error(), path);
  }
  return {CachedMetadata{time_of(block->fetched_at_us), *digest, std::move(*opened)}, {}};
}

Result<void> PageCache::write_metadata(std::string_view key, const CachedMetadata& metadata) const {
  CacheBlock block;
  block.fetched_at_us = metadata.fetched_at.time_since_epoch().count();
  block.texts[0] = to_hex(metadata.text_digest);
  return write_entry(metadata_path(key), pack_cache_file(CacheFileKind::metadata, metadata.metadata.bytes(), block));
}

Result<void> PageCache::forget_metadata(std::string_view key) const {
  const std::string path = metadata_path(key);
  TRY_ASSIGN(const Directory folder, Directory::open(std::string(path_parent(path))));
  return folder.remove_file(path_file_name(path));
}

Result<void> PageCache::write_entry(const std::string& path, std::string_view data) const {
  Result<void> written = replace_own_file(path, data);
  if (written || written.error().code() != ErrorCode::not_found) {
    return written;
  }
  TRY(make_directories(std::string(path_parent(path)), 0700));
  return replace_own_file(path, data);
}

Error offline_failure(const CacheFailure& failure, std::string_view subject) {
  const bool is_damaged = failure.reason.code() == ErrorCode::cache_damaged;
  Error error(failure.reason.code(),
              format("the cache file `{}` for `{}` {}, and the network is switched off by `--offline`", failure.path,
                     subject, is_damaged ? "is damaged" : "cannot be read"));
  if (!is_damaged) {
    error = std::move(error).caused_by(failure.reason.clone());
  }
  return std::move(error).with_hint("run once without `--offline` to fetch it again");
}

MetadataKey metadata_key(const spec::IndexFile& file) {
  if (file.metadata_hash && is_secure(file.metadata_hash->algorithm)) {
    return {format("{}\n{}", to_string(*file.metadata_hash), file.file_name), false};
  }
  if (const auto hash = find_secure_hash(file.hashes)) {
    return {format("{}\n{}", file.url, to_string(*hash)), false};
  }
  return {file.url, true};
}

std::optional<Hash> find_secure_hash(const std::vector<Hash>& hashes) {
  const auto found = std::ranges::find_if(hashes, [](const Hash& hash) { return is_secure(hash.algorithm); });
  return found == hashes.end() ? std::nullopt : std::optional(*found);
}

}  // namespace axle::fetch
