// SPDX-License-Identifier: MIT OR Apache-2.0
// Compression for fixtures: axle itself only decompresses.
#pragma once

#include <string>
#include <string_view>

namespace axle::test {

[[nodiscard]] std::string deflate_raw(std::string_view data);
[[nodiscard]] std::string gzip(std::string_view data);

}  // namespace axle::test
