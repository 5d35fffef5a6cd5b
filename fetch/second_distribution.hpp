// SPDX-License-Identifier: MIT OR Apache-2.0
// Entries of a wheel that would make a second distribution appear in site-packages, beside its own .dist-info.
//
// Rule:    reliability Z58. A `NAME.egg-info` of the same project is what build tools copy with a source tree: it is a
//          part of the wheel, stands in its RECORD, and counts for nothing (venv/installed.hpp).
// Not here: the .dist-info folder itself (fetch/wheel_contents).
#pragma once

#include <string_view>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "fetch/wheel_archive.hpp"
#include "spec/dist_name.hpp"

namespace axle::fetch {

/// `entry` is a file or folder at the root of the wheel `name`. Errors: bad_wheel "Z58: …".
[[nodiscard]] Result<void> check_root_entry(const FileReader& file, const ArchiveEntry& entry,
                                            const spec::WheelName& name);
/// `inner` is the path of `entry` below `.data/purelib` or `.data/platlib`. Errors: bad_wheel "Z58: …".
[[nodiscard]] Result<void> check_data_entry(std::string_view inner, const ArchiveEntry& entry);

}  // namespace axle::fetch
