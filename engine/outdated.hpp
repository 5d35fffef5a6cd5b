// SPDX-License-Identifier: MIT OR Apache-2.0
// `pip list --outdated`: which newer versions the indexes have for this Python.
//
// Rules:   as the oracle's: the newest version that has a file which is not withdrawn, not newer than --exclude-newer,
//          and fits the interpreter; source archives count, pre-releases do not. A name that no index knows, and one
//          that is not in the cache when offline, is up to date; warnings say so where that proves nothing
//          (engine/unseen_versions).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/pip_inspect.hpp"
#include "engine/pip_install.hpp"

namespace axle::engine {

struct LatestVersion {
  spec::Version version;
  spec::FileType type = spec::FileType::wheel;
};

struct OutdatedRequest {
  fetch::IndexPlan indexes;
  fetch::RefreshPolicy refresh;
  resolver::ExcludeNewer exclude_newer;
};

/// By name; only what is newer than the version in `list`. Errors: unauthorized, network, bad_index_page, cancelled.
[[nodiscard]] Result<std::map<std::string, LatestVersion>> find_newer_versions(
    const std::vector<ListedDistribution>& list, const OutdatedRequest& request, const spec::TargetPython& python,
    Session& session);

}  // namespace axle::engine
