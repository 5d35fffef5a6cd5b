// SPDX-License-Identifier: MIT OR Apache-2.0
// The staged tree. Order: folders that several wheels use, one after the other; then each wheel's own folders and
// small files, wheel by wheel on all workers; then the links, in chunks of 256 files on all workers. With few
// descriptors, so many wheels after each other.
#include "venv/stage_tree.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "venv/change.hpp"
#include "venv/wheel_record.hpp"

namespace axle::venv {
namespace {

constexpr std::uint32_t k_chunk_files = 256;

std::string staged(std::string_view folder) {
  return folder.empty() ? std::string(k_stage_folder) : stage_path(folder);
}

LinkEntry make_entry(const spec::ManifestFile& file, std::string_view target) {
  return {.source = file.path,
          .target = target,
          .size_bytes = file.size_bytes,
          .mtime_ns = file.mtime_ns,
          .mode = file.executable ? 0755U : 0644U};
}

/// Folders of files out of `.data` and of scripts, below the root.
std::set<std::string> parents_of_placed_files(const std::vector<WheelPlacement>& placements) {
  std::set<std::string> parents;
  for (const WheelPlacement& placement : placements) {
    for (const MappedFile& file : placement.mapped) {
      parents.insert(std::string(path_parent(file.target)));
    }
    for (const GeneratedFile& file : placement.generated) {
      parents.insert(std::string(path_parent(file.target)));
    }
  }
  return parents;
}

/// Each keeps its folder in the cache open; a third of the descriptors may go into that (reliability F16).
std::size_t wheels_at_once() {
  constexpr std::uint64_t k_for_all_else = 64;
  constexpr std::size_t k_least = 4;
  const std::uint64_t limit = raise_descriptor_limit();
  const std::uint64_t share = limit > k_for_all_else ? (limit - k_for_all_else) / 3 : 0;
  return std::max(static_cast<std::size_t>(share), k_least);
}

}  // namespace

void FirstError::keep(Error error) {
  const std::lock_guard lock(mutex_);
  if (!error_) {
    error_ = std::move(error);
  }
}

Result<void> FirstError::take() {
  const std::lock_guard lock(mutex_);
  if (error_) {
    return fail(std::move(*error_));
  }
  return {};
}

StageTree::StageTree(const Directory& root, const std::vector<WheelPlacement>& placements, const StageOptions& options,
                     ThreadPool& pool)
    : root_(root),
      placements_(placements),
      options_(options),
      pool_(pool),
      mode_(options.link_mode),
      sources_(placements.size()),
      own_directories_(placements.size()),
      damaged_(placements.size()) {}

bool StageTree::is_damaged() const {
  return std::any_of(damaged_.begin(), damaged_.end(), [](const auto& files) { return !files.empty(); });
}

const Directory& StageTree::site_of(const WheelPlacement& placement) const {
  const auto found =
      std::find_if(sites_.begin(), sites_.end(), [&](const auto& site) { return site.first == placement.site; });
  return found->second;
}

Result<void> StageTree::build() {
  TRY(open_sites());
  TRY(make_shared_directories());
  const std::size_t at_once = wheels_at_once();
  for (std::size_t first = 0; first < placements_.size(); first += at_once) {
    TRY(build_wheels(first, std::min(placements_.size(), first + at_once)));
  }
  return {};
}

Result<void> StageTree::build_wheels(std::size_t first, std::size_t last) {
  FirstError error;
  pool_.for_each_chunk(last - first, 4, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = first + begin; i < first + end; ++i) {
      if (auto prepared = prepare_wheel(i); !prepared) {
        error.keep(std::move(prepared).error());
      }
    }
  });
  TRY(error.take());
  std::vector<Chunk> chunks;
  for (std::size_t p = first; p < last; ++p) {
    const auto count = static_cast<std::uint32_t>(placements_[p].plain.size());
    for (std::uint32_t at = 0; at < count; at += k_chunk_files) {
      chunks.push_back({static_cast<std::uint32_t>(p), at, std::min(count, at + k_chunk_files)});
    }
  }
  pool_.for_each_chunk(chunks.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (auto linked = link_chunk(chunks[i]); !linked) {
        error.keep(std::move(linked).error());
      }
    }
  });
  std::for_each(sources_.begin() + static_cast<std::ptrdiff_t>(first),
                sources_.begin() + static_cast<std::ptrdiff_t>(last), [](auto& source) { source.reset(); });
  return error.take();
}

Result<void> StageTree::check_stop() const {
  return options_.stop.stop_requested() ? Result<void>(fail(ErrorCode::cancelled, "cancelled")) : Result<void>{};
}

Result<void> StageTree::open_sites() {
  for (const WheelPlacement& placement : placements_) {
    const bool known =
        std::any_of(sites_.begin(), sites_.end(), [&](const auto& site) { return site.first == placement.site; });
    if (!known) {
      const std::string folder = staged(placement.site);
      TRY(root_.make_directories(folder));
      TRY_ASSIGN(Directory site, root_.open_directory(folder));
      sites_.emplace_back(placement.site, std::move(site));
    }
  }
  return {};
}

Result<void> StageTree::make_shared_directories() {
  std::unordered_map<std::string, std::uint32_t> users;
  std::string key;
  const auto key_of = [&](const WheelPlacement& placement, std::string_view directory) -> const std::string& {
    key.assign(placement.site).append("/").append(directory);
    return key;
  };
  for (const WheelPlacement& placement : placements_) {
    for (const std::string& directory : placement.directories) {
      ++users[key_of(placement, directory)];
    }
  }
  const std::set<std::string> parents = parents_of_placed_files(placements_);
  for (const std::string& parent : parents) {
    for (std::string_view above = parent; !above.empty(); above = path_parent(above)) {
      ++users[std::string(above)];
      ++users["/" + std::string(above)];  // the form of a site folder that is the root
    }
  }
  std::set<std::string> made;
  for (std::size_t p = 0; p < placements_.size(); ++p) {
    const WheelPlacement& placement = placements_[p];
    for (const std::string& directory : placement.directories) {
      if (users[key_of(placement, directory)] == 1) {
        own_directories_[p].push_back(directory);
      } else if (made.insert(key).second) {
        TRY(site_of(placement).make_directory(directory));
      }
    }
  }
  for (const std::string& parent : parents) {
    TRY(root_.make_directories(staged(parent)));
  }
  return {};
}

Result<void> StageTree::prepare_wheel(std::size_t index) {
  TRY(check_stop());
  const WheelPlacement& placement = placements_[index];
  const Directory& site = site_of(placement);
  TRY(site.make_new_directories(own_directories_[index]));
  auto source = Directory::open(placement.wheel->directory);
  if (!source) {
    if (source.error().code() != ErrorCode::not_found) {
      return fail(std::move(source).error());
    }
    damaged_[index].assign(placement.plain.begin(), placement.plain.end());
    return {};
  }
  sources_[index].emplace(std::move(*source));
  TRY_ASSIGN(const Directory dist_info, site.open_directory(placement.wheel->manifest.dist_info));
  for (const DistInfoFile& file : make_dist_info_files(placement, options_.installer)) {
    TRY(dist_info.write_file(file.name, file.text));
  }
  TRY(write_generated(placement));
  return link_mapped(index);
}

Result<void> StageTree::write_generated(const WheelPlacement& placement) {
  for (std::size_t i = 0; i < placement.generated.size(); ++i) {
    const bool left_out = !placement.generated_left_out.empty() && placement.generated_left_out[i] != 0;
    const GeneratedFile& file = placement.generated[i];
    if (!left_out) {
      TRY(root_.write_file(stage_path(file.target), file.text, file.executable ? 0755 : 0644));
    }
  }
  return {};
}

Result<void> StageTree::link_mapped(std::size_t index) {
  const WheelPlacement& placement = placements_[index];
  std::vector<std::string> targets;
  std::vector<std::uint32_t> files;
  for (const MappedFile& mapped : placement.mapped) {
    if (!placement.is_left_out(mapped.file)) {
      targets.push_back(stage_path(mapped.target));
      files.push_back(mapped.file);
    }
  }
  std::vector<LinkEntry> entries;
  entries.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    entries.push_back(make_entry(placement.wheel->manifest.files[files[i]], targets[i]));
  }
  return run_batch(index, root_, entries, files);
}

Result<void> StageTree::link_chunk(const Chunk& chunk) {
  TRY(check_stop());
  const WheelPlacement& placement = placements_[chunk.placement];
  std::vector<LinkEntry> entries;
  std::vector<std::uint32_t> files;
  entries.reserve(k_chunk_files);
  files.reserve(k_chunk_files);
  for (std::uint32_t i = chunk.begin; i < chunk.end; ++i) {
    const std::uint32_t file = placement.plain[i];
    if (!placement.is_left_out(file)) {
      const spec::ManifestFile& source = placement.wheel->manifest.files[file];
      entries.push_back(make_entry(source, source.path));
      files.push_back(file);
    }
  }
  return run_batch(chunk.placement, site_of(placement), entries, files);
}

Result<void> StageTree::run_batch(std::size_t index, const Directory& target, const std::vector<LinkEntry>& entries,
                                  const std::vector<std::uint32_t>& files) {
  if (!sources_[index] || entries.empty()) {
    return {};
  }
  TRY_ASSIGN(const LinkOutcome outcome, link_files(*sources_[index], target, entries, mode_));
  if (!outcome.changed.empty()) {
    const std::lock_guard lock(damaged_mutex_);
    for (const std::size_t changed : outcome.changed) {
      damaged_[index].push_back(files[changed]);
    }
  }
  return {};
}

}  // namespace axle::venv
