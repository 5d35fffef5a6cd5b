// SPDX-License-Identifier: MIT OR Apache-2.0
// A cache slot mirrors the wheel's tree and holds one more file, its index (venv/bytecode_index.hpp). Without a cache,
// and where a slot is damaged, the staged sources are compiled where they are. Byte code that a wheel brings itself
// stays as it is: Python compares it with its source, like any other.
#include "venv/bytecode_stage.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
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
  std::string folder;
  bool fresh = false;            ///< filled here and not in the cache: nobody else knows the folder
  bool damaged = false;          ///< something in the folder is not what its index says
  std::set<std::string> linked;  ///< paths in the folder
};

/// A slot belongs to the wheel and holds the byte code of all its sources, whoever places them in this change.
enum class Sources : std::uint8_t { all, placed };

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
    TRY(compile(tasks_));
    TRY_ASSIGN(std::size_t count, compile(direct_tasks_));
    for (Slot& slot : slots_) {
      if (slot.fresh) {
        TRY(publish(slot));
        TRY(link(slot));
        if (slot.damaged) {
          return fail(ErrorCode::not_found, format("`{}` is gone", slot.folder));
        }
      }
      count += slot.linked.size();
    }
    return count;
  }

  Result<std::size_t> compile(const std::vector<CompileTask>& tasks) const {
    TRY_ASSIGN(
        const CompileOutcome compiled,
        compile_bytecode(interpreter_, tasks, std::max<std::size_t>(input_.pool.workers(), 1), input_.options.stop));
    for (const std::string& failure : input_.options.log != nullptr ? compiled.failed : std::vector<std::string>()) {
      input_.options.log->debug(format("no byte code for {}", failure));
    }
    return compiled.compiled;
  }

  /// Folders of the cache that nobody will ever find.
  void remove_unpublished() const {
    for (const Slot& slot : slots_) {
      if (slot.fresh) {
        static_cast<void>(remove_tree(slot.folder));
      }
    }
  }

  /// All sources of the wheel, each with the place of its byte code, whether they are placed or left out now.
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
        use(path, compiled, !placement.is_left_out(index));
      }
    }
  }

  [[nodiscard]] std::set<std::string> compiled_paths(const WheelPlacement& placement, Sources sources) const {
    std::set<std::string> paths;
    for_each_source(placement, [&](const std::string&, const std::string& compiled, bool is_placed) {
      if (is_placed || sources == Sources::all) {
        paths.insert(compiled);
      }
    });
    return paths;
  }

  std::string visible(const WheelPlacement& placement, const std::string& path) const {
    return join_path(input_.target.absolute(placement.site), path);
  }

  static std::string staged(const WheelPlacement& placement, const std::string& path) {
    return stage_path(placement.site.empty() ? path : join_path(placement.site, path));
  }

  static const Sha256& archive_of(const Slot& slot) { return slot.placement->wheel->archive_digest; }

  /// Links what the cache has, and finds out what must be compiled.
  Result<void> plan() {
    BytecodeCache* cache = input_.options.bytecode_cache;
    for (const WheelPlacement& placement : input_.placements) {
      Slot slot{.placement = &placement, .folder = {}, .linked = {}};
      auto found = cache != nullptr ? cache->find(archive_of(slot), tag_) : std::nullopt;
      if (cache == nullptr) {
        compile_in_stage(slot);
      } else if (found) {
        slot.folder = std::move(*found);
        TRY(link(slot));
        if (slot.damaged) {
          cache->drop(archive_of(slot), tag_);
          compile_in_stage(slot);
        }
      } else {
        TRY_ASSIGN(slot.folder, cache->begin(archive_of(slot), tag_));
        slot.fresh = true;
        for_each_source(placement, [&](const std::string& path, const std::string& compiled, bool) {
          tasks_.push_back({join_path(placement.wheel->directory, path), join_path(slot.folder, compiled),
                            visible(placement, path)});
        });
      }
      slots_.push_back(std::move(slot));
    }
    return {};
  }

  /// What is not linked is compiled where it is.
  void compile_in_stage(const Slot& slot) {
    const WheelPlacement& placement = *slot.placement;
    const std::string base = input_.root.path();
    for_each_source(placement, [&](const std::string& path, const std::string& compiled, bool is_placed) {
      if (is_placed && !slot.linked.contains(compiled)) {
        direct_tasks_.push_back({join_path(base, staged(placement, path)), join_path(base, staged(placement, compiled)),
                                 visible(placement, path)});
      }
    });
  }

  Result<void> publish(Slot& slot) const {
    if (const auto status = link_status_of(slot.placement->wheel->directory); !status || !*status) {
      // Taken out of the cache while it was compiled: nobody knows which sources were still there.
      return fail(ErrorCode::not_found, format("`{}` is gone", slot.placement->wheel->directory));
    }
    TRY_ASSIGN(const Directory folder, Directory::open(slot.folder));
    TRY(write_bytecode_index(folder, compiled_paths(*slot.placement, Sources::all)));
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

  /// Links what the folder has for the sources that are placed, and notes the paths and whether anything was wrong.
  Result<void> link(Slot& slot) const {
    const auto folder = Directory::open(slot.folder);
    auto files = folder ? read_bytecode_index(*folder) : std::nullopt;
    slot.damaged = !files;
    if (!files) {
      return {};
    }
    // Of two wheels with one source only one places it.
    const std::set<std::string> wanted = compiled_paths(*slot.placement, Sources::placed);
    std::erase_if(*files, [&](const BytecodeFile& file) { return !wanted.contains(file.path); });
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
