// SPDX-License-Identifier: MIT OR Apache-2.0
// Characters, escapes, hosts and dot segments of URLs, and what in a text must not be shown.
//
// Spec:    RFC 3986 §2, §3.2.2, §5.2.4; reliability K01–K05.
// Not here: taking a URL apart (base/url.cpp).
#include "base/url_text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "base/url_tokens.hpp"

namespace axle {
namespace {

constexpr std::string_view k_unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
constexpr std::string_view k_sub_delims = "!$&'()*+,;=";

constexpr std::uint8_t k_in_user_info = 1;
constexpr std::uint8_t k_in_path = 2;
constexpr std::uint8_t k_in_query = 4;
constexpr std::uint8_t k_is_unreserved = 8;

constexpr std::array<std::uint8_t, 256> k_allowed = [] {
  std::array<std::uint8_t, 256> table{};
  const auto add = [&](std::string_view characters, unsigned parts) {
    for (const char c : characters) {
      auto& entry = table[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | parts);
    }
  };
  add(k_unreserved, k_in_user_info | k_in_path | k_in_query | k_is_unreserved);
  add(k_sub_delims, k_in_user_info | k_in_path | k_in_query);
  add(":@/", k_in_path | k_in_query);
  add("?", k_in_query);
  return table;
}();

std::uint8_t bit_of(UrlPart part) {
  return part == UrlPart::user_info ? k_in_user_info : part == UrlPart::path ? k_in_path : k_in_query;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char folded = static_cast<char>(c | 0x20);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

/// The byte that a "%XX" at the front stands for, or -1.
int escape_at(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') {
    return -1;
  }
  const int high = hex_value(text[1]);
  const int low = hex_value(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void append_escape(std::string& out, char c) {
  format_to(out, "%{:02X}", static_cast<unsigned char>(c));
}

std::string encode_with(std::string_view text, std::uint8_t allowed) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if ((k_allowed[static_cast<unsigned char>(c)] & allowed) != 0) {
      encoded += c;
    } else {
      append_escape(encoded, c);
    }
  }
  return encoded;
}

bool is_number(std::string_view label) {
  return !label.empty() &&
         (label.find_first_not_of("0123456789") == std::string_view::npos || starts_with_ignoring_case(label, "0x"));
}

std::expected<std::string, std::string> normalize_ipv6(std::string_view host) {
  const std::string inner(host.substr(1, host.size() - 2));
  in6_addr address{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (!host.ends_with(']') || inet_pton(AF_INET6, inner.c_str(), &address) != 1 ||
      inet_ntop(AF_INET6, &address, text.data(), text.size()) == nullptr) {
    return std::unexpected("the address in brackets is not an IPv6 address");
  }
  return format("[{}]", text.data());
}

/// Names whose values people must not see: better one too many.
bool is_token_name(std::string_view name) {
  constexpr std::array<std::string_view, 14> k_inside = {"token",      "secret",    "password", "passwd",  "signature",
                                                         "credential", "apikey",    "api_key",  "api-key", "access_key",
                                                         "access-key", "accesskey", "session",  "policy"};
  constexpr std::array<std::string_view, 4> k_whole = {"sig", "key", "auth", "pwd"};
  const std::string lowered = to_lower_ascii(name);
  return std::ranges::any_of(k_inside,
                             [&](std::string_view part) { return lowered.find(part) != std::string::npos; }) ||
         std::ranges::find(k_whole, lowered) != k_whole.end();
}

/// Names that are plainly of a credential or a signature. `key`, `policy`, `session` and `tokenizer` may choose between
/// files.
bool is_credential_name(std::string_view name) {
  constexpr std::array<std::string_view, 3> k_whole = {"auth", "pwd", "sig"};
  constexpr std::array<std::string_view, 11> k_ends = {"token",       "secret",     "password", "passwd",
                                                       "signature",   "credential", "apikey",   "accesskey",
                                                       "accesskeyid", "secretkey",  "sessionid"};
  std::string joined = to_lower_ascii(name);
  std::erase_if(joined, [](char c) { return c == '_' || c == '-' || c == '.'; });
  return std::ranges::find(k_whole, joined) != k_whole.end() ||
         std::ranges::any_of(k_ends, [&](std::string_view end) { return joined.ends_with(end); });
}

}  // namespace

std::string normalize_part(std::string_view text, UrlPart part) {
  const std::uint8_t allowed = bit_of(part);
  std::string normal;
  normal.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool stands = (k_allowed[static_cast<unsigned char>(c)] & allowed) != 0;
    if (stands || (c == '%' && escape_at(text.substr(i)) >= 0)) {
      normal += c;
    } else {
      append_escape(normal, c);
    }
  }
  return normal;
}

std::string encode_file_path(std::string_view path) {
  return encode_with(path, k_in_path);
}

std::string decode_leniently(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = escape_at(text.substr(i));
    decoded += byte >= 0 ? static_cast<char>(byte) : text[i];
    i += byte >= 0 ? 2U : 0U;
  }
  return decoded;
}

std::string remove_dot_segments(std::string_view path) {
  if (path.find("/.") == std::string_view::npos) {
    return std::string(path);
  }
  std::string clean;
  while (!path.empty()) {
    // `path` starts with a slash; the segment is what follows up to the next one.
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(1, end - 1);
    const bool last = end == path.size();
    if (segment == "..") {
      clean.erase(std::min(clean.rfind('/'), clean.size()));
    }
    if (segment != "." && segment != "..") {
      clean += path.substr(0, end);
    } else if (last) {
      clean += '/';
    }
    path.remove_prefix(end);
  }
  return clean;
}

std::expected<std::string, std::string> normalize_host(std::string_view host) {
  if (host.starts_with('[')) {
    return normalize_ipv6(host);
  }
  if (std::ranges::any_of(host, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    return std::unexpected("the host has non-ASCII characters; write it in its `xn--` form");
  }
  std::string name = to_lower_ascii(host);
  if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") != std::string::npos) {
    return std::unexpected("the host has a character that no host name has");
  }
  std::string_view undotted = name;
  if (undotted.ends_with('.')) {
    undotted.remove_suffix(1);
  }
  const auto labels = split(undotted, '.');
  if (name.size() > 253 || std::ranges::any_of(labels, &std::string_view::empty)) {
    return std::unexpected("the host is not a host name");
  }
  in_addr address{};
  if (is_number(labels.back()) && inet_pton(AF_INET, name.c_str(), &address) != 1) {
    // `127.1` and `0x7f000001` are read differently by different programs.
    return std::unexpected("the host is a number but not an IPv4 address of four parts");
  }
  return name;
}

std::size_t scheme_length(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return 0;
  }
  const std::string scheme = to_lower_ascii(text.substr(0, colon));
  const bool letter_first = scheme.front() >= 'a' && scheme.front() <= 'z';
  return letter_first && scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") == std::string::npos
             ? colon
             : 0;
}

std::string redact_query(std::string_view query) {
  std::string redacted;
  std::string_view separator;
  for (const std::string_view pair : split(query, '&')) {
    redacted += separator;
    separator = "&";
    const std::size_t equals = pair.find('=');
    const bool secret = equals != std::string_view::npos && is_token_name(pair.substr(0, equals));
    redacted += secret ? pair.substr(0, equals + 1) : pair;
    redacted += secret ? "****" : "";
  }
  return redacted;
}

std::string without_tokens(std::string_view url) {
  const std::size_t mark = url.find('?');
  if (mark == std::string_view::npos || url.find('#') < mark) {
    return std::string(url);
  }
  const std::size_t hash = std::min(url.find('#', mark), url.size());
  std::string kept(url.substr(0, mark));
  char separator = '?';
  for (const std::string_view pair : split(url.substr(mark + 1, hash - mark - 1), '&')) {
    if (!is_credential_name(pair.substr(0, pair.find('=')))) {
      kept += separator;
      kept += pair;
      separator = '&';
    }
  }
  return kept + std::string(url.substr(hash));
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = text[i] == '%' ? escape_at(text.substr(i)) : static_cast<unsigned char>(text[i]);
    if (byte <= 0) {
      return std::nullopt;
    }
    decoded += static_cast<char>(byte);
    i += text[i] == '%' ? 2U : 0U;
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  return encode_with(text, k_is_unreserved);
}

bool hides_credentials(std::string_view rest) {
  if (rest.starts_with('/')) {
    rest = rest.substr(0, rest.find_first_of("?#"));
  }
  const std::size_t colon = rest.find(':');
  return colon != std::string_view::npos && rest.find('@', colon) != std::string_view::npos;
}

namespace {

/// Where the authority of the first URL in a word begins. A URL that was taken for a path has lost a slash.
std::optional<std::size_t> find_authority(std::string_view word) {
  for (const std::string_view start : {"://", "https:/", "http:/"}) {
    if (const std::size_t at = word.find(start); at != std::string_view::npos) {
      return at + start.size();
    }
  }
  return std::nullopt;
}

/// A part of a URL, its query without tokens.
std::string redact_tokens(std::string_view part) {
  const std::size_t mark = part.find('?');
  if (mark == std::string_view::npos) {
    return std::string(part);
  }
  const std::size_t hash = std::min(part.find('#', mark), part.size());
  return std::string(part.substr(0, mark + 1)) + redact_query(part.substr(mark + 1, hash - mark - 1)) +
         std::string(part.substr(hash));
}

/// A word that may hold URLs, several in a list with commas.
std::string redact_word(std::string_view word) {
  auto begin = find_authority(word);
  if (!begin) {
    return std::string(word);
  }
  std::string redacted;
  for (; begin; begin = find_authority(word)) {
    const std::size_t end = std::min(word.find_first_of("/?#", *begin), word.size());
    std::size_t at = word.substr(0, end).rfind('@');
    std::size_t hidden_from = *begin;
    if (at != std::string_view::npos && at >= *begin) {
      const std::size_t colon = word.find(':', *begin);
      hidden_from = colon < at ? colon + 1 : *begin;
    } else if (hides_credentials(word.substr(*begin))) {
      at = word.rfind('@');
    } else {
      break;
    }
    redacted += redact_tokens(word.substr(0, hidden_from)) + "****";
    word.remove_prefix(at);
  }
  return redacted + redact_tokens(word);
}

/// How long the first word is. With `scheme://name` and no `@` yet, a blank that nobody encoded may stand in a name or
/// a password, another end of words in a password: the word goes on to the host (K02). Hiding too much does no harm.
std::size_t first_word_size(std::string_view text) {
  constexpr std::string_view k_word_ends = " \t\r\n\"'`<>";
  const std::size_t size = std::min(text.find_first_of(k_word_ends), text.size());
  const auto begin = find_authority(text.substr(0, size));
  const std::string_view authority = text.substr(begin.value_or(size), size - begin.value_or(size));
  const std::size_t colon = std::min(authority.find(':'), authority.size());
  const bool has_password = authority.find_first_not_of("0123456789", colon + 1) != std::string_view::npos;
  const bool at_blank = size < text.size() && (text[size] == ' ' || text[size] == '\t');
  if (!begin || authority.find_first_of("/?#@") != std::string_view::npos || (!has_password && !at_blank)) {
    return size;
  }
  const std::size_t at = text.find_first_of("@/\n", size);
  if (at == std::string_view::npos || text[at] != '@') {
    return size;
  }
  return std::min(text.find_first_of(k_word_ends, at), text.size());
}

}  // namespace

std::string redact_urls(std::string_view text) {
  std::string redacted;
  while (!text.empty()) {
    const std::size_t size = first_word_size(text);
    const std::string_view word = text.substr(0, size);
    redacted += redact_word(word);
    redacted += text.substr(size, 1);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return redacted;
}

}  // namespace axle
