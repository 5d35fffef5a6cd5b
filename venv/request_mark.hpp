// SPDX-License-Identifier: MIT OR Apache-2.0
// REQUESTED of what stays: who is asked for by name is remembered, also when it was there already.
//
// Spec:    PEP 376; recording-installed-packages: RECORD lists the file, so both change in one transaction. The file
//          comes before its row: a row whose file is missing would be a broken distribution, the reverse is none.
// Not here: the mark of what is installed anew (venv/wheel_record.hpp). What a list has marked stays so: it is never
//          taken for certain not to be wanted (engine/orphans.hpp).
#pragma once

#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "venv/change.hpp"
#include "venv/install_scheme.hpp"
#include "venv/installed.hpp"

namespace axle::venv {

/// Whether the distribution lacks REQUESTED and can have it: it keeps such files, and a RECORD that lists them.
[[nodiscard]] bool lacks_request_mark(const InstalledDistribution& distribution);

/// Writes REQUESTED, and RECORD with its row, into the stage; the moves that make them visible, in order.
/// Errors: bad_record; not_removable where it lies outside of the root; those of base/fs.
[[nodiscard]] Result<std::vector<Move>> stage_request_mark(const InstalledDistribution& distribution,
                                                           const Directory& root, const InstallTarget& target);

}  // namespace axle::venv
