// SPDX-License-Identifier: MIT OR Apache-2.0
// Tells URLs from paths.
#include "base/location.hpp"

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

constexpr std::string_view k_file = "file:";

}  // namespace

bool is_url(std::string_view text) {
  return starts_with_ignoring_case(text, k_file) || text.contains("://");
}

bool is_remote(std::string_view text) {
  return starts_with_ignoring_case(text, "http://") || starts_with_ignoring_case(text, "https://");
}

Result<Url> parse_location(std::string_view text, const std::string& working_directory) {
  if (starts_with_ignoring_case(text, k_file) && !text.substr(k_file.size()).starts_with('/')) {
    return Url::from_path(working_directory + "/").resolve(text.substr(k_file.size()));
  }
  return is_url(text) ? Url::parse(text) : Url::from_path(absolute_path(text, working_directory));
}

Result<Url> parse_fetchable_location(std::string_view text, const std::string& working_directory) {
  TRY_ASSIGN(Url url, parse_location(text, working_directory));
  if (!url.is_http() && !url.is_file()) {
    return fail(ErrorCode::bad_url,
                format("the scheme `{}` of `{}` is not supported; a URL begins with `https:`, `http:` or `file:`",
                       to_printable(url.scheme()), url.to_display()));
  }
  return url;
}

}  // namespace axle
