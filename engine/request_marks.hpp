// SPDX-License-Identifier: MIT OR Apache-2.0
// Which packages are marked as asked for, so that `--autoremove` leaves them: what an install names, also where it
// finds it in its place, and what was marked before.
//
// Not here: writing the marks (venv/wheel_record, venv/request_mark).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/pip_install.hpp"
#include "spec/artifact.hpp"
#include "venv/installed.hpp"
#include "venv/plan.hpp"

namespace axle::engine {

/// What the requirements name for an environment with these markers.
[[nodiscard]] std::set<spec::PackageName> names_asked_for(const InstallInputs& inputs,
                                                          const spec::MarkerEnvironment& markers);

/// What the pins name so.
[[nodiscard]] std::set<spec::PackageName> names_asked_for(const std::vector<spec::PinnedArtifact>& pins);

/// What the user asked for once stays so when it comes anew for the sake of another package; and an upgrade asks for
/// nothing that was not asked for before. Looks at the disk.
void keep_requests(venv::InstallPlan& plan, const InstallOptions& options);

/// Keeps all of `asked` that is installed below `root`.
[[nodiscard]] venv::InstallPlan plan_to_keep(const std::set<spec::PackageName>& asked, const venv::Installed& installed,
                                             const std::string& root);

/// Each step of `plan` that keeps one of `asked` without a mark is to mark it. Looks at the disk.
void add_request_marks(venv::InstallPlan& plan, const std::set<spec::PackageName>& asked);

}  // namespace axle::engine
