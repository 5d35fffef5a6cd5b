// SPDX-License-Identifier: MIT OR Apache-2.0
// The grammar below a URL: which characters stand where, percent encoding, hosts, dot segments. For base/url*.cpp.
//
// Spec:    RFC 3986 §2, §3.2.2, §5.2.4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace axle {

/// What a component may hold unencoded.
enum class UrlPart : std::uint8_t { user_info, path, query };

/// Encodes what may not stand in `part`: blanks, non-ASCII bytes, quotes, stray "%". Keeps valid escapes as they are.
[[nodiscard]] std::string normalize_part(std::string_view text, UrlPart part);
/// Encodes everything that may not stand in a path, "%" included: for file names, which have no escapes.
[[nodiscard]] std::string encode_file_path(std::string_view path);
/// Decodes %XX; malformed escapes stay as they are.
[[nodiscard]] std::string decode_leniently(std::string_view text);
/// RFC 3986 §5.2.4.
[[nodiscard]] std::string remove_dot_segments(std::string_view path);
/// Checks a host and brings it into the one form that is compared and connected to. On failure the reason.
[[nodiscard]] std::expected<std::string, std::string> normalize_host(std::string_view host);
/// Length of "name" in "name:…" at the front, 0 if there is no scheme.
[[nodiscard]] std::size_t scheme_length(std::string_view text);
/// The query with values of token-like names replaced by `****`.
[[nodiscard]] std::string redact_query(std::string_view query);
/// "https://user/na:me@pass@host/": what follows the first slash looks like the rest of a user name and password.
/// `rest` is everything after the authority.
[[nodiscard]] bool hides_credentials(std::string_view rest);

}  // namespace axle
