// SPDX-License-Identifier: MIT OR Apache-2.0
// Building the staged tree: folders, links, generated files, byte code; on all workers.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "base/link_tree.hpp"
#include "base/result.hpp"
#include "base/thread_pool.hpp"
#include "venv/stage.hpp"
#include "venv/wheel_placement.hpp"

namespace axle::venv {

/// Remembers the first error of any thread.
class FirstError {
 public:
  void keep(Error error);
  /// The error, once.
  [[nodiscard]] Result<void> take();

 private:
  std::mutex mutex_;
  std::optional<Error> error_;  // guarded by mutex_
};

class StageTree {
 public:
  /// All must outlive the tree. `root` holds an empty stage folder.
  StageTree(const Directory& root, const std::vector<WheelPlacement>& placements, const StageOptions& options,
            ThreadPool& pool);

  [[nodiscard]] Result<void> build();
  [[nodiscard]] LinkMode link_mode_used() const { return mode_.load(); }
  /// By placement: manifest indexes of files whose source is missing or differs.
  [[nodiscard]] const std::vector<std::vector<std::uint32_t>>& damaged() const { return damaged_; }
  [[nodiscard]] bool is_damaged() const;

 private:
  struct Chunk {
    std::uint32_t placement = 0;
    std::uint32_t begin = 0;  ///< into `plain`
    std::uint32_t end = 0;
  };

  [[nodiscard]] Result<void> build_wheels(std::size_t first, std::size_t last);
  [[nodiscard]] Result<void> check_stop() const;
  [[nodiscard]] Result<void> open_sites();
  [[nodiscard]] Result<void> make_shared_directories();
  [[nodiscard]] Result<void> prepare_wheel(std::size_t index);
  [[nodiscard]] Result<void> write_generated(const WheelPlacement& placement);
  [[nodiscard]] Result<void> link_mapped(std::size_t index);
  [[nodiscard]] Result<void> link_chunk(const Chunk& chunk);
  [[nodiscard]] Result<void> run_batch(std::size_t index, const Directory& target,
                                       const std::vector<LinkEntry>& entries, const std::vector<std::uint32_t>& files);
  [[nodiscard]] const Directory& site_of(const WheelPlacement& placement) const;

  const Directory& root_;
  const std::vector<WheelPlacement>& placements_;
  const StageOptions& options_;
  ThreadPool& pool_;
  std::atomic<LinkMode> mode_;
  std::vector<std::pair<std::string, Directory>> sites_;
  std::vector<std::optional<Directory>> sources_;
  std::vector<std::vector<std::string_view>> own_directories_;  ///< by placement: nobody else has them
  std::mutex damaged_mutex_;
  std::vector<std::vector<std::uint32_t>> damaged_;  // guarded by damaged_mutex_ while building
};

}  // namespace axle::venv
