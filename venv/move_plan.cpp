// SPDX-License-Identifier: MIT OR Apache-2.0
// Walking stage and root together.
#include "venv/move_plan.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::venv {
namespace {

constexpr std::size_t k_step_bytes = 64UL * 1024;

class MovePlanner {
 public:
  MovePlanner(const MoveInput& input, WarningSink& warnings)
      : input_(input), warnings_(warnings), dist_infos_(input.new_dist_infos.begin(), input.new_dist_infos.end()) {}

  Result<std::vector<Move>> plan() {
    for (const std::string& dist_info : input_.removal.dist_infos) {
      move_out(dist_info);
    }
    if (input_.has_staged_files) {
      open_.push_back("");
    }
    while (!open_.empty()) {
      const std::string folder = std::move(open_.back());
      open_.pop_back();
      TRY(merge(folder));
    }
    defer_dist_infos();
    move_out_rest();
    for (const std::string& dist_info : input_.new_dist_infos) {
      if (!inside_moved_in(dist_info)) {
        moves_.push_back({Move::Kind::in, dist_info});
      }
    }
    return std::move(moves_);
  }

 private:
  void move_out(const std::string& path) {
    moves_.push_back({Move::Kind::out, path});
    moved_out_.insert(path);
  }

  void move_in(const std::string& path) {
    moves_.push_back({Move::Kind::in, path});
    moved_in_.insert(path);
  }

  static bool inside(const std::unordered_set<std::string>& moved, std::string_view path) {
    for (std::size_t at = path.rfind('/'); at != std::string_view::npos; at = path.rfind('/')) {
      path = path.substr(0, at);
      if (moved.contains(std::string(path))) {
        return true;
      }
    }
    return false;
  }

  bool inside_moved_in(const std::string& path) const { return inside(moved_in_, path); }

  Result<void> merge(const std::string& folder) {
    TRY_ASSIGN(const auto staged, input_.root.list(stage_path_of(folder)));
    TRY_ASSIGN(const auto present, input_.root.list(folder));
    std::unordered_map<std::string_view, FileKind> kinds;
    kinds.reserve(present.size());
    for (const DirectoryEntry& entry : present) {
      kinds.emplace(entry.name, entry.kind);
    }
    for (const DirectoryEntry& entry : staged) {
      const std::string path = join_path(folder, entry.name);
      const auto there = kinds.find(entry.name);
      if (dist_infos_.contains(path)) {
        TRY(check_dist_info(path, there == kinds.end() ? std::nullopt : std::optional(there->second)));
      } else if (there == kinds.end()) {
        move_in(path);
      } else {
        TRY(merge_entry(path, entry.kind, there->second));
      }
    }
    return {};
  }

  static std::string stage_path_of(const std::string& folder) {
    return folder.empty() ? std::string(k_stage_folder) : stage_path(folder);
  }

  /// An old folder of the same name was moved out already, unless it belongs to nobody we know.
  Result<void> check_dist_info(const std::string& path, std::optional<FileKind> present) {
    if (!present || moved_out_.contains(path)) {
      return {};
    }
    if (*present != FileKind::directory) {
      return refuse_kinds(path, FileKind::directory, *present);
    }
    move_out(path);
    return {};
  }

  [[nodiscard]] std::unexpected<Error> refuse_kinds(const std::string& path, FileKind staged, FileKind present) const {
    Error error(ErrorCode::file_conflict,
                format("`{}` is a {} in the environment, but a {} in what is to be installed",
                       to_printable(input_.root.path() + "/" + path), name_of(present), name_of(staged)));
    return fail(present == FileKind::symlink ? std::move(error).with_hint("replace the link with a folder")
                                             : std::move(error));
  }

  Result<void> merge_entry(const std::string& path, FileKind staged, FileKind present) {
    const bool goes = present == FileKind::directory ? input_.removal.has_folder(path) : input_.removal.has_file(path);
    if (goes) {
      move_out(path);
      move_in(path);
      return {};
    }
    if (staged == FileKind::directory && present == FileKind::directory) {
      open_.push_back(path);
      return {};
    }
    if (staged == FileKind::directory || present == FileKind::directory) {
      return refuse_kinds(path, staged, present);
    }
    TRY_ASSIGN(const bool same, staged == FileKind::regular && present == FileKind::regular
                                    ? has_same_content(input_.root, path, stage_path(path))
                                    : Result<bool>(false));
    if (!same) {
      warn_of_replaced(path);
    }
    move_out(path);
    move_in(path);
    return {};
  }

  void warn_of_replaced(const std::string& path) {
    const auto owner = input_.owner_of ? input_.owner_of(path) : std::nullopt;
    warnings_.warn(owner ? format("`{}` of {} is replaced", to_printable(path), *owner)
                         : format("`{}`, which belongs to no installed package, is replaced", to_printable(path)));
  }

  static std::string_view name_of(FileKind kind) {
    return kind == FileKind::directory ? "folder" : kind == FileKind::symlink ? "link" : "file";
  }

  /// A new folder with a dist-info somewhere inside (a whole site folder) comes in after everything else.
  void defer_dist_infos() {
    std::unordered_set<std::string> above;
    for (const std::string& dist_info : dist_infos_) {
      for (std::size_t at = dist_info.rfind('/'); at != std::string::npos; at = dist_info.rfind('/', at - 1)) {
        above.insert(dist_info.substr(0, at));
      }
    }
    std::stable_partition(moves_.begin(), moves_.end(),
                          [&](const Move& move) { return move.kind == Move::Kind::out || !above.contains(move.path); });
  }

  /// Whole folders where the folder above stays, then single files.
  void move_out_rest() {
    std::vector<std::string> rest(input_.removal.folders.begin(), input_.removal.folders.end());
    rest.insert(rest.end(), input_.removal.files.begin(), input_.removal.files.end());
    std::sort(rest.begin(), rest.end());
    for (const std::string& path : rest) {
      if (!moved_out_.contains(path) && !inside(moved_out_, path) && !inside(input_.removal.folders, path)) {
        move_out(path);
      }
    }
  }

  const MoveInput& input_;
  WarningSink& warnings_;
  std::unordered_set<std::string> dist_infos_;
  std::vector<std::string> open_;
  std::vector<Move> moves_;
  std::unordered_set<std::string> moved_out_;
  std::unordered_set<std::string> moved_in_;
};

}  // namespace

Result<bool> has_same_content(const Directory& root, const std::string& a, const std::string& b) {
  TRY_ASSIGN(const FileReader first, FileReader::open(root, a));
  TRY_ASSIGN(const FileReader second, FileReader::open(root, b));
  if (first.status().size_bytes != second.status().size_bytes) {
    return false;
  }
  std::vector<std::byte> first_step(k_step_bytes);
  std::vector<std::byte> second_step(k_step_bytes);
  for (std::uint64_t at = 0;;) {
    TRY_ASSIGN(const std::size_t count, first.read_at(at, first_step));
    TRY_ASSIGN(const std::size_t other, second.read_at(at, second_step));
    if (count != other ||
        !std::equal(first_step.begin(), first_step.begin() + static_cast<std::ptrdiff_t>(count), second_step.begin())) {
      return false;
    }
    if (count < k_step_bytes) {
      return true;
    }
    at += count;
  }
}

Result<std::vector<Move>> plan_moves(const MoveInput& input, WarningSink& warnings) {
  return MovePlanner(input, warnings).plan();
}

}  // namespace axle::venv
