// SPDX-License-Identifier: MIT OR Apache-2.0
// Index locations from options: which, in which order, with which credentials.
//
// Order:   --index, then --extra-index-url, the default index last (features.md 3.7). Relative paths are folders below
//          the working folder. Credentials of a named index: AXLE_INDEX_<NAME>_USERNAME and _PASSWORD, or UV's twins.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "cli/option_values.hpp"
#include "cli/settings.hpp"

namespace axle::cli {

/// Errors: bad_url naming the option, the variable or the place in a file, never credentials.
[[nodiscard]] Result<IndexSettings> resolve_indexes(const OptionValues& values, const std::string& working_directory,
                                                    const std::string& default_index);

/// Credentials in URLs and in the variables of named indexes, each for the address of its index alone.
[[nodiscard]] std::vector<fetch::ScopedCredentials> find_index_credentials(const EnvLookup& environment,
                                                                           const IndexSettings& indexes);

/// All of them in the order in which they count: those of options and requirements files first, the default one, which
/// a file may name, behind them. --no-index, from wherever it comes, leaves only flat locations.
[[nodiscard]] fetch::IndexPlan join_indexes(const IndexSettings& settings, const engine::FileIndexes& files = {});

}  // namespace axle::cli
