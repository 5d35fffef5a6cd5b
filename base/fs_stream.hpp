// SPDX-License-Identifier: MIT OR Apache-2.0
// Writing into what is there and no file: a device of characters (/dev/null, a terminal) or a pipe.
//
// Not here: files, which are replaced (base/fs.hpp); reading pipes (read_input() there).
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace axle {

/// Whether the path leads to a device of characters or a pipe: what is written there is gone on.
[[nodiscard]] bool is_stream(const std::string& path);
/// Writes all of `data` into such a thing; waits for a pipe's reader. Errors: those of the system; cancelled, within a
/// moment of `stop`.
[[nodiscard]] Result<void> write_stream(const std::string& path, std::string_view data, const std::stop_token& stop);

}  // namespace axle
