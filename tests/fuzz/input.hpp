// SPDX-License-Identifier: MIT OR Apache-2.0
// What every fuzz target needs: its input as text, and a way to say that a property does not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace axle::fuzz {

[[nodiscard]] inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the process, which is how a fuzzer learns of a failure; the replay driver printed the input's name before.
inline void require(bool holds, const char* property) {
  if (!holds) {
    static_cast<void>(std::fprintf(stderr, "broken property: %s\n", property));
    std::abort();
  }
}

}  // namespace axle::fuzz
