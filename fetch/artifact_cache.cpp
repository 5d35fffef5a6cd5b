// SPDX-License-Identifier: MIT OR Apache-2.0
// Entries are folders named by digest; a reader opens two small files and needs nothing else.
#include "fetch/artifact_cache.hpp"

#include <atomic>
#include <utility>
#include <vector>

#include "base/file_digest.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "fetch/manifest_file.hpp"

namespace axle::fetch {
namespace {

constexpr std::uint64_t k_manifest_limit_bytes = 256ULL * 1024 * 1024;

/// A read that treats every failure as "not there": the cache is only ever a copy of something else.
std::optional<std::string> read_if_there(const std::string& path) {
  auto text = read_file(path, k_manifest_limit_bytes);
  if (!text) {
    return std::nullopt;
  }
  return std::move(*text);
}

Result<Sha256> hash_file(const Directory& tree, const std::string& path) {
  TRY_ASSIGN(const FileReader file, FileReader::open(tree, path));
  return sha256_of(file);
}

/// Whether the file is there with its digest, readable to its owner; takes over the time that it has now.
bool matches_file(const Directory& tree, spec::ManifestFile& file) {
  const auto status = tree.status(file.path);
  if (!status || !*status || (*status)->kind != FileKind::regular || (*status)->size_bytes != file.size_bytes ||
      !is_readable(**status)) {
    return false;
  }
  const auto digest = hash_file(tree, file.path);
  file.mtime_ns = (*status)->mtime_ns;
  return digest && *digest == file.digest;
}

/// Whether every file of the manifest is there with its digest; takes over the times that the files have now.
bool matches_tree(const std::string& tree_path, spec::WheelManifest& manifest, ThreadPool& pool,
                  const std::stop_token& stop) {
  constexpr std::size_t k_files_at_once = 16;
  const auto tree = Directory::open(tree_path);
  if (!tree) {
    return false;
  }
  std::atomic<bool> matches = true;
  pool.for_each_chunk(manifest.files.size(), k_files_at_once, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && matches && !stop.stop_requested(); ++i) {
      if (!matches_file(*tree, manifest.files[i])) {
        matches = false;
      }
    }
  });
  return matches;
}

/// Of what is to be written to the cache: where that is forbidden there is a way out.
template <typename T>
Result<T> tell_other_cache(Result<T> made) {
  if (!made && (made.error().code() == ErrorCode::permission_denied || made.error().code() == ErrorCode::read_only)) {
    return fail(std::move(made).error().with_hint("choose a cache that can be written with `--cache-dir`"));
  }
  return made;
}

Result<void> make_writable(const std::string& path) {
  return tell_other_cache(make_directories(path, 0700));
}

/// Makes the folder of locks again as often as somebody removes it meanwhile, within reason.
Result<FileLock> lock_in_folder(const std::string& root, std::string_view name, const LockOptions& options) {
  constexpr int k_attempts = 100;
  const std::string parent = root + "/locks";
  for (int attempt = 1;; ++attempt) {
    TRY(make_writable(parent));
    auto lock = FileLock::acquire(format("{}/{}", parent, name), options);
    if (lock || lock.error().code() != ErrorCode::not_found || attempt == k_attempts) {
      return tell_other_cache(std::move(lock));
    }
  }
}

/// A folder, and no link to one: what stands in place of a tree is damage.
bool is_tree(const std::string& path) {
  const auto status = link_status_of(path);
  return status && *status && (*status)->kind == FileKind::directory;
}

/// Whether two looks at a name saw one entry: another process may have put a new one there between them.
bool is_same_entry(const std::optional<FileStatus>& before, const std::optional<FileStatus>& now) {
  return before && now && before->inode == now->inode && before->device == now->device;
}

}  // namespace

std::string digest_path(std::string_view root, std::string_view bucket, std::string_view hex) {
  return format("{}/{}/{}/{}", root, bucket, hex.substr(0, 2), hex);
}

Result<FileLock> lock_contents(const std::string& root, const LockOptions& options) {
  return lock_in_folder(root, "contents.lock", options);
}

ArtifactCache::ArtifactCache(std::string root, ThreadPool& pool)
    : root_(std::move(root)), pool_(pool), boot_id_(read_boot_id()) {}

std::string ArtifactCache::entry_path(const Sha256& archive) const {
  return digest_path(root_, k_wheel_bucket, to_hex(archive));
}

std::string ArtifactCache::link_path(const Url& url) const {
  return digest_path(root_, k_link_bucket, to_hex(sha256_of(url.without_fragment().to_request())));
}

std::optional<spec::UnpackedWheel> ArtifactCache::read_entry_files(const Sha256& archive, bool& stamp_holds) const {
  const std::string path = entry_path(archive);
  const auto manifest_bytes = read_if_there(path + "/manifest");
  if (!manifest_bytes) {
    return std::nullopt;
  }
  auto read = read_manifest(*manifest_bytes);
  if (!read || read->identity.archive_digest != archive) {
    return std::nullopt;
  }
  const auto stamp = read_if_there(path + "/stamp");
  stamp_holds = stamp && apply_stamp(*stamp, boot_id_, read->manifest) && is_tree(path + "/tree");
  return spec::UnpackedWheel{.name = std::move(read->identity.name),
                             .version = std::move(read->identity.version),
                             .directory = path + "/tree",
                             .archive_digest = archive,
                             .archive_bytes = read->identity.archive_bytes,
                             .manifest = std::move(read->manifest)};
}

Result<std::optional<spec::UnpackedWheel>> ArtifactCache::find(const Sha256& archive,
                                                               const std::stop_token& stop) const {
  bool stamp_holds = false;
  auto wheel = read_entry_files(archive, stamp_holds);
  if (!wheel || stamp_holds) {
    return wheel;
  }
  TRY_ASSIGN(const bool sound, verify(archive, stop));
  if (!sound) {
    return std::nullopt;
  }
  wheel = read_entry_files(archive, stamp_holds);
  if (wheel && !stamp_holds) {
    // A cache that cannot be written keeps its old stamp; the files were found right all the same.
    matches_tree(wheel->directory, wheel->manifest, pool_, stop);
  }
  return wheel;
}

Result<bool> ArtifactCache::verify(const Sha256& archive, const std::stop_token& stop) const {
  constexpr int k_looks = 4;
  for (int look = 1; look <= k_looks; ++look) {
    TRY_ASSIGN(const auto entry, link_status_of(entry_path(archive)));
    bool stamp_holds = false;
    auto wheel = read_entry_files(archive, stamp_holds);
    const bool sound =
        wheel && is_tree(wheel->directory) && matches_tree(wheel->directory, wheel->manifest, pool_, stop);
    if (stop.stop_requested()) {
      return fail(ErrorCode::cancelled, "cancelled");
    }
    if (sound) {
      // Without a new stamp the next command hashes again, which is slow but right.
      const auto written = replace_own_file(entry_path(archive) + "/stamp", write_stamp(wheel->manifest, boot_id_));
      static_cast<void>(written);
      return true;
    }
    TRY_ASSIGN(const auto now, link_status_of(entry_path(archive)));
    if (!now) {
      return false;
    }
    if (is_same_entry(entry, now)) {
      break;
    }
  }
  TRY(remove_damaged(archive));
  return false;
}

Result<void> ArtifactCache::remove_damaged(const Sha256& archive) const {
  TRY_ASSIGN(TemporaryDirectory trash, make_workspace());
  const auto moved = take_away(entry_path(archive), trash.path() + "/damaged");
  if (!moved && moved.error().code() != ErrorCode::not_found) {
    return fail(moved.error().clone());
  }
  if (moved) {
    // Byte code belongs to this copy of the sources, whose times stand in it.
    static_cast<void>(take_away(digest_path(root_, k_bytecode_bucket, to_hex(archive)), trash.path() + "/bytecode"));
    const std::lock_guard lock(mutex_);
    damaged_.insert(archive);
  }
  return {};
}

bool ArtifactCache::was_damaged(const Sha256& archive) const {
  {
    const std::lock_guard lock(mutex_);
    if (damaged_.contains(archive)) {
      return true;
    }
  }
  bool stamp_holds = false;
  const auto status = link_status_of(entry_path(archive));
  return status && *status && !read_entry_files(archive, stamp_holds);
}

std::optional<WheelLink> ArtifactCache::find_link(const Url& url) const {
  const auto text = read_if_there(link_path(url));
  if (!text) {
    return std::nullopt;
  }
  const std::vector<std::string_view> lines = split(*text, '\n');
  const auto archive = parse_sha256_hex(lines.front());
  if (!archive) {
    return std::nullopt;
  }
  const auto line = [&](std::size_t i) { return i < lines.size() ? std::string(lines[i]) : std::string(); };
  WheelLink link{.archive = *archive, .etag = line(1), .last_modified = line(2)};
  for (std::size_t i = 3; i < lines.size(); ++i) {
    if (auto hash = parse_hash(lines[i])) {
      link.others.push_back(std::move(*hash));
    }
  }
  return link;
}

void ArtifactCache::remember_link(const Url& url, const WheelLink& link) const {
  const std::string path = link_path(url);
  if (make_directories(std::string(path_parent(path)))) {
    std::string text = format("{}\n{}\n{}\n", to_hex(link.archive), link.etag, link.last_modified);
    for (const Hash& hash : link.others) {
      format_to(text, "{}\n", to_string(hash));
    }
    const auto written = replace_own_file(path, text);
    static_cast<void>(written);
  }
}

Result<void> ArtifactCache::check_space(std::uint64_t needed_bytes) const {
  const std::string parent = root_ + "/tmp";
  TRY(make_writable(parent));
  TRY_ASSIGN(const Directory directory, Directory::open(parent));
  return directory.check_space("", needed_bytes);
}

Result<TemporaryDirectory> ArtifactCache::make_workspace() const {
  const std::string parent = root_ + "/tmp";
  TRY(make_writable(parent));
  return tell_other_cache(TemporaryDirectory::create(parent, "wheel"));
}

Result<spec::UnpackedWheel> ArtifactCache::adopt(TemporaryDirectory workspace, const spec::UnpackedWheel& wheel) const {
  const ManifestIdentity identity{.name = wheel.name,
                                  .version = wheel.version,
                                  .archive_digest = wheel.archive_digest,
                                  .archive_bytes = wheel.archive_bytes};
  TRY(replace_own_file(workspace.path() + "/manifest", write_manifest(identity, wheel.manifest)));
  TRY(replace_own_file(workspace.path() + "/stamp", write_stamp(wheel.manifest, boot_id_)));
  const std::string path = entry_path(wheel.archive_digest);
  TRY(make_directories(std::string(path_parent(path))));
  auto renamed = rename_path(workspace.path(), path);
  if (renamed) {
    workspace.release();
    spec::UnpackedWheel placed = wheel;
    placed.directory = path + "/tree";
    return placed;
  }
  TRY_ASSIGN(auto winner, find(wheel.archive_digest));
  if (!winner) {
    // What stands there is no entry that anybody can use: it goes, and ours takes its place.
    TRY_ASSIGN(const bool sound, verify(wheel.archive_digest));
    if (!sound && rename_path(workspace.path(), path)) {
      workspace.release();
      TRY_ASSIGN(winner, find(wheel.archive_digest));
    }
  }
  if (!winner && renamed.error().code() == ErrorCode::not_found) {
    return fail(std::move(renamed).error());  // taken away by upkeep of the cache, ours or where it was to go
  }
  if (!winner) {
    return fail(ErrorCode::cache_damaged, format("cannot place a wheel in the cache at `{}`", path));
  }
  return std::move(*winner);
}

Result<FileLock> ArtifactCache::lock_entry(const Sha256& key, const LockOptions& options) const {
  return lock_in_folder(root_, to_hex(key), options);
}

}  // namespace axle::fetch
