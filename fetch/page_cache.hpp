// SPDX-License-Identifier: MIT OR Apache-2.0
// Index pages and metadata on disk: one binary file each, read inline by whoever asks.
//
// Layout:  docs/cache-layout.md. `pages-v1/<2 hex>/<62 hex>` and `metadata-v1/<2 hex>/<62 hex>`: the name is the
//          SHA-256 of index URL and package, or of the wheel's digest or URL. A file is the bytes of spec::IndexPage or
//          spec::DependencyMetadata followed by a freshness block, so that one read gives a page without a copy.
// Cost:    a fresh hit is one open, read and close (performance.md 4.3: 8–11 us).
// Safety:  files are replaced whole by rename; a 304 overwrites the 16 bytes that say when, in place. A damaged file
//          counts as absent (reliability F14). Keyed by index URL, so http entries never serve https (F39).
// Threads: safe, no state but the folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
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
  std::string final_url;
  spec::IndexPage page;
};

/// What a look-up found: `damaged` holds the file's path.
template <typename T>
struct CacheLookup {
  std::optional<T> value;
  std::string damaged;
};

class PageCache {
 public:
  /// `root` is the cache folder (or a temporary one for --no-cache); it need not exist yet.
  explicit PageCache(std::string root);

  [[nodiscard]] CacheLookup<CachedPage> read_page(const Url& index, std::string_view package) const;
  /// Errors: those of base/fs; callers go on without the cache.
  [[nodiscard]] Result<void> write_page(const Url& index, std::string_view package, const CachedPage& page) const;
  /// After a 304: the entry counts as fetched at `freshness.fetched_at`.
  [[nodiscard]] Result<void> refresh_page(const Url& index, std::string_view package, const CachedPage& page,
                                          const Freshness& freshness) const;

  /// `key` from metadata_key(). `fetched_at` matters only for keys made of a URL.
  struct CachedMetadata {
    UnixTime fetched_at;
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
};

/// `sha256:…` when the index names a secure digest of the file, else its URL.
[[nodiscard]] std::string metadata_key(const spec::IndexFile& file);
/// Whether the key names content, which never gets old.
[[nodiscard]] bool is_content_key(std::string_view key);

}  // namespace axle::fetch
