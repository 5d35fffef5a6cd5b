// SPDX-License-Identifier: MIT OR Apache-2.0
// Matching hosts against lists.
#include "fetch/proxy_choice.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::fetch {
namespace {

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
  std::uint32_t address = 0;
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() != 4) {
    return std::nullopt;
  }
  for (const std::string_view part : parts) {
    const auto number = parse_decimal(part);
    if (!number || *number > 255 || part.size() > 3) {
      return std::nullopt;
    }
    address = (address << 8U) | static_cast<std::uint32_t>(*number);
  }
  return address;
}

/// `10.0.0.0/8`.
bool network_holds(std::string_view network, std::string_view host) {
  const std::size_t slash = network.find('/');
  if (slash == std::string_view::npos) {
    return false;
  }
  const auto base = parse_ipv4(network.substr(0, slash));
  const auto bits = parse_decimal(network.substr(slash + 1));
  const auto address = parse_ipv4(host);
  if (!base || !bits || *bits > 32 || !address) {
    return false;
  }
  const std::uint32_t mask = *bits == 0 ? 0 : ~std::uint32_t{0} << (32 - *bits);
  return (*base & mask) == (*address & mask);
}

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

/// Cuts `:8080` off an entry; an entry with several colons is an IPv6 address.
std::string_view split_port(std::string_view entry, std::optional<std::uint64_t>& port) {
  const std::size_t colon = entry.rfind(':');
  if (colon == std::string_view::npos || (entry.find(':') != colon && !entry.substr(0, colon).ends_with(']'))) {
    return entry;
  }
  port = parse_decimal(entry.substr(colon + 1));
  return port ? entry.substr(0, colon) : entry;
}

bool entry_holds(std::string_view entry, const Url& url) {
  entry = trim(entry);
  if (entry == "*") {
    return true;
  }
  std::optional<std::uint64_t> port;
  entry = without_brackets(split_port(entry, port));
  if (entry.empty() || (port && *port != url.port())) {
    return false;
  }
  const std::string_view host = without_brackets(url.host());
  if (entry.starts_with('.')) {
    entry.remove_prefix(1);
  }
  if (equals_ignoring_case(entry, host) || network_holds(entry, host)) {
    return true;
  }
  return host.size() > entry.size() && !parse_ipv4(host) && host[host.size() - entry.size() - 1] == '.' &&
         equals_ignoring_case(host.substr(host.size() - entry.size()), entry);
}

}  // namespace

bool is_loopback(std::string_view host) {
  host = without_brackets(host);
  return equals_ignoring_case(host, "localhost") || to_lower_ascii(host).ends_with(".localhost") || host == "::1" ||
         network_holds("127.0.0.0/8", host);
}

std::string find_proxy(const ProxyOptions& proxies, const Url& url) {
  const std::string& own = url.scheme() == "https" ? proxies.https : proxies.http;
  const std::string& proxy = own.empty() ? proxies.all : own;
  if (proxy.empty() || is_loopback(url.host())) {
    return {};
  }
  const std::vector<std::string_view> exceptions = split(proxies.no_proxy, ',');
  if (std::any_of(exceptions.begin(), exceptions.end(), [&](std::string_view e) { return entry_holds(e, url); })) {
    return {};
  }
  return proxy.find("://") == std::string::npos ? "http://" + proxy : proxy;
}

bool is_listed_host(const std::vector<std::string>& hosts, const Url& url) {
  return std::any_of(hosts.begin(), hosts.end(), [&url](const std::string& listed) {
    return equals_ignoring_case(listed, url.host()) ||
           equals_ignoring_case(listed, format("{}:{}", url.host(), url.port()));
  });
}

std::string host_of(const Url& url) {
  const bool is_default = url.port() == (url.scheme() == "https" ? 443 : 80);
  return is_default ? url.host() : format("{}:{}", url.host(), url.port());
}

std::string shown_proxy(const std::string& proxy) {
  const auto url = Url::parse(proxy);
  std::string text = url ? url->without_credentials().to_display() : to_printable(redact_urls(proxy));
  if (text.ends_with('/')) {
    text.pop_back();
  }
  return text;
}

std::string peer_of(const ProxyOptions& proxies, const Url& url) {
  const std::string proxy = find_proxy(proxies, url);
  return proxy.empty() ? host_of(url) : format("{} through the proxy `{}`", host_of(url), shown_proxy(proxy));
}

}  // namespace axle::fetch
