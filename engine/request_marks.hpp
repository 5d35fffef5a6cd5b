// SPDX-License-Identifier: MIT OR Apache-2.0
// What an install names and finds in its place is marked as asked for, so that `--autoremove` leaves it.
//
// Not here: lists (`pip sync`, locks), which hold dependencies as well, and upgrades, which ask for nothing new.
#pragma once

#include <set>
#include <string>

#include "engine/pip_install.hpp"
#include "venv/installed.hpp"
#include "venv/plan.hpp"

namespace axle::engine {

/// What the requirements name for an environment with these markers.
[[nodiscard]] std::set<spec::PackageName> names_asked_for(const InstallInputs& inputs,
                                                          const spec::MarkerEnvironment& markers);

/// Keeps all of `asked` that is installed below `root`.
[[nodiscard]] venv::InstallPlan plan_to_keep(const std::set<spec::PackageName>& asked, const venv::Installed& installed,
                                             const std::string& root);

/// Each step of `plan` that keeps one of `asked` without a mark is to mark it. Looks at the disk.
void add_request_marks(venv::InstallPlan& plan, const std::set<spec::PackageName>& asked);

}  // namespace axle::engine
