// SPDX-License-Identifier: MIT OR Apache-2.0
// Names of what is on its way into place: nobody can foresee them, and what a killed process left is known by them.
#pragma once

#include <string>
#include <string_view>

namespace axle {

/// Of files and links that are renamed into place beside their final name.
inline constexpr std::string_view k_temporary_prefix = ".axle-";

[[nodiscard]] std::string make_temporary_name(std::string_view prefix = k_temporary_prefix);
/// Whether make_temporary_name() gives such names.
[[nodiscard]] bool is_temporary_name(std::string_view name, std::string_view prefix = k_temporary_prefix);

}  // namespace axle
