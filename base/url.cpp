// SPDX-License-Identifier: MIT OR Apache-2.0
// Takes URLs apart, resolves references, prints them with and without secrets.
//
// Spec:    RFC 3986 §3, §5.2, §5.3; RFC 8089 (file); reliability K01–K05.
// Lenient: blanks, non-ASCII bytes and stray "%" in paths and queries are encoded, because index pages contain them.
// Not here: characters and hosts (base/url_text.cpp).
#include "base/url.hpp"

#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "base/text.hpp"
#include "base/url_text.hpp"

namespace axle {
namespace {

constexpr std::size_t k_length_limit_bytes = 65'536;

/// The five components of RFC 3986 appendix B, as written. Absent and empty query or fragment are the same to us.
struct UrlSplit {
  std::string_view authority;
  bool has_authority = false;
  std::string_view path;
  std::string_view query;
  bool has_query = false;
  std::string_view fragment;
};

/// `text` is what follows "scheme:", or a relative reference.
UrlSplit split_url(std::string_view text) {
  UrlSplit parts;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    parts.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    parts.query = text.substr(mark + 1);
    parts.has_query = true;
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    const std::size_t slash = std::min(text.find('/', 2), text.size());
    parts.authority = text.substr(2, slash - 2);
    parts.has_authority = true;
    text = text.substr(slash);
  }
  parts.path = text;
  return parts;
}

/// The URL as far as it can be shown: nothing of it when an "@" says that there may be a secret inside.
std::unexpected<Error> bad_url(std::string_view text, std::string_view reason) {
  constexpr std::size_t k_shown_bytes = 200;
  if (text.find('@') != std::string_view::npos) {
    return fail(ErrorCode::bad_url, format("invalid URL: {}", reason));
  }
  const std::string_view shown = text.substr(0, std::min(text.find_first_of("?#"), k_shown_bytes));
  return fail(ErrorCode::bad_url,
              format("invalid URL `{}{}`: {}", to_printable(shown), shown.size() < text.size() ? "…" : "", reason));
}

std::optional<std::string_view> fault_of_text(std::string_view text) {
  if (text.size() > k_length_limit_bytes) {
    return "it is longer than 64 KiB";
  }
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
    return "it has a control character";
  }
  if (text.find('\\') != std::string_view::npos) {
    return "it has a backslash";
  }
  return std::nullopt;
}

std::expected<std::optional<UrlCredentials>, std::string_view> parse_credentials(std::string_view user_info) {
  if (user_info.empty() || user_info == ":") {
    return std::nullopt;
  }
  const std::size_t colon = std::min(user_info.find(':'), user_info.size());
  UrlCredentials credentials{.user = decode_leniently(user_info.substr(0, colon)),
                             .password = decode_leniently(user_info.substr(std::min(colon + 1, user_info.size())))};
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(credentials.user, is_control) || std::ranges::any_of(credentials.password, is_control)) {
    return std::unexpected("user name or password has a control character");
  }
  return credentials;
}

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" ? 443 : scheme == "http" ? 80 : 0;
}

std::string encode_user_info(const UrlCredentials& credentials) {
  std::string text = percent_encode(credentials.user);
  if (!credentials.password.empty()) {
    text += ':';
    text += percent_encode(credentials.password);
  }
  return text;
}

/// For people. A user name alone is a token for http, and a mere name ("git") for everything else.
std::string mask_user_info(const UrlCredentials& credentials, bool http) {
  if (!credentials.password.empty()) {
    return credentials.user.empty() ? ":****" : percent_encode(credentials.user) + ":****";
  }
  return http ? "****" : percent_encode(credentials.user);
}

struct Authority {
  std::optional<UrlCredentials> credentials;
  std::string host;
  std::uint16_t port = 0;
};

std::expected<Authority, std::string> parse_authority(std::string_view text, std::string_view scheme) {
  Authority authority;
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (text.find('@', at + 1) != std::string_view::npos) {
      return std::unexpected("user name and password are ambiguous; write `@` inside them as `%40`");
    }
    auto credentials = parse_credentials(text.substr(0, at));
    if (!credentials) {
      return std::unexpected(std::string(credentials.error()));
    }
    authority.credentials = *std::move(credentials);
    text = text.substr(at + 1);
  }
  const std::size_t bracket = text.rfind(']');
  if (text.starts_with('[') && bracket == std::string_view::npos) {
    return std::unexpected("the address in brackets is not an IPv6 address");
  }
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (!port.empty()) {
    const auto number = parse_decimal(port);
    if (!number || *number == 0 || *number > 65'535) {
      return std::unexpected("the port is not a number from 1 to 65535");
    }
    authority.port = *number == default_port(scheme) ? std::uint16_t{0} : static_cast<std::uint16_t>(*number);
  }
  const std::string_view host = text.substr(0, colon);
  if (host.empty()) {
    return std::unexpected("it has no host");
  }
  auto normal = normalize_host(host);
  if (!normal) {
    return std::unexpected(std::move(normal).error());
  }
  authority.host = *std::move(normal);
  return authority;
}

std::optional<std::string> fault_of_file_url(const UrlSplit& parts) {
  if (!parts.authority.empty() && !equals_ignoring_case(parts.authority, "localhost")) {
    return "a file URL starts with `file:///`; other hosts cannot be read";
  }
  if (!parts.path.starts_with('/')) {
    return "the path of a file URL is not absolute";
  }
  return std::nullopt;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (const auto fault = fault_of_text(text)) {
    return bad_url(text, *fault);
  }
  const std::size_t length = scheme_length(text);
  if (length == 0) {
    return bad_url(text, "it has no scheme such as `https://`");
  }
  Url url;
  url.scheme_ = to_lower_ascii(text.substr(0, length));
  const UrlSplit parts = split_url(text.substr(length + 1));
  if (url.is_file()) {
    if (const auto fault = fault_of_file_url(parts)) {
      return bad_url(text, *fault);
    }
  } else {
    if (!parts.has_authority) {
      return bad_url(text, "`//` must follow the scheme");
    }
    auto authority = parse_authority(parts.authority, url.scheme_);
    const std::string_view rest = text.substr(length + 3 + parts.authority.size());
    // Checked first: with a "/" in a password the rest of the text makes no sense, and must not be quoted.
    if (parts.authority.find('@') == std::string_view::npos && hides_credentials(rest)) {
      return bad_url(text,
                     "user name and password are ambiguous; write `/`, `?`, `#` and `@` inside them as `%2F`, "
                     "`%3F`, `%23` and `%40`");
    }
    if (!authority) {
      return bad_url(text, authority.error());
    }
    url.credentials_ = std::move(authority->credentials);
    url.host_ = std::move(authority->host);
    url.port_ = authority->port;
  }
  url.path_ = normalize_part(remove_dot_segments(parts.path), UrlPart::path);
  if (url.path_.empty() && url.is_http()) {
    url.path_ = "/";
  }
  url.query_ = normalize_part(parts.query, UrlPart::query);
  url.fragment_ = normalize_part(parts.fragment, UrlPart::query);
  url.encode_ambiguous();
  return url;
}

/// A URL that is printed without its credentials must be read again: what looks like some behind the host is not.
void Url::encode_ambiguous() {
  const std::array<std::string*, 3> parts = {&path_, &query_, &fragment_};
  const auto has_at = [](const std::string* part) { return part->contains('@'); };
  if (is_file() || std::ranges::none_of(parts, has_at)) {
    return;
  }
  const std::string_view mark = query_.empty() ? "" : "?";
  const std::string_view hash = fragment_.empty() ? "" : "#";
  if (!hides_credentials(format("{}{}{}{}{}", path_, mark, query_, hash, fragment_))) {
    return;
  }
  for (std::string* const part : parts) {
    for (std::size_t at = part->find('@'); at != std::string::npos; at = part->find('@', at)) {
      part->replace(at, 1, "%40");
    }
  }
}

Url Url::from_path(std::string_view absolute_path) {
  ASSERT(absolute_path.starts_with('/'), "only an absolute path has a file URL");
  Url url;
  url.scheme_ = "file";
  url.path_ = encode_file_path(absolute_path);
  return url;
}

std::uint16_t Url::port() const {
  return port_ != 0 ? port_ : default_port(scheme_);
}

UrlOrigin Url::origin() const {
  return {.scheme = scheme_, .host = host_, .port = port()};
}

std::string Url::file_name() const {
  const std::string_view segment = std::string_view(path_).substr(path_.rfind('/') + 1);
  auto decoded = percent_decode(segment);
  // An encoded slash must not turn one name into a path.
  return decoded && decoded->find('/') == std::string::npos ? *std::move(decoded) : std::string(segment);
}

Result<std::string> Url::file_path() const {
  if (!is_file()) {
    return fail(ErrorCode::bad_url, format("`{}` is not a file URL", to_display()));
  }
  auto path = percent_decode(path_);
  if (!path) {
    return fail(ErrorCode::bad_url, format("the path of `{}` has a NUL byte", to_display()));
  }
  return *std::move(path);
}

Result<Url> Url::resolve(std::string_view reference) const {
  reference = trim(reference);
  if (scheme_length(reference) != 0) {
    return parse(reference);
  }
  if (reference.starts_with("//")) {
    return parse(format("{}:{}", scheme_, reference));
  }
  if (const auto fault = fault_of_text(reference)) {
    return bad_url(reference, *fault);
  }
  const UrlSplit parts = split_url(reference);
  Url url = *this;
  url.fragment_ = normalize_part(parts.fragment, UrlPart::query);
  if (!parts.path.empty() || parts.has_query) {
    url.query_ = normalize_part(parts.query, UrlPart::query);
  }
  if (parts.path.starts_with('/')) {
    url.path_ = normalize_part(remove_dot_segments(parts.path), UrlPart::path);
  } else if (!parts.path.empty()) {
    std::string merged = path_.substr(0, path_.rfind('/') + 1);
    merged += normalize_part(parts.path, UrlPart::path);
    url.path_ = remove_dot_segments(merged.starts_with('/') ? merged : "/" + merged);
  }
  url.encode_ambiguous();
  return url;
}

Url Url::without_fragment() const {
  Url url = *this;
  url.fragment_.clear();
  return url;
}

bool Url::is_same_file(const Url& other) const {
  return host_ == other.host_ && path_ == other.path_ && query_ == other.query_ && scheme_ == other.scheme_ &&
         port_ == other.port_ && credentials_ == other.credentials_;
}

Url Url::without_credentials() const {
  Url url = *this;
  url.credentials_.reset();
  return url;
}

Url Url::with_credentials(UrlCredentials credentials) const {
  Url url = *this;
  url.credentials_ = std::move(credentials);
  return url;
}

Url Url::with_segment(std::string_view segment, bool directory) const {
  Url url = without_fragment();
  url.path_ += url.path_.ends_with('/') ? "" : "/";
  url.path_ += percent_encode(segment);
  url.path_ += directory ? "/" : "";
  return url;
}

namespace {

/// `user_info` is encoded already; empty for none.
std::string join_url(const Url& url, std::string_view user_info, std::string_view query, bool with_fragment) {
  std::string text = format("{}://{}{}{}", url.scheme(), user_info, user_info.empty() ? "" : "@", url.host());
  if (const UrlOrigin origin = url.origin(); origin.port != default_port(url.scheme())) {
    format_to(text, ":{}", origin.port);
  }
  text += url.path();
  if (!query.empty()) {
    text += '?';
    text += query;
  }
  if (with_fragment && !url.fragment().empty()) {
    text += '#';
    text += url.fragment();
  }
  return text;
}

}  // namespace

std::string Url::to_display() const {
  return join_url(*this, credentials_ ? mask_user_info(*credentials_, is_http()) : std::string(), redact_query(query_),
                  true);
}

std::string Url::to_request() const {
  return join_url(*this, {}, query_, false);
}

std::string Url::to_secret_text() const {
  return join_url(*this, credentials_ ? encode_user_info(*credentials_) : std::string(), query_, true);
}

}  // namespace axle
