// SPDX-License-Identifier: MIT OR Apache-2.0
// Locations from texts.
#include "engine/index_location.hpp"

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::engine {

Result<Url> parse_index_location(std::string_view text, const std::string& working_directory) {
  if (text.find("://") == std::string_view::npos && !text.starts_with("file:")) {
    return Url::from_path(absolute_path(text, working_directory));
  }
  TRY_ASSIGN(Url url, Url::parse(text));
  if (!url.is_http() && !url.is_file()) {
    return fail(ErrorCode::bad_url,
                format("the scheme `{}` of `{}` is not supported; a URL begins with `https:`, `http:` or `file:`",
                       to_printable(url.scheme()), url.to_display()));
  }
  return url;
}

}  // namespace axle::engine
