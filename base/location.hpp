// SPDX-License-Identifier: MIT OR Apache-2.0
// A place as people write it, on command lines, in settings and in files: a path or a URL.
//
// Rules:   `scheme://…` and `file:…` are URLs, in any case; everything else is a path. `file:x` without a slash is
//          relative, as a path is.
// Not here: what the place holds, whether it exists.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/url.hpp"

namespace axle {

[[nodiscard]] bool is_url(std::string_view text);
/// Whether the place is reached over HTTP: `http://…`, `https://…`, in any case.
[[nodiscard]] bool is_remote(std::string_view text);
/// The place as a URL; what is relative is below `working_directory`. Errors: bad_url.
[[nodiscard]] Result<Url> parse_location(std::string_view text, const std::string& working_directory);

/// As parse_location(), of what is to be fetched. Errors: also bad_url for other schemes than `http`, `https`, `file`.
[[nodiscard]] Result<Url> parse_fetchable_location(std::string_view text, const std::string& working_directory);

}  // namespace axle
