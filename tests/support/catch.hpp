// SPDX-License-Identifier: MIT OR Apache-2.0
// The one way for a test to include Catch2: the single header of 2.13 (Debian 12) or the headers of 3.
// Not here: main and the reporter's code (catch_main.cpp).
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#if __has_include(<catch2/catch_all.hpp>)
using Catch::Matchers::ContainsSubstring;
#else
namespace Catch::Matchers {
/// Catch2 3 renamed the matcher `Contains` for text; tests use the new name.
inline auto ContainsSubstring(const std::string& text) {
  return Catch::Contains(text);
}
}  // namespace Catch::Matchers
using Catch::Matchers::ContainsSubstring;
#endif
