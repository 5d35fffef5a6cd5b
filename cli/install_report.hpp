// SPDX-License-Identifier: MIT OR Apache-2.0
// A dry run of `pip install` or `pip sync` as JSON.
//
// Spec:    pip's installation report, version 1; `axle_version` stands for `pip_version`. `dry_run`, `installed` and
//          `removed` are the same as after a change (cli/change_report).
#pragma once

#include <string>

#include "engine/pip_install.hpp"
#include "spec/marker.hpp"

namespace axle::cli {

/// One line. `markers` are those of the target; `version` is the program's.
[[nodiscard]] std::string install_report_to_json(const engine::InstallDone& done,
                                                 const spec::MarkerEnvironment& markers, const std::string& version);

}  // namespace axle::cli
