// SPDX-License-Identifier: MIT OR Apache-2.0
// Why a digest that a user wrote cannot be one, for messages.
//
// Not here: reading digests (base/digest), where they may stand (requirements_file, engine/direct_wheel).
#pragma once

#include <string>
#include <string_view>

namespace axle::project {

/// What is wrong with `ALGORITHM:DIGITS` (or `=`), for which parse_hash() has nothing. Shown is `written`, the text
/// before variables were filled in: those may hold anything.
[[nodiscard]] std::string explain_bad_hash(std::string_view expanded, std::string_view written);

}  // namespace axle::project
