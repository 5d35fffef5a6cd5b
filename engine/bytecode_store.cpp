// SPDX-License-Identifier: MIT OR Apache-2.0
// Folders of byte code by digest and magic tag.
#include "engine/bytecode_store.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/fs.hpp"
#include "fetch/artifact_cache.hpp"
#include "venv/bytecode_index.hpp"

namespace axle::engine {
namespace {

std::optional<std::vector<venv::BytecodeFile>> read_files(const std::string& path) {
  const auto folder = Directory::open(path);
  return folder ? venv::read_bytecode_index(*folder) : std::nullopt;
}

/// Whether what is there is a folder with all that is in ours, made from sources of the same times.
bool stands_for(const std::string& there, const std::string& ours) {
  const auto status = link_status_of(there);
  if (!status || !*status || (*status)->kind != FileKind::directory) {
    return false;
  }
  const auto files = read_files(there);
  const auto wanted = read_files(ours);
  const auto key = [](const venv::BytecodeFile& file) { return std::pair(file.path, file.source_time); };
  return files && wanted && std::ranges::includes(*files, *wanted, {}, key, key);
}

}  // namespace

BytecodeStore::BytecodeStore(std::string cache_directory) : root_(std::move(cache_directory)) {}

std::string BytecodeStore::entry_path(const Sha256& archive, std::string_view magic_tag) const {
  return join_path(fetch::digest_path(root_, fetch::k_bytecode_bucket, to_hex(archive)), magic_tag);
}

std::optional<std::string> BytecodeStore::find(const Sha256& archive, std::string_view magic_tag) const {
  std::string path = entry_path(archive, magic_tag);
  const auto status = link_status_of(path);
  if (!status || !*status || (*status)->kind != FileKind::directory) {
    return std::nullopt;
  }
  return path;
}

Result<std::string> BytecodeStore::begin(const Sha256&, std::string_view) {
  const std::string parent = root_ + "/tmp";
  TRY(make_directories(parent, 0700));
  TRY_ASSIGN(TemporaryDirectory folder, TemporaryDirectory::create(parent, "bytecode"));
  std::string path = folder.path();
  folder.release();
  return path;
}

std::string BytecodeStore::publish(const Sha256& archive, std::string_view magic_tag, const std::string& folder) {
  std::string path = entry_path(archive, magic_tag);
  if (!make_directories(std::string(path_parent(path)))) {
    return folder;
  }
  if (rename_path(folder, path)) {
    return path;
  }
  if (stands_for(path, folder)) {
    static_cast<void>(remove_tree(folder));
    return path;
  }
  // A file, a link, a damaged folder or one of other sources: find() would never get past it.
  drop(archive, magic_tag);
  return rename_path(folder, path) ? path : folder;
}

void BytecodeStore::drop(const Sha256& archive, std::string_view magic_tag) {
  const auto trash = TemporaryDirectory::create(root_ + "/tmp", "bytecode");
  if (trash) {
    static_cast<void>(take_away(entry_path(archive, magic_tag), trash->path() + "/damaged"));
  }
}

}  // namespace axle::engine
