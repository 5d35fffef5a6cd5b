// SPDX-License-Identifier: MIT OR Apache-2.0
// The content-addressed store of unpacked wheels: found by the SHA-256 of the archive, shared by any processes.
//
// Layout:  docs/cache-layout.md. `wheels-v1/ab/abcd…/` holds `tree/`, `manifest` and `stamp`; `links-v1/` maps a URL to
//          the digest of what it served; `tmp/` holds private folders on their way in.
// Rules:   written aside, renamed into place, never changed afterwards but for the stamp; the loser of a race adopts
//          the winner's entry (reliability F12). Hard links share inodes with environments, so an edit there shows
//          here: the stamp notices, the digest decides (F14).
// Not here: getting archives (fetch/wheel_supply), placing files in environments (venv/stage).
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/file_lock.hpp"
#include "base/fs.hpp"
#include "base/result.hpp"
#include "base/thread_pool.hpp"
#include "base/url.hpp"
#include "spec/artifact.hpp"

namespace axle::fetch {

/// What a URL served, and what to ask the server with, whether it still does (RFC 9110 §13). Texts may be empty.
struct WheelLink {
  Sha256 archive{};
  std::string etag;
  std::string last_modified;
  std::vector<Hash> others{};  ///< further digests of that archive that were computed when it was fetched
  bool operator==(const WheelLink&) const = default;
};

/// The lock between those who take entries out of the cache on purpose (exclusive) and those who cannot do with losing
/// one again (shared). Installs take it only when they have lost one, so that neither waits for the other as a rule
/// (reliability F13).
[[nodiscard]] Result<FileLock> lock_contents(const std::string& root, const LockOptions& options);

/// Folders of the cache with an entry for each archive.
constexpr std::string_view k_wheel_bucket = "wheels-v1";
constexpr std::string_view k_bytecode_bucket = "bytecode-v1";
/// With a file for each URL, by the digest of its text.
constexpr std::string_view k_link_bucket = "links-v1";

/// Where an entry of a bucket is: `hex` is the digest that it has its name from.
[[nodiscard]] std::string digest_path(std::string_view root, std::string_view bucket, std::string_view hex);

class ArtifactCache {
 public:
  /// `root` is the cache folder; nothing is created before the first write. `pool` hashes; it must outlive the cache.
  ArtifactCache(std::string root, ThreadPool& pool);

  /// The unpacked wheel of that archive, its stamp applied. Nothing when absent or damaged beyond use.
  /// A stamp of another boot, or none, leads to verify(). Not to be called from a worker of the pool.
  [[nodiscard]] Result<std::optional<spec::UnpackedWheel>> find(const Sha256& archive,
                                                                const std::stop_token& stop = {}) const;
  /// What the URL served last; for indexes that give no hashes, and for direct URLs.
  [[nodiscard]] std::optional<WheelLink> find_link(const Url& url) const;
  void remember_link(const Url& url, const WheelLink& link) const;

  /// Before so much is fetched and unpacked. Errors: no_space with mount, need and free space.
  [[nodiscard]] Result<void> check_space(std::uint64_t needed_bytes) const;
  /// A private folder with a new `tree/` inside, on the file system of the cache.
  [[nodiscard]] Result<TemporaryDirectory> make_workspace() const;
  /// Moves a finished workspace into place and returns the wheel there (ours, or the one that came first).
  [[nodiscard]] Result<spec::UnpackedWheel> adopt(TemporaryDirectory workspace, const spec::UnpackedWheel& wheel) const;

  /// Hashes every file anew. True: all digests agree, a new stamp is written. False: the entry is gone; whether
  /// because it was damaged, was_damaged() tells.
  /// Errors: cancelled; io when the damaged entry cannot be moved away.
  [[nodiscard]] Result<bool> verify(const Sha256& archive, const std::stop_token& stop = {}) const;
  /// Whether verify() found the entry damaged in this process, or it is there and cannot be read. For messages.
  [[nodiscard]] bool was_damaged(const Sha256& archive) const;

  /// Serialises the making of one entry between processes, under the timeout of `options`.
  [[nodiscard]] Result<FileLock> lock_entry(const Sha256& key, const LockOptions& options) const;
  [[nodiscard]] const std::string& root() const { return root_; }

 private:
  [[nodiscard]] std::string entry_path(const Sha256& archive) const;
  [[nodiscard]] std::string link_path(const Url& url) const;
  [[nodiscard]] Result<void> remove_damaged(const Sha256& archive) const;
  [[nodiscard]] std::optional<spec::UnpackedWheel> read_entry_files(const Sha256& archive, bool& stamp_holds) const;

  std::string root_;
  ThreadPool& pool_;
  std::string boot_id_;
  mutable std::mutex mutex_;
  mutable std::set<Sha256> damaged_;  // guarded by mutex_; what verify() took away
};

}  // namespace axle::fetch
