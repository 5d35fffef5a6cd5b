// SPDX-License-Identifier: MIT OR Apache-2.0
// Index pages and metadata on disk: one binary file each, read inline by whoever asks.
//
// Layout:  docs/cache-layout.md. `pages-v1/<2 hex>/<62 hex>` and `metadata-v1/<2 hex>/<62 hex>`: the name is the
//          SHA-256 of index URL and package, or of what metadata_key() says. A file is the bytes of spec::IndexPage or
//          spec::DependencyMetadata followed by a freshness block, so that one read gives a page without a copy.
// Cost:    a fresh hit is one open, read and close (performance.md 4.3: 8–11 us).
// Safety:  files are replaced whole by rename; a 304 overwrites the bytes that say when, in place. A damaged file
//          counts as absent (reliability F14), and a page stays the same while it is used (F12, F13). Pages are keyed
//          by index URL, metadata by its own digest or else by the URL of its file, so that no index speaks for
//          another one, nor http for https (F39).
// Threads: safe; no state but the folder and a count of open files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "fetch/freshness.hpp"
#include "spec/index_page.hpp"
#include "spec/metadata.hpp"
#include "spec/name.hpp"

namespace axle::fetch {

struct CachedPage {
  Freshness freshness;
  bool missing = false;  ///< the index answered 404
  std::string etag;
  std::string last_modified;
  spec::IndexPage page;
};

/// Why a file that is there gave nothing.
struct CacheFailure {
  std::string path;
  Error reason;  ///< cache_damaged, or of base/fs: a file that is closed to us or cannot be opened now may be sound
};

/// A file that is not there is no failure.
template <typename T>
struct CacheLookup {
  std::optional<T> value;
  std::optional<CacheFailure> failure;
};

/// That what the file held of `subject` cannot be fetched again either, with `--offline`.
[[nodiscard]] Error offline_failure(const CacheFailure& failure, std::string_view subject);

class PageCache {
 public:
  static constexpr std::size_t k_open_pages_limit = 1024;
  /// How many pages keep their files open.
  struct OpenPages;

  /// `root` is the cache folder (or a temporary one for --no-cache); it need not exist yet. A large page keeps its file
  /// open, so that nobody can take it away while it is read (F12, F13); beyond `open_pages_limit` pages are read whole.
  explicit PageCache(std::string root, std::size_t open_pages_limit = k_open_pages_limit);

  [[nodiscard]] CacheLookup<CachedPage> read_page(const Url& index, std::string_view package) const;
  /// Errors: those of base/fs; callers go on without the cache.
  [[nodiscard]] Result<void> write_page(const Url& index, std::string_view package, const CachedPage& page) const;
  /// After a 304: the entry counts as fetched at `freshness.fetched_at`.
  [[nodiscard]] Result<void> refresh_page(const Url& index, std::string_view package, const CachedPage& page,
                                          const Freshness& freshness) const;

  /// `key` is the text of a MetadataKey. `fetched_at` matters only for those that get old.
  struct CachedMetadata {
    UnixTime fetched_at;
    Sha256 text_digest;  ///< of METADATA as it was read, or as the wheel has it if it was found to say the same
    spec::DependencyMetadata metadata;
  };
  [[nodiscard]] CacheLookup<CachedMetadata> read_metadata(std::string_view key) const;
  [[nodiscard]] Result<void> write_metadata(std::string_view key, const CachedMetadata& metadata) const;
  /// Removes what turned out to be wrong. Errors: those of base/fs, not_found among them.
  [[nodiscard]] Result<void> forget_metadata(std::string_view key) const;

  [[nodiscard]] const std::string& root() const { return root_; }

 private:
  [[nodiscard]] std::string page_path(const Url& index, std::string_view package) const;
  [[nodiscard]] std::string metadata_path(std::string_view key) const;
  [[nodiscard]] Result<void> write_entry(const std::string& path, std::string_view data) const;
  std::string root_;
  std::shared_ptr<OpenPages> open_pages_;
};

/// Under which name metadata of a file is kept. What an index merely claims (that bytes with this digest have this
/// metadata) must not be believed of another index, so only the digest of the metadata itself stands without a URL.
struct MetadataKey {
  std::string text;
  bool gets_old = true;  ///< no digest says what the URL serves
};
/// Of the metadata's secure digest and the file's name (which it was checked against) where the index gives that
/// digest; else of the file's URL and its secure digest, if it has one.
[[nodiscard]] MetadataKey metadata_key(const spec::IndexFile& file);
/// The first one with a secure algorithm.
[[nodiscard]] std::optional<Hash> find_secure_hash(const std::vector<Hash>& hashes);

}  // namespace axle::fetch
