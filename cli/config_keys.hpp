// SPDX-License-Identifier: MIT OR Apache-2.0
// What is said of keys in configuration files that this program does not read.
//
// Rules:   reliability C02: a misspelt key is told, with the nearest one. Keys that uv knows are no mistake in its
//          files; those of them that would change what is installed are told all the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace axle::cli {

/// The table in which a key stands.
enum class KeyTable : std::uint8_t { top, pip, index };

/// The warning about a key that was not read; nothing when it may be there. `is_uv`: the file is one of uv's.
[[nodiscard]] std::optional<std::string> unread_key_warning(std::string_view key, KeyTable table, bool is_uv,
                                                            std::string_view file);

}  // namespace axle::cli
