// SPDX-License-Identifier: MIT OR Apache-2.0
// A cache slot mirrors the wheel's tree and holds one more file, its index (venv/bytecode_index.hpp). Without a cache,
// and where files of a slot are damaged, the staged sources are compiled where they are. A slot is made anew when its
// sources have other times than those it was compiled from. One with a gap that the system made, not the source, is
// used once and not kept. Byte code that a wheel brings itself stays as it is: Python compares it with its source.
#include "venv/bytecode_stage.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/link_tree.hpp"
#include "venv/bytecode.hpp"
#include "venv/bytecode_index.hpp"
#include "venv/change.hpp"

namespace axle::venv {
namespace {

struct Slot {
  const WheelPlacement* placement = nullptr;
  std::string folder{};
  bool fresh = false;    ///< filled here and not in the cache: nobody else knows the folder
  bool useless = false;  ///< the folder has no index, or was compiled from sources of other times: nothing is linked
  bool damaged = false;  ///< some files are not what the index says
  std::set<std::string> linked{};      ///< paths in the folder
  std::size_t first_task = 0;          ///< the tasks of a fresh one
  std::vector<std::string> targets{};  ///< paths in the folder, one a task
};

class BytecodeStager {
 public:
  explicit BytecodeStager(const BytecodeInput& input)
      : input_(input), interpreter_(*input.options.interpreter), tag_(magic_tag_of(interpreter_)) {}

  Result<std::size_t> run() {
    auto count = fill_and_link();
    remove_unpublished();
    return count;
  }

 private:
  Result<std::size_t> fill_and_link() {
    TRY(plan());
    TRY_ASSIGN(const auto results, compile(tasks_));
    TRY_ASSIGN(const auto direct, compile(direct_tasks_));
    auto count = static_cast<std::size_t>(std::ranges::count(direct, CompileResult::compiled));
    for (Slot& slot : slots_) {
      if (slot.fresh) {
        TRY(publish(slot, std::span(results).subspan(slot.first_task, slot.targets.size())));
        TRY(link(slot));
        if (slot.useless || slot.damaged) {
          return fail(ErrorCode::not_found, format("`{}` is gone", slot.folder));
        }
      }
      count += slot.linked.size();
    }
    return count;
  }

  [[nodiscard]] Result<std::vector<CompileResult>> compile(const std::vector<CompileTask>& tasks) const {
    TRY_ASSIGN(
        CompileOutcome outcome,
        compile_bytecode(interpreter_, tasks, std::max<std::size_t>(input_.pool.workers(), 1), input_.options.stop));
    for (const std::string& refusal : input_.options.log != nullptr ? outcome.refused : std::vector<std::string>()) {
      input_.options.log->debug(format("no byte code for {}", refusal));
    }
    if (!outcome.failed.empty() && input_.options.warnings != nullptr) {
      const std::size_t more = outcome.failed.size() - 1;
      input_.options.warnings->warn(
          format("could not compile {}{}", outcome.failed.front(),
                 more == 0 ? "" : format("; nor {} other {}", more, more == 1 ? "file" : "files")));
    }
    return std::move(outcome.results);
  }

  /// Folders of the cache that nobody will ever find.
  void remove_unpublished() const {
    for (const Slot& slot : slots_) {
      if (slot.fresh) {
        static_cast<void>(remove_tree(slot.folder));
      }
    }
  }

  /// All sources of the wheel, each with the place of its byte code, whether they are placed or left out now: a slot
  /// belongs to the wheel and holds the byte code of all its sources, whoever places them in this change.
  template <typename Use>
  void for_each_source(const WheelPlacement& placement, const Use& use) const {
    const std::vector<spec::ManifestFile>& files = placement.wheel->manifest.files;
    for (const std::uint32_t index : placement.plain) {
      const std::string& path = files[index].path;
      if (!path.ends_with(".py")) {
        continue;
      }
      const std::string compiled = bytecode_path_of(path, interpreter_.cache_tag);
      if (!std::ranges::binary_search(files, compiled, {}, &spec::ManifestFile::path)) {
        use(files[index], compiled, !placement.is_left_out(index));
      }
    }
  }

  /// Where the byte code of the placed sources is in a slot, and what Python must find there as the time of each.
  [[nodiscard]] std::map<std::string, std::optional<std::uint32_t>> placed_sources(
      const WheelPlacement& placement) const {
    std::map<std::string, std::optional<std::uint32_t>> sources;
    for_each_source(placement, [&](const spec::ManifestFile& source, const std::string& compiled, bool is_placed) {
      if (is_placed) {
        sources.emplace(compiled, source.mtime_ns < 0 ? std::nullopt : std::optional(source_time_of(source.mtime_ns)));
      }
    });
    return sources;
  }

  std::string visible(const WheelPlacement& placement, const std::string& path) const {
    return join_path(input_.target.absolute(placement.site), path);
  }

  static std::string staged(const WheelPlacement& placement, const std::string& path) {
    return stage_path(join_path(placement.site, path));
  }

  static const Sha256& archive_of(const Slot& slot) { return slot.placement->wheel->archive_digest; }

  /// Links what the cache has, and finds out what must be compiled.
  Result<void> plan() {
    BytecodeCache* cache = input_.options.bytecode_cache;
    for (const WheelPlacement& placement : input_.placements) {
      Slot slot{.placement = &placement};
      auto found = cache != nullptr ? cache->find(archive_of(slot), tag_) : std::nullopt;
      if (found) {
        slot.folder = std::move(*found);
        TRY(link(slot));
        if (slot.useless || slot.damaged) {
          cache->drop(archive_of(slot), tag_);
        }
      }
      if (cache == nullptr || slot.damaged) {
        compile_in_stage(slot);
      } else if (!found || slot.useless) {
        compile_in_cache(slot);
      }
      slots_.push_back(std::move(slot));
    }
    return {};
  }

  void compile_in_cache(Slot& slot) {
    const WheelPlacement& placement = *slot.placement;
    auto folder = input_.options.bytecode_cache->begin(archive_of(slot), tag_);
    if (!folder) {
      compile_in_stage(slot);
      return;
    }
    slot.folder = std::move(*folder);
    slot.fresh = true;
    slot.first_task = tasks_.size();
    for_each_source(placement, [&](const spec::ManifestFile& source, const std::string& compiled, bool) {
      tasks_.push_back({join_path(placement.wheel->directory, source.path), join_path(slot.folder, compiled),
                        visible(placement, source.path)});
      slot.targets.push_back(compiled);
    });
  }

  /// What is not linked is compiled where it is.
  void compile_in_stage(const Slot& slot) {
    const WheelPlacement& placement = *slot.placement;
    const std::string base = input_.root.path();
    for_each_source(placement, [&](const spec::ManifestFile& source, const std::string& compiled, bool is_placed) {
      if (is_placed && !slot.linked.contains(compiled)) {
        direct_tasks_.push_back({join_path(base, staged(placement, source.path)),
                                 join_path(base, staged(placement, compiled)), visible(placement, source.path)});
      }
    });
  }

  /// `results` of the slot's tasks.
  Result<void> publish(Slot& slot, std::span<const CompileResult> results) const {
    if (const auto status = link_status_of(slot.placement->wheel->directory); !status || !*status) {
      // Taken out of the cache while it was compiled: nobody knows which sources were still there.
      return fail(ErrorCode::not_found, format("`{}` is gone", slot.placement->wheel->directory));
    }
    TRY_ASSIGN(const Directory folder, Directory::open(slot.folder));
    std::set<std::string> compiled;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i] == CompileResult::compiled) {
        compiled.insert(slot.targets[i]);
      }
    }
    TRY(write_bytecode_index(folder, compiled));
    if (std::ranges::find(results, CompileResult::failed) != results.end()) {
      return {};
    }
    std::string place = input_.options.bytecode_cache->publish(archive_of(slot), tag_, slot.folder);
    slot.fresh = place == slot.folder;
    slot.folder = std::move(place);
    return {};
  }

  /// A folder that is removed afterwards is nothing to point at.
  [[nodiscard]] LinkMode link_mode_of(const Slot& slot) const {
    const LinkMode mode = input_.options.link_mode;
    return slot.fresh && mode == LinkMode::symlink ? LinkMode::hardlink : mode;
  }

  /// What the folder has for the sources that are placed: of two wheels with one source only one places it. Nothing
  /// where the folder has no index, or Python would pass over what is in it.
  [[nodiscard]] std::optional<std::vector<BytecodeFile>> read_files(const Directory& folder,
                                                                    const WheelPlacement& placement) const {
    auto files = read_bytecode_index(folder);
    if (!files) {
      return std::nullopt;
    }
    const auto sources = placed_sources(placement);
    std::erase_if(*files, [&](const BytecodeFile& file) { return !sources.contains(file.path); });
    const bool is_stale = std::ranges::any_of(*files, [&](const BytecodeFile& file) {
      const auto time = sources.at(file.path);
      return time && *time != file.source_time;
    });
    return is_stale ? std::nullopt : std::move(files);
  }

  /// Links what the folder has for the sources that are placed, and notes the paths and what was wrong.
  Result<void> link(Slot& slot) const {
    const auto folder = Directory::open(slot.folder);
    const auto files = folder ? read_files(*folder, *slot.placement) : std::nullopt;
    slot.useless = !files;
    if (slot.useless) {
      return {};
    }
    std::vector<std::string> targets;
    for (const BytecodeFile& file : *files) {
      targets.push_back(staged(*slot.placement, file.path));
    }
    TRY(make_parents(targets));
    std::vector<LinkEntry> entries;
    for (std::size_t i = 0; i < files->size(); ++i) {
      const BytecodeFile& file = (*files)[i];
      entries.push_back({.source = file.path,
                         .target = targets[i],
                         .size_bytes = file.size_bytes,
                         .mtime_ns = file.mtime_ns,
                         .mode = 0644});
      slot.linked.insert(file.path);
    }
    std::atomic<LinkMode> mode = link_mode_of(slot);
    TRY_ASSIGN(const LinkOutcome outcome, link_files(*folder, input_.root, entries, mode));
    for (const std::size_t changed : outcome.changed) {
      slot.linked.erase((*files)[changed].path);
    }
    slot.damaged = !outcome.changed.empty();
    return {};
  }

  Result<void> make_parents(const std::vector<std::string>& targets) const {
    std::set<std::string_view> made;
    for (const std::string& target : targets) {
      if (made.insert(path_parent(target)).second) {
        TRY(input_.root.make_directories(path_parent(target)));
      }
    }
    return {};
  }

  const BytecodeInput& input_;
  const Interpreter& interpreter_;
  std::string tag_;
  std::vector<Slot> slots_;
  std::vector<CompileTask> tasks_;         // into folders of the cache
  std::vector<CompileTask> direct_tasks_;  // into the stage
};

}  // namespace

Result<std::size_t> stage_bytecode(const BytecodeInput& input) {
  return BytecodeStager(input).run();
}

}  // namespace axle::venv
