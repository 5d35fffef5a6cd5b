// SPDX-License-Identifier: MIT OR Apache-2.0
// Hash of texts, for maps that are asked with a std::string_view without making a string of it.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace axle {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

}  // namespace axle
