// SPDX-License-Identifier: MIT OR Apache-2.0
// What somebody may have meant who typed a word that does not exist.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace axle::cli {

/// The candidate nearest to `typed`: fewest letters added, dropped, changed or swapped with their neighbour, at most a
/// third of them; else the shortest one that `typed` is the beginning of. The first of equals.
[[nodiscard]] std::optional<std::string> find_similar(std::string_view typed, std::span<const std::string> candidates);

}  // namespace axle::cli
