// SPDX-License-Identifier: MIT OR Apache-2.0
// The files of a dist-info folder that the installer writes: RECORD, INSTALLER, REQUESTED, direct_url.json.
//
// Spec:    recording-installed-packages. RECORD is built from the manifest's digests: nothing is hashed or read again.
#pragma once

#include <string>
#include <vector>

#include "venv/wheel_placement.hpp"

namespace axle::venv {

struct DistInfoFile {
  std::string name;  ///< in the dist-info folder
  std::string text;
};

/// RECORD last; it lists the others, of which there are none without an installer.
[[nodiscard]] std::vector<DistInfoFile> make_dist_info_files(const WheelPlacement& placement,
                                                             const std::string& installer);

}  // namespace axle::venv
