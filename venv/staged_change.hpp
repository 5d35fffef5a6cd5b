// SPDX-License-Identifier: MIT OR Apache-2.0
// What stands behind Staged: for stage.cpp and commit.cpp.
#pragma once

#include "base/fs.hpp"
#include "venv/change.hpp"
#include "venv/commit.hpp"
#include "venv/stage.hpp"

namespace axle::venv {

struct StagedChange {
  Directory root;
  Journal journal;
  InstallReport report;
  LinkMode link_mode_used = LinkMode::hardlink;
  std::size_t compiled_files = 0;
};

}  // namespace axle::venv
