// SPDX-License-Identifier: MIT OR Apache-2.0
// A look over TOML text before toml++ sees it: how deep its tables nest.
//
// For base/toml_doc.cpp and its tests only. Measured: toml++ 3.3.0 overflows the stack on a key of 100,000 parts
// (design: reliability §0.5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace axle {

/// Parts of headers and keys and brackets that may be inside each other.
inline constexpr std::size_t k_toml_depth_limit = 128;

/// The line (from 1) where something nests deeper than the limit, or nothing. Malformed text gives any answer.
[[nodiscard]] std::optional<std::uint32_t> find_too_deep_line(std::string_view text);

}  // namespace axle
