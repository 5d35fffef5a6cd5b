// SPDX-License-Identifier: MIT OR Apache-2.0
// Cache-Control, Expires and Age, and the lifetime that follows from them.
#include "fetch/freshness.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace axle::fetch {
namespace {

using std::chrono::seconds;

constexpr seconds k_longest_lifetime{365LL * 24 * 3600};

struct CacheControl {
  bool no_store = false;
  bool no_cache = false;
  std::optional<seconds> max_age;
};

std::optional<seconds> parse_seconds(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  const auto number = parse_decimal(text);
  if (!number) {
    return std::nullopt;
  }
  return seconds(std::min<std::uint64_t>(*number, static_cast<std::uint64_t>(k_longest_lifetime.count())));
}

CacheControl parse_cache_control(const HttpResponse& response) {
  CacheControl control;
  for (const HttpHeader& header : response.headers) {
    if (header.name != "cache-control") {
      continue;
    }
    for (const std::string_view part : split(header.value, ',')) {
      const std::string directive = to_lower_ascii(trim(part));
      control.no_store = control.no_store || directive == "no-store";
      control.no_cache = control.no_cache || directive.starts_with("no-cache");
      if (directive.starts_with("max-age=")) {
        // A value that cannot be read means stale (RFC 9111 §4.2.1).
        control.max_age = parse_seconds(std::string_view(directive).substr(8)).value_or(seconds(0));
      }
    }
  }
  return control;
}

/// Expires, measured against the server's own Date.
std::optional<seconds> lifetime_by_expires(const HttpResponse& response, UnixTime now) {
  if (response.header("expires").empty()) {
    return std::nullopt;
  }
  const auto expires = parse_http_date(response.header("expires"));
  const UnixTime date = parse_http_date(response.header("date")).value_or(now);
  return expires ? std::chrono::floor<seconds>(*expires - date) : seconds(0);
}

}  // namespace

Freshness make_freshness(const HttpResponse& response, UnixTime now) {
  const CacheControl control = parse_cache_control(response);
  Freshness freshness{now, seconds(0), !control.no_store};
  if (control.no_cache || control.no_store) {
    return freshness;
  }
  std::optional<seconds> lifetime = control.max_age;
  if (!lifetime) {
    lifetime = lifetime_by_expires(response, now);
  }
  if (!lifetime) {
    const bool has_validator = !response.header("etag").empty() || !response.header("last-modified").empty();
    const bool is_silent = !has_validator && response.header("cache-control").empty();
    lifetime = is_silent ? k_silent_lifetime : seconds(0);
  }
  if (response.status == 404 || response.status == 410) {
    lifetime = control.max_age ? std::min(*control.max_age, k_missing_lifetime) : k_missing_lifetime;
  }
  const seconds age = parse_seconds(response.header("age")).value_or(seconds(0));
  freshness.lifetime = std::clamp(*lifetime - age, seconds(0), k_longest_lifetime);
  return freshness;
}

bool is_fresh(const Freshness& freshness, UnixTime now) {
  return now >= freshness.fetched_at && now - freshness.fetched_at < freshness.lifetime;
}

}  // namespace axle::fetch
