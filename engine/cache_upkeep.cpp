// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks the cache; what vanishes meanwhile is no failure.
#include "engine/cache_upkeep.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <set>
#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/fs_walk.hpp"
#include "base/text.hpp"
#include "fetch/artifact_cache.hpp"
#include "fetch/manifest_file.hpp"

namespace axle::engine {
namespace {

/// The folders that make up a cache, in every version of its layout (docs/cache-layout.md).
constexpr std::array<std::string_view, 8> k_buckets = {
    fetch::k_wheel_bucket,    fetch::k_link_bucket, "pages-v1", "metadata-v1",
    fetch::k_bytecode_bucket, "interpreters-v1",    "locks",    "tmp"};
constexpr std::uint64_t k_manifest_limit_bytes = 256ULL * 1024 * 1024;
constexpr std::uint64_t k_link_limit_bytes = 64ULL * 1024;

CacheRemoval measure(const std::string& root) {
  CacheRemoval sum;
  visit_tree(root, [&sum](const FileStatus& status) {
    if (status.kind != FileKind::directory) {
      ++sum.files;
      sum.bytes += status.size_bytes;
    }
  });
  return sum;
}

constexpr std::string_view k_nothing_removed = ": nothing was removed";

/// A folder is ours when it holds a versioned bucket, or nothing but names of ours. `tmp` and `locks` beside other
/// things prove nothing: `/` has the one, many a folder the other. `remark` ends the message.
Result<void> check_is_cache(const std::string& directory, std::string_view remark = "") {
  const auto entries = list_folder(directory);
  const auto is_ours = [](const DirectoryEntry& entry) {
    return std::ranges::find(k_buckets, entry.name) != k_buckets.end();
  };
  const auto is_bucket = [&](const DirectoryEntry& entry) { return entry.name.ends_with("-v1") && is_ours(entry); };
  if (!std::ranges::any_of(entries, is_bucket) && !std::ranges::all_of(entries, is_ours)) {
    return fail(ErrorCode::bad_configuration, format("`{}` is not a cache of axle{}", directory, remark));
  }
  return {};
}

/// Moves entries aside under the lock, from the first one on; deletes them when that is free again.
class Remover {
 public:
  Remover(std::string directory, const LockOptions& options) : directory_(std::move(directory)), options_(options) {}

  Result<void> remove(const std::string& path) {
    TRY_ASSIGN(const auto status, link_status_of(path));
    if (!status) {
      return {};
    }
    TRY(begin());
    const auto moved = try_rename_path(path, format("{}/{}", trash_->path(), moved_));
    if (!moved) {
      return moved.error().code() == ErrorCode::not_found ? Result<void>() : Result<void>(fail(moved.error().clone()));
    }
    ++moved_;
    return *moved ? Result<void>() : remove_in_place(path);
  }

  CacheRemoval finish() {
    lock_.reset();
    if (trash_) {
      add(trash_->path());
      trash_.reset();
    }
    return removed_;
  }

 private:
  /// A folder in a lower layer of overlayfs, which cannot be moved aside.
  Result<void> remove_in_place(const std::string& path) {
    add(path);
    return remove_tree(path);
  }

  void add(const std::string& path) {
    const CacheRemoval here = measure(path);
    removed_.files += here.files;
    removed_.bytes += here.bytes;
  }

  Result<void> begin() {
    if (!lock_) {
      TRY_ASSIGN(lock_, fetch::lock_contents(directory_, options_));
    }
    if (!trash_) {
      TRY(make_directories(directory_ + "/tmp", 0700));
      TRY_ASSIGN(trash_, TemporaryDirectory::create(directory_ + "/tmp", "trash"));
    }
    return {};
  }

  std::string directory_;
  const LockOptions& options_;
  std::optional<TemporaryDirectory> trash_;
  std::optional<FileLock> lock_;
  std::size_t moved_ = 0;
  CacheRemoval removed_;
};

/// Folders of a bucket with two levels: `<2 hex>/<entry>`. What lies behind a link is not the cache's own.
std::vector<std::string> entries_of(const std::string& bucket) {
  std::vector<std::string> paths;
  const auto is_folder = [](const DirectoryEntry& entry) { return entry.kind == FileKind::directory; };
  const auto status = link_status_of(bucket);
  if (!status || !*status || (*status)->kind != FileKind::directory) {
    return paths;
  }
  for (const DirectoryEntry& shard : list_folder(bucket) | std::views::filter(is_folder)) {
    for (const DirectoryEntry& entry : list_folder(join_path(bucket, shard.name))) {
      paths.push_back(format("{}/{}/{}", bucket, shard.name, entry.name));
    }
  }
  return paths;
}

std::optional<spec::PackageName> package_of(const std::string& entry) {
  const auto bytes = read_file(entry + "/manifest", k_manifest_limit_bytes);
  const auto read = bytes ? fetch::read_manifest(*bytes) : std::nullopt;
  return read ? std::optional(read->identity.name) : std::nullopt;
}

/// Folders that commands of ours make and that killed ones left behind.
Result<void> remove_workspaces(const std::string& directory, Remover& remover) {
  struct Workspace {
    std::string_view bucket;
    std::string_view prefix;
  };
  constexpr std::array<Workspace, 5> k_workspaces = {
      {{"tmp", "wheel"}, {"tmp", "bytecode"}, {"tmp", "metadata-"}, {"tmp", "trash"}, {"interpreters-v1", "query-"}}};
  for (const Workspace& workspace : k_workspaces) {
    for (const std::string& path : find_abandoned(join_path(directory, workspace.bucket), workspace.prefix)) {
      TRY(remover.remove(path));
    }
  }
  return {};
}

/// Byte code of wheels that are gone, and links to them.
Result<void> remove_orphans(const std::string& directory, Remover& remover) {
  const auto is_gone = [&](std::string_view hex) {
    const auto status = link_status_of(fetch::digest_path(directory, fetch::k_wheel_bucket, hex));
    return status && !*status;
  };
  for (const std::string& entry : entries_of(join_path(directory, fetch::k_bytecode_bucket))) {
    if (is_gone(path_file_name(entry))) {
      TRY(remover.remove(entry));
    }
  }
  for (const std::string& entry : entries_of(join_path(directory, fetch::k_link_bucket))) {
    const auto text = read_file(entry, k_link_limit_bytes);
    const auto lines = text ? split_lines(*text) : std::vector<std::string_view>{};
    if (lines.empty() || !parse_sha256_hex(lines.front()) || is_gone(lines.front())) {
      TRY(remover.remove(entry));
    }
  }
  return {};
}

Result<void> remove_leftovers(const std::string& directory, Remover& remover) {
  for (const std::string& entry : entries_of(join_path(directory, fetch::k_wheel_bucket))) {
    if (!package_of(entry)) {
      TRY(remover.remove(entry));
    }
  }
  TRY(remove_orphans(directory, remover));
  return remove_workspaces(directory, remover);
}

}  // namespace

Result<CacheRemoval> clean_cache(const std::string& directory, const std::vector<spec::PackageName>& packages,
                                 const LockOptions& lock) {
  TRY(check_is_cache(directory, k_nothing_removed));
  Remover remover(directory, lock);
  if (packages.empty()) {
    for (const std::string_view bucket : k_buckets) {
      if (bucket != "tmp" && bucket != "locks") {
        TRY(remover.remove(join_path(directory, bucket)));
      }
    }
    TRY(remove_leftovers(directory, remover));
    return remover.finish();
  }
  const std::set<spec::PackageName> wanted(packages.begin(), packages.end());
  for (const std::string& entry : entries_of(join_path(directory, fetch::k_wheel_bucket))) {
    const auto package = package_of(entry);
    if (package && wanted.contains(*package)) {
      const std::string digest(path_file_name(entry));
      TRY(remover.remove(entry));
      TRY(remover.remove(fetch::digest_path(directory, fetch::k_bytecode_bucket, digest)));
    }
  }
  return remover.finish();
}

Result<CacheRemoval> prune_cache(const std::string& directory, const LockOptions& lock) {
  TRY(check_is_cache(directory, k_nothing_removed));
  Remover remover(directory, lock);
  TRY(remove_leftovers(directory, remover));
  return remover.finish();
}

Result<CacheRemoval> measure_cache(const std::string& directory) {
  TRY(check_is_cache(directory));
  return measure(directory);
}

}  // namespace axle::engine
