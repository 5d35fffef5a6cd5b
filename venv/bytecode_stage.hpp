// SPDX-License-Identifier: MIT OR Apache-2.0
// Byte code of the wheels that are being staged: linked from the cache, or compiled and then kept there.
#pragma once

#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "base/thread_pool.hpp"
#include "venv/stage.hpp"
#include "venv/wheel_placement.hpp"

namespace axle::venv {

struct BytecodeInput {
  const Directory& root;  ///< with the staged tree
  const std::vector<WheelPlacement>& placements;
  const InstallTarget& target;
  const StageOptions& options;
  ThreadPool& pool;
};

/// Returns the number of byte-code files that are staged now. Sources that do not compile are no error, only
/// lines of the log: Python says the same when they are imported. What the system made fail is a warning.
[[nodiscard]] Result<std::size_t> stage_bytecode(const BytecodeInput& input);

}  // namespace axle::venv
