// SPDX-License-Identifier: MIT OR Apache-2.0
// Where nobody could say what is newest, that is told: otherwise it would look as if everything was up to date.
//
// Rules:   a single name that no index has may be a package of the user's own. When none of all names is known, the
//          index is most likely not the one that was meant.
// Not here: indexes that refuse; what they say is the error or the warning (engine/index_metadata_source).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/warning_sink.hpp"
#include "fetch/index_client.hpp"
#include "spec/name.hpp"

namespace axle::engine {

/// What was asked of installed packages, and what came of it.
struct LookedUp {
  std::vector<spec::PackageName> offline;  ///< by name: nobody was asked, and the cache has no page
  std::vector<spec::PackageName> unknown;  ///< by name: no index has them
  std::size_t known = 0;                   ///< those that an index has
};

/// `locations` are those that were asked.
void warn_of_unseen(const LookedUp& looked_up, std::span<const fetch::IndexLocation> locations, WarningSink& warnings);

}  // namespace axle::engine
