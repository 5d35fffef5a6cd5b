// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks the stage with an explicit stack.
#include "venv/foreign_files.hpp"

#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "spec/installed_files.hpp"
#include "venv/change.hpp"
#include "venv/installed.hpp"
#include "venv/removal.hpp"

namespace axle::venv {
namespace {

/// Paths below the stage.
struct StageContent {
  std::vector<std::string> files;
  std::vector<std::string> dist_infos;
};

Result<StageContent> look_through_stage(const Directory& root) {
  StageContent content;
  std::vector<std::string> open = {""};
  while (!open.empty()) {
    const std::string folder = std::move(open.back());
    open.pop_back();
    TRY_ASSIGN(const auto entries, root.list(folder.empty() ? std::string(k_stage_folder) : stage_path(folder)));
    for (const DirectoryEntry& entry : entries) {
      std::string path = join_path(folder, entry.name);
      if (entry.kind != FileKind::directory) {
        content.files.push_back(std::move(path));
      } else if (entry.name.ends_with(".dist-info")) {
        content.dist_infos.push_back(std::move(path));
      } else if (entry.name != "__pycache__") {
        open.push_back(std::move(path));
      }
    }
  }
  return content;
}

/// What the RECORDs list, below the root; nothing when one cannot be read, or does not end with the row of its own that
/// is written last: power loss took of it.
std::optional<std::unordered_set<std::string>> read_listed(const Directory& root,
                                                           const std::vector<std::string>& dist_infos) {
  std::unordered_set<std::string> listed;
  for (const std::string& dist_info : dist_infos) {
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
  return dist_infos.empty() ? std::nullopt : std::optional(std::move(listed));
}

}  // namespace

std::string make_left_folder_name() {
  return format(".axle-left-{}", random_name());
}

Result<std::optional<std::string>> save_foreign_files(const Directory& root) {
  TRY_ASSIGN(StageContent content, look_through_stage(root));
  const auto listed = read_listed(root, content.dist_infos);
  if (!listed) {
    return std::nullopt;
  }
  std::erase_if(content.files, [&listed](const std::string& path) { return listed->contains(path); });
  if (content.files.empty()) {
    return std::nullopt;
  }
  std::string left = make_left_folder_name();
  for (const std::string& path : content.files) {
    const std::string place = join_path(left, path);
    TRY(root.make_directories(path_parent(place)));
    TRY(root.rename(stage_path(path), root, place));
  }
  return left;
}

}  // namespace axle::venv
