// SPDX-License-Identifier: MIT OR Apache-2.0
// URLs that are written down for others to read: direct_url.json of an installed distribution.
//
// Spec:    "direct URL", which must be stripped of authentication information; a token in a query is no less than a
//          password (reliability K04).
#pragma once

#include <string>
#include <string_view>

namespace axle {

/// The URL without the parameters of its query that plainly are credentials or signatures. Two URLs that differ in
/// these alone are of the same file; any other parameter may choose between files.
[[nodiscard]] std::string without_tokens(std::string_view url);

}  // namespace axle
