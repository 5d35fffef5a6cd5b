// SPDX-License-Identifier: MIT OR Apache-2.0
// URLs whose only printable form hides credentials.
//
// Spec:    RFC 3986 (syntax, reference resolution), as far as indexes and wheels use it: http, https, file.
// Safety:  control characters, backslashes and ambiguous user info are refused, so that the host we match credentials
//          against is the host that is connected to (reliability K02, K03, K05).
// Not here: credentials from netrc, keyring, environment (fetch/credentials).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace axle {

struct UrlCredentials {
  std::string user;      ///< percent-decoded
  std::string password;  ///< percent-decoded, may be empty
  auto operator<=>(const UrlCredentials&) const = default;
};

/// (scheme, host, port): what credentials belong to.
struct UrlOrigin {
  std::string scheme;
  std::string host;
  std::uint16_t port = 0;
  auto operator<=>(const UrlOrigin&) const = default;
};

class Url {
 public:
  Url() = default;
  /// Absolute URL. Errors: bad_url with the reason; the message never echoes credentials.
  [[nodiscard]] static Result<Url> parse(std::string_view text);
  /// Makes `file:///…` of an absolute path.
  [[nodiscard]] static Url from_path(std::string_view absolute_path);

  [[nodiscard]] const std::string& scheme() const { return scheme_; }
  [[nodiscard]] const std::string& host() const { return host_; }
  /// The default port of the scheme where none is written; 0 for file.
  [[nodiscard]] std::uint16_t port() const;
  /// Percent-encoded path, starts with "/" for http(s).
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& query() const { return query_; }
  [[nodiscard]] const std::string& fragment() const { return fragment_; }
  [[nodiscard]] const std::optional<UrlCredentials>& credentials() const { return credentials_; }
  [[nodiscard]] UrlOrigin origin() const;
  [[nodiscard]] bool is_http() const { return scheme_ == "http" || scheme_ == "https"; }
  [[nodiscard]] bool is_file() const { return scheme_ == "file"; }
  /// Percent-decoded last path segment: the file name of an artifact.
  [[nodiscard]] std::string file_name() const;
  /// Percent-decoded path of a file URL.
  [[nodiscard]] Result<std::string> file_path() const;

  /// Resolves a reference found in a document at this URL (RFC 3986 §5).
  [[nodiscard]] Result<Url> resolve(std::string_view reference) const;
  [[nodiscard]] Url without_fragment() const;
  /// Whether both name the same file: equal but for the fragment, which may hold a digest.
  [[nodiscard]] bool is_same_file(const Url& other) const;
  [[nodiscard]] Url without_credentials() const;
  [[nodiscard]] Url with_credentials(UrlCredentials credentials) const;
  /// Appends one path segment, percent-encoded, and a "/" when `directory`.
  [[nodiscard]] Url with_segment(std::string_view segment, bool directory) const;

  /// For people: password as `****`, token-like query values as `****`.
  [[nodiscard]] std::string to_display() const;
  /// For the wire and for cache keys: never with credentials.
  [[nodiscard]] std::string to_request() const;
  /// With credentials, exactly as given: only for child processes that the user configured and `direct_url` checks.
  [[nodiscard]] std::string to_secret_text() const;

  auto operator<=>(const Url&) const = default;

 private:
  void encode_ambiguous();

  std::string scheme_;
  std::optional<UrlCredentials> credentials_;
  std::string host_;
  std::uint16_t port_ = 0;
  std::string path_;
  std::string query_;
  std::string fragment_;
};

/// Decodes %XX once; nothing when malformed or when a NUL appears.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
/// Encodes everything but unreserved characters (RFC 3986 §2.3).
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Password and tokens of any URL inside a free text replaced by `****`; for messages of other programs.
[[nodiscard]] std::string redact_urls(std::string_view text);

}  // namespace axle
