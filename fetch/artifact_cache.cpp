// SPDX-License-Identifier: MIT OR Apache-2.0
// Entries are folders named by digest; a reader opens two small files and needs nothing else.
#include "fetch/artifact_cache.hpp"

#include <array>
#include <span>
#include <utility>

#include "base/format.hpp"
#include "fetch/manifest_file.hpp"

namespace axle::fetch {
namespace {

constexpr std::uint64_t k_manifest_limit_bytes = 256ULL * 1024 * 1024;
constexpr std::size_t k_hash_step_bytes = 256 * 1024;

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
  Hasher hasher;
  std::array<std::byte, k_hash_step_bytes> step;
  std::uint64_t at = 0;
  while (true) {
    TRY_ASSIGN(const std::size_t count, file.read_at(at, step));
    hasher.update(std::span(step).first(count));
    at += count;
    if (count < step.size()) {
      return hasher.finish_sha256();
    }
  }
}

/// Whether every file of the manifest is there with its digest; takes over the times that the files have now.
bool matches_tree(const std::string& tree_path, spec::WheelManifest& manifest) {
  const auto tree = Directory::open(tree_path);
  if (!tree) {
    return false;
  }
  for (spec::ManifestFile& file : manifest.files) {
    const auto status = tree->status(file.path);
    if (!status || !*status || (*status)->kind != FileKind::regular || (*status)->size_bytes != file.size_bytes) {
      return false;
    }
    const auto digest = hash_file(*tree, file.path);
    if (!digest || *digest != file.digest) {
      return false;
    }
    file.mtime_ns = (*status)->mtime_ns;
  }
  return true;
}

}  // namespace

ArtifactCache::ArtifactCache(std::string root) : root_(std::move(root)), boot_id_(read_boot_id()) {}

std::string ArtifactCache::entry_path(const Sha256& archive) const {
  const std::string hex = to_hex(archive);
  return format("{}/wheels-v1/{}/{}", root_, std::string_view(hex).substr(0, 2), hex);
}

std::string ArtifactCache::link_path(const Url& url) const {
  const std::string hex = to_hex(sha256_of(url.without_fragment().to_request()));
  return format("{}/links-v1/{}/{}", root_, std::string_view(hex).substr(0, 2), hex);
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
  stamp_holds = stamp && apply_stamp(*stamp, boot_id_, read->manifest);
  return spec::UnpackedWheel{.name = std::move(read->identity.name),
                             .version = std::move(read->identity.version),
                             .directory = path + "/tree",
                             .archive_digest = archive,
                             .manifest = std::move(read->manifest)};
}

Result<std::optional<spec::UnpackedWheel>> ArtifactCache::find(const Sha256& archive) const {
  bool stamp_holds = false;
  auto wheel = read_entry_files(archive, stamp_holds);
  if (!wheel || stamp_holds) {
    return wheel;
  }
  TRY_ASSIGN(const bool sound, verify(archive));
  if (!sound) {
    return std::nullopt;
  }
  wheel = read_entry_files(archive, stamp_holds);
  if (wheel && !stamp_holds) {
    // A cache that cannot be written keeps its old stamp; the files were found right all the same.
    matches_tree(wheel->directory, wheel->manifest);
  }
  return wheel;
}

Result<bool> ArtifactCache::verify(const Sha256& archive) const {
  bool stamp_holds = false;
  auto wheel = read_entry_files(archive, stamp_holds);
  if (wheel && matches_tree(wheel->directory, wheel->manifest)) {
    // Without a new stamp the next command hashes again, which is slow but right.
    const auto written = replace_file(entry_path(archive) + "/stamp", write_stamp(wheel->manifest, boot_id_));
    static_cast<void>(written);
    return true;
  }
  TRY_ASSIGN(TemporaryDirectory trash, make_workspace());
  const auto moved = rename_path(entry_path(archive), trash.path() + "/damaged");
  if (!moved && moved.error().code() != ErrorCode::not_found) {
    return fail(moved.error().clone());
  }
  return false;
}

std::optional<Sha256> ArtifactCache::find_link(const Url& url) const {
  const auto text = read_if_there(link_path(url));
  return text ? parse_sha256_hex(*text) : std::nullopt;
}

void ArtifactCache::remember_link(const Url& url, const Sha256& archive) const {
  const std::string path = link_path(url);
  if (make_directories(std::string(path_parent(path)))) {
    const auto written = replace_file(path, to_hex(archive));
    static_cast<void>(written);
  }
}

Result<TemporaryDirectory> ArtifactCache::make_workspace() const {
  const std::string parent = root_ + "/tmp";
  TRY(make_directories(parent, 0700));
  return TemporaryDirectory::create(parent, "wheel");
}

Result<spec::UnpackedWheel> ArtifactCache::adopt(TemporaryDirectory workspace, const spec::UnpackedWheel& wheel) const {
  const ManifestIdentity identity{.name = wheel.name, .version = wheel.version, .archive_digest = wheel.archive_digest};
  TRY(replace_file(workspace.path() + "/manifest", write_manifest(identity, wheel.manifest)));
  TRY(replace_file(workspace.path() + "/stamp", write_stamp(wheel.manifest, boot_id_)));
  const std::string path = entry_path(wheel.archive_digest);
  TRY(make_directories(std::string(path_parent(path))));
  const auto renamed = rename_path(workspace.path(), path);
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
  if (!winner) {
    return fail(ErrorCode::cache_damaged, format("cannot place a wheel in the cache at `{}`", path));
  }
  return std::move(*winner);
}

Result<FileLock> ArtifactCache::lock_entry(const Sha256& key, bool wait) const {
  const std::string parent = root_ + "/locks";
  TRY(make_directories(parent, 0700));
  LockOptions options;
  if (!wait) {
    options.timeout = std::chrono::milliseconds(0);
  }
  return FileLock::acquire(format("{}/{}", parent, to_hex(key)), options);
}

}  // namespace axle::fetch
