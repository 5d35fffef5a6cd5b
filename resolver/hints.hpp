// SPDX-License-Identifier: MIT OR Apache-2.0
// What may help the user, from a proof. Each hint is about a package that takes part in it.
#pragma once

#include <string>
#include <vector>

#include "resolver/outcome.hpp"

namespace axle::resolver {

/// Without the word "hint"; sorted by package, then kind.
[[nodiscard]] std::vector<std::string> hints_of(const NoSolution& proof);

}  // namespace axle::resolver
