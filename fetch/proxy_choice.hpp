// SPDX-License-Identifier: MIT OR Apache-2.0
// Which proxy, if any, a URL goes through. One answer for all requests, libcurl's own reading of the environment is
//          off.
//
// Rules:   reliability F31: loopback never; NO_PROXY entries are hosts, domain suffixes (with or without a leading
//          dot), addresses, IPv4 networks (10.0.0.0/8), each with an optional port, or `*`; a proxy without scheme is
//          http.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/url.hpp"
#include "fetch/http_options.hpp"

namespace axle::fetch {

/// The proxy's URL with credentials, for libcurl; empty: connect directly.
[[nodiscard]] std::string find_proxy(const ProxyOptions& proxies, const Url& url);

/// Whether `host` is this machine: `localhost`, `*.localhost`, 127.0.0.0/8, ::1.
[[nodiscard]] bool is_loopback(std::string_view host);

/// Whether `url`'s host, or host:port, is in the list.
[[nodiscard]] bool is_listed_host(const std::vector<std::string>& hosts, const Url& url);

/// `index.example`, or with a port that is not the scheme's own `index.example:8443`: how messages name a host.
[[nodiscard]] std::string host_of(const Url& url);
/// `http://proxy.example:8080`, without credentials: what find_proxy() gave, for messages.
[[nodiscard]] std::string shown_proxy(const std::string& proxy);
/// The host, and the proxy on the way if there is one, for messages.
[[nodiscard]] std::string peer_of(const ProxyOptions& proxies, const Url& url);

}  // namespace axle::fetch
