// SPDX-License-Identifier: MIT OR Apache-2.0
// What a user writes for an index or for --find-links: a URL or a folder.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/url.hpp"

namespace axle::engine {

/// A URL, or a path below `working_directory` made one. Errors: bad_url, also for schemes that nothing is fetched by.
[[nodiscard]] Result<Url> parse_index_location(std::string_view text, const std::string& working_directory);

}  // namespace axle::engine
