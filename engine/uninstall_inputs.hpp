// SPDX-License-Identifier: MIT OR Apache-2.0
// What `pip uninstall` is asked to remove. Only identities count: nothing need be installable or even there.
//
// Rules:   as the oracle's: `name`, `name @ anything` and wheels go by their name, other paths and URLs by the URL that
//          direct_url.json tells, a repository's with its commit. Versions, hashes and credentials do not count.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/install_inputs.hpp"
#include "engine/session.hpp"
#include "spec/name.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

struct UninstallTargets {
  std::vector<spec::PackageName> names;
  std::vector<std::string> urls;  ///< without credentials; of a fragment only `subdirectory=…`
  bool with_orphans = false;      ///< also what only these needed (engine/orphans)
};

/// Errors: usage when nothing is asked for; bad_requirement, bad_requirements_file, bad_configuration, not_found for a
/// missing requirements file; network failures of files given by URL.
[[nodiscard]] Result<UninstallTargets> collect_uninstall_targets(const InputRequest& request, Session& session);

/// What is installed from a URL of UninstallTargets.
[[nodiscard]] std::vector<spec::PackageName> find_installed_from(const std::string& url,
                                                                 const venv::Installed& installed);

}  // namespace axle::engine
