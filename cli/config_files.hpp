// SPDX-License-Identifier: MIT OR Apache-2.0
// Configuration files: axle's own, uv's where they say what to install and from where, and pip's.
//
// Order:   features.md 3.7: project (axle.toml, or [tool.axle] of pyproject.toml, upwards from the working folder),
//          then user, then system. In one folder axle.toml beats [tool.axle]; the same for uv. --config-file replaces
//          all of them but pip's, UV_CONFIG_FILE those of uv, --no-config skips everything. pip's come last
//          (cli/pip_config.hpp).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "cli/env_vars.hpp"
#include "cli/option_values.hpp"

namespace axle::cli {

struct ConfigSearch {
  std::string working_directory;
  std::string config_file;  ///< --config-file; empty: look for files
  bool no_config = false;
  std::string uv_config_file{};  ///< UV_CONFIG_FILE; empty: look for files
};

/// Layers, nearest first. Errors: bad_toml, bad_configuration naming file and key. Unknown keys are warnings.
[[nodiscard]] Result<std::vector<ConfigLayer>> read_config_layers(const ConfigSearch& search,
                                                                  const EnvLookup& environment, WarningSink& warnings);

}  // namespace axle::cli
