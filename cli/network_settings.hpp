// SPDX-License-Identifier: MIT OR Apache-2.0
// Settings of the network: proxies, certificates, timeouts, netrc and keyring.
//
// Order:   `http_proxy` and its like before pip's configuration, flags before both; certificates likewise
//          (features.md 3.7).
// Not here: indexes and their credentials (index_settings).
#pragma once

#include "base/result.hpp"
#include "cli/option_values.hpp"
#include "cli/settings.hpp"

namespace axle::cli {

/// Fills `settings.session.http` and `settings.session.credentials`, but for the credentials of indexes.
/// Errors: usage naming the variable or option.
[[nodiscard]] Result<void> fill_network_settings(const ParsedArgs& args, const EnvLookup& environment,
                                                 const OptionValues& values, Settings& settings);

}  // namespace axle::cli
