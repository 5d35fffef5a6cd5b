// SPDX-License-Identifier: MIT OR Apache-2.0
// Text formatting: the one place that knows {fmt}; g++ 12 has no <format>.
//
// Not here: output streams (cli/printer).
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace axle {

/// `format("{} of {}", 1, 2)`; the format string is checked while compiling.
template <typename... Args>
[[nodiscard]] std::string format(fmt::format_string<Args...> text, Args&&... args) {
  return fmt::format(text, std::forward<Args>(args)...);
}

/// Appends to `out`, without a temporary string.
template <typename... Args>
void format_to(std::string& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
}

}  // namespace axle
