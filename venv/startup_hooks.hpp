// SPDX-License-Identifier: MIT OR Apache-2.0
// Files of a wheel that Python runs at every start: `.pth` files with `import` lines, sitecustomize, usercustomize.
//
// Why:     they run before anything is imported (reliability D06, D07); a report names them.
#pragma once

#include <string>
#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "venv/wheel_placement.hpp"

namespace axle::venv {

/// Paths below the site folder; reads staged `.pth` files.
[[nodiscard]] Result<std::vector<std::string>> find_startup_hooks(const WheelPlacement& placement,
                                                                  const Directory& root);

}  // namespace axle::venv
