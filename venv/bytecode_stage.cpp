// SPDX-License-Identifier: MIT OR Apache-2.0
// A cache slot mirrors the wheel's tree and holds one more file, `index`: records `size NUL path NUL`, so that linking
// needs no walk. Without a cache the staged sources are compiled where they are. Byte code that a wheel brings itself
// stays as it is: Python compares it with its source, like any other.
#include "venv/bytecode_stage.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/link_tree.hpp"
#include "base/rel_path.hpp"
#include "base/text.hpp"
#include "venv/bytecode.hpp"
#include "venv/change.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_index_limit_bytes = 64 * 1024 * 1024;
constexpr std::string_view k_index_file = "index";

struct Slot {
  const WheelPlacement* placement = nullptr;
  std::string folder;
  bool fresh = false;  ///< to be filled and published
};

class BytecodeStager {
 public:
  explicit BytecodeStager(const BytecodeInput& input)
      : input_(input), interpreter_(*input.options.interpreter), tag_(magic_tag_of(interpreter_)) {}

  Result<std::size_t> run() {
    auto count = fill_and_link();
    if (!count) {
      drop_unpublished();
    }
    return count;
  }

 private:
  Result<std::size_t> fill_and_link() {
    TRY(open_slots());
    TRY_ASSIGN(
        const CompileOutcome compiled,
        compile_bytecode(interpreter_, tasks_, std::max<std::size_t>(input_.pool.workers(), 1), input_.options.stop));
    for (const std::string& failure : input_.options.log != nullptr ? compiled.failed : std::vector<std::string>()) {
      input_.options.log->debug(format("no byte code for {}", failure));
    }
    std::size_t count = direct_ ? compiled.compiled : 0;
    for (Slot& slot : slots_) {
      if (slot.fresh) {
        TRY(publish(slot));
        slot.fresh = false;
      }
      TRY_ASSIGN(const std::size_t linked, link(slot));
      count += linked;
    }
    return count;
  }

  /// Folders of the cache that nobody will ever find.
  void drop_unpublished() const {
    for (const Slot& slot : slots_) {
      if (slot.fresh) {
        static_cast<void>(remove_tree(slot.folder));
      }
    }
  }

  /// Sources of the wheel, each with the place of its byte code.
  template <typename Use>
  void for_each_source(const WheelPlacement& placement, const Use& use) const {
    const std::vector<spec::ManifestFile>& files = placement.wheel->manifest.files;
    for (const std::uint32_t index : placement.plain) {
      const std::string& path = files[index].path;
      if (!path.ends_with(".py") || placement.is_left_out(index)) {
        continue;
      }
      const std::string compiled = bytecode_path_of(path, interpreter_.cache_tag);
      if (!std::ranges::binary_search(files, compiled, {}, &spec::ManifestFile::path)) {
        use(path, compiled);
      }
    }
  }

  std::string visible(const WheelPlacement& placement, const std::string& path) const {
    return join_path(input_.target.absolute(placement.site), path);
  }

  static std::string staged(const WheelPlacement& placement, const std::string& path) {
    return stage_path(placement.site.empty() ? path : join_path(placement.site, path));
  }

  Result<void> open_slots() {
    BytecodeCache* cache = input_.options.bytecode_cache;
    direct_ = cache == nullptr;
    for (const WheelPlacement& placement : input_.placements) {
      const Sha256& archive = placement.wheel->archive_digest;
      if (direct_) {
        for_each_source(placement, [&](const std::string& path, const std::string& compiled) {
          const std::string base = input_.root.path();
          tasks_.push_back({join_path(base, staged(placement, path)), join_path(base, staged(placement, compiled)),
                            visible(placement, path)});
        });
        continue;
      }
      if (auto found = cache->find(archive, tag_)) {
        slots_.push_back({&placement, std::move(*found), false});
        continue;
      }
      TRY_ASSIGN(std::string folder, cache->begin(archive, tag_));
      for_each_source(placement, [&](const std::string& path, const std::string& compiled) {
        tasks_.push_back(
            {join_path(placement.wheel->directory, path), join_path(folder, compiled), visible(placement, path)});
      });
      slots_.push_back({&placement, std::move(folder), true});
    }
    return {};
  }

  Result<void> publish(const Slot& slot) const {
    TRY_ASSIGN(const Directory folder, Directory::open(slot.folder));
    std::string index;
    for (const spec::ManifestFile& file : slot.placement->wheel->manifest.files) {
      if (!file.path.ends_with(".py")) {
        continue;
      }
      const std::string path = bytecode_path_of(file.path, interpreter_.cache_tag);
      TRY_ASSIGN(const auto found, folder.status(path));
      if (found) {
        format_to(index, "{}", found->size_bytes);
        index.append(1, '\0').append(path).append(1, '\0');
      }
    }
    TRY(folder.write_file(k_index_file, index));
    return input_.options.bytecode_cache->publish(slot.placement->wheel->archive_digest, tag_, slot.folder);
  }

  /// Entries of the index whose folders exist in the stage; damaged ones are left out, Python compiles them itself.
  Result<std::size_t> link(const Slot& slot) const {
    const auto folder_path = input_.options.bytecode_cache->find(slot.placement->wheel->archive_digest, tag_);
    const auto folder = Directory::open(folder_path.value_or(slot.folder));
    const auto index = folder ? folder->read_file(k_index_file, k_index_limit_bytes) : Result<std::string>();
    if (!folder || !index) {
      return 0;
    }
    const auto words = split(*index, '\0');
    std::vector<LinkEntry> entries;
    std::vector<std::string> targets(words.size() / 2);
    std::set<std::string> folders;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
      const auto size = parse_decimal(words[i]);
      if (!size || !RelPath::parse(words[i + 1])) {
        continue;
      }
      std::string& target = targets[i / 2];
      target = staged(*slot.placement, std::string(words[i + 1]));
      if (folders.insert(std::string(path_parent(target))).second) {
        TRY(input_.root.make_directories(path_parent(target)));
      }
      entries.push_back({.source = words[i + 1], .target = target, .size_bytes = *size, .mtime_ns = -1, .mode = 0644});
    }
    std::atomic<LinkMode> mode = input_.options.link_mode;
    TRY_ASSIGN(const LinkOutcome outcome, link_files(*folder, input_.root, entries, mode));
    return entries.size() - outcome.changed.size();
  }

  const BytecodeInput& input_;
  const Interpreter& interpreter_;
  std::string tag_;
  bool direct_ = false;
  std::vector<Slot> slots_;
  std::vector<CompileTask> tasks_;
};

}  // namespace

Result<std::size_t> stage_bytecode(const BytecodeInput& input) {
  return BytecodeStager(input).run();
}

}  // namespace axle::venv
