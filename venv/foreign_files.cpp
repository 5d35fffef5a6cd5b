// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks the staged folders with an explicit stack.
#include "venv/foreign_files.hpp"

#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/installed_files.hpp"
#include "venv/installed.hpp"
#include "venv/removal.hpp"

namespace axle::venv {
namespace {

/// What the change brought into new folders, below the root; nothing when a RECORD cannot be read, or does not end with
/// the row of its own that is written last: power loss took of it.
std::optional<std::unordered_set<std::string>> read_listed(const Directory& root, const Journal& journal) {
  std::unordered_set<std::string> listed(journal.files.begin(), journal.files.end());
  for (const std::string& dist_info : journal.dist_infos) {
    const std::string record = join_path(dist_info, "RECORD");
    const auto text = root.read_file(stage_path(record), k_record_limit_bytes);
    if (!text) {
      return std::nullopt;
    }
    const auto rows = spec::parse_record(*text);
    const std::string_view site = path_parent(dist_info);
    if (!rows || rows->empty() || resolve_record_path(site, rows->back().path) != record) {
      return std::nullopt;
    }
    for (const spec::RecordRow& row : *rows) {
      if (auto path = resolve_record_path(site, row.path)) {
        listed.insert(std::move(*path));
      }
    }
  }
  return listed;
}

}  // namespace

std::string make_left_folder_name() {
  return format(".axle-left-{}", random_name());
}

Result<std::vector<std::string>> list_staged_files(const Directory& root, const Journal& journal) {
  const std::unordered_set<std::string_view> dist_infos(journal.dist_infos.begin(), journal.dist_infos.end());
  std::vector<std::string> files;
  std::vector<std::string> open;
  for (const Move& move : journal.moves) {
    TRY_ASSIGN(const auto staged, root.status(stage_path(move.path)));
    const bool is_folder = staged && staged->kind == FileKind::directory;
    if (move.kind == Move::Kind::in && is_folder && !dist_infos.contains(move.path)) {
      open.push_back(move.path);
    }
  }
  while (!open.empty()) {
    const std::string folder = std::move(open.back());
    open.pop_back();
    TRY_ASSIGN(const auto entries, root.list(stage_path(folder)));
    for (const DirectoryEntry& entry : entries) {
      std::string path = join_path(folder, entry.name);
      if (entry.kind != FileKind::directory) {
        files.push_back(std::move(path));
      } else if (entry.name != "__pycache__" && !dist_infos.contains(path)) {
        open.push_back(std::move(path));
      }
    }
  }
  return files;
}

Result<std::string> save_foreign_files(const Directory& root, const Journal& journal) {
  TRY_ASSIGN(std::vector<std::string> files, list_staged_files(root, journal));
  // A journal that names nothing of what came cannot tell it from what somebody put there.
  if (files.empty() || (journal.dist_infos.empty() && journal.files.empty())) {
    return std::string();
  }
  const auto listed = read_listed(root, journal);
  if (!listed) {
    return std::string();
  }
  std::erase_if(files, [&listed](const std::string& path) { return listed->contains(path); });
  if (files.empty()) {
    return std::string();
  }
  const std::string left = make_left_folder_name();
  for (const std::string& path : files) {
    const std::string place = join_path(left, path);
    TRY(root.make_directories(path_parent(place)));
    TRY(root.rename(stage_path(path), root, place));
  }
  return format("what was put into the new folders before they were removed is in `{}`",
                to_printable(join_path(root.path(), left)));
}

}  // namespace axle::venv
