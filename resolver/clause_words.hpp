// SPDX-License-Identifier: MIT OR Apache-2.0
// What stands behind a clause in words: the requirements of its versions, and why they were yanked.
//
// Not here: the sentences (fact_text.hpp).
#pragma once

#include <string>
#include <vector>

#include "resolver/clause_store.hpp"
#include "resolver/package_universe.hpp"

namespace axle::resolver {

/// What a clause that was not learned says, one fact for each wording, that of the oldest version first. The parts of a
/// requirement in another order are the same wording. Empty for the tie of an extra to its package.
[[nodiscard]] std::vector<FactId> facts_behind(PackageUniverse& universe, const ClauseStore& clauses, ClauseId id);
/// Why versions of a package were yanked; empty where they have different reasons, or none is given.
[[nodiscard]] std::string shared_yank_reason(PackageUniverse& universe, const Term& versions);

}  // namespace axle::resolver
