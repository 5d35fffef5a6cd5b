// SPDX-License-Identifier: MIT OR Apache-2.0
// Folders of byte code by digest and magic tag.
#include "engine/bytecode_store.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"

namespace axle::engine {

BytecodeStore::BytecodeStore(std::string cache_directory) : root_(std::move(cache_directory)) {}

std::string BytecodeStore::entry_path(const Sha256& archive, std::string_view magic_tag) const {
  const std::string hex = to_hex(archive);
  return format("{}/bytecode-v1/{}/{}/{}", root_, std::string_view(hex).substr(0, 2), hex, magic_tag);
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

Result<void> BytecodeStore::publish(const Sha256& archive, std::string_view magic_tag, const std::string& folder) {
  const std::string path = entry_path(archive, magic_tag);
  TRY(make_directories(std::string(path_parent(path))));
  if (rename_path(folder, path)) {
    return {};
  }
  return remove_tree(folder);
}

void BytecodeStore::drop(const Sha256& archive, std::string_view magic_tag) {
  const auto trash = TemporaryDirectory::create(root_ + "/tmp", "bytecode");
  if (trash) {
    static_cast<void>(rename_path(entry_path(archive, magic_tag), trash->path() + "/damaged"));
  }
}

}  // namespace axle::engine
