// SPDX-License-Identifier: MIT OR Apache-2.0
// What `pip upgrade` asks of the resolution of an install.
//
// Rules:   with --all everything may move; with names what requires them stays as it is, and the rest moves only where
//          the new versions need it. Nothing goes back, but for what is needed and not there (engine/unmet_needs).
//          Editables, what came from a URL, what cannot be removed and what is damaged stay.
#pragma once

#include <set>
#include <vector>

#include "base/result.hpp"
#include "engine/installed_roots.hpp"
#include "engine/pip_install.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

/// What joins the user's inputs.
struct UpgradeInputs {
  std::set<spec::PackageName> held;  ///< at their version; only the environment has them
  std::vector<StayingPackage> staying;
};

/// Adds what is installed to `inputs`. Errors: not_installed for a name that is not there.
[[nodiscard]] Result<UpgradeInputs> add_upgrade(const UpgradeScope& scope, const venv::Installed& installed,
                                                const TargetEnvironment& environment, InstallInputs& inputs);

}  // namespace axle::engine
