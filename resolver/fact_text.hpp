// SPDX-License-Identifier: MIT OR Apache-2.0
// One fact of a proof as a clause of a sentence, without "because".
#pragma once

#include <span>
#include <string>
#include <vector>

#include "resolver/outcome.hpp"

namespace axle::resolver {

/// For example "all versions of b depend on a<2", "a==1.0 requires Python >=3.12", "you require a>=2", "a==1.0 is installed".
[[nodiscard]] std::string fact_text(const NoSolution& proof, const Fact& fact);
/// Several facts joined; the user's requirements become one "you require a, b and c".
[[nodiscard]] std::string joined_facts(const NoSolution& proof, std::span<const std::uint32_t> facts);

}  // namespace axle::resolver
