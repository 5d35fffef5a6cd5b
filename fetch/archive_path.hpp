// SPDX-License-Identifier: MIT OR Apache-2.0
// Which names of zip entries are allowed, and what an entry's attributes may say.
//
// Rules:   reliability Z28–Z40, Z45, Z46, Z55, Z60–Z63.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace axle::fetch {

/// Checks the path of an entry, without its final "/". Errors: bad_wheel "Z30: …" and so on.
[[nodiscard]] Result<void> check_archive_path(std::string_view path, bool utf8_flag);

/// Checks the file type in the Unix mode of an entry. Errors: bad_wheel "Z28: …", "Z63: …".
[[nodiscard]] Result<void> check_archive_mode(std::string_view path, std::uint32_t unix_mode, bool is_directory);

}  // namespace axle::fetch
