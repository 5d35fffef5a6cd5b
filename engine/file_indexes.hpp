// SPDX-License-Identifier: MIT OR Apache-2.0
// Where requirements files say that packages come from.
//
// Spec:    pip's requirements file format: --index-url, --extra-index-url, --find-links, --no-index.
// Not here: reading the files (project/requirements_file), the command line's indexes, which win (cli/index_settings).
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "fetch/index_client.hpp"
#include "project/requirements_file.hpp"

namespace axle::engine {

/// Index options found in requirements files.
struct FileIndexes {
  std::optional<fetch::IndexLocation> base;
  std::vector<fetch::IndexLocation> extra;
  std::vector<fetch::IndexLocation> flat;
  bool no_index = false;
};

/// Adds what one more file says. Errors: bad_requirements_file when it names another `--index-url` than one before.
[[nodiscard]] Result<void> add_indexes(const project::RequirementsFile& file, FileIndexes& indexes);

}  // namespace axle::engine
