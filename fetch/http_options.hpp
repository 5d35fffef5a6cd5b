// SPDX-License-Identifier: MIT OR Apache-2.0
// Everything about the network that a user can set, as plain data. cli fills it once; nobody below reads settings.
//
// Defaults: reliability.md F20, F21, F25; timeouts are options so that tests of the same rules are quick.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace axle::fetch {

/// Proxies as the environment names them; an empty text means none. `no_proxy` is a comma-separated list of hosts,
/// domain suffixes, addresses and IPv4 networks, or `*`. Loopback hosts are never proxied.
struct ProxyOptions {
  std::string http{};
  std::string https{};
  std::string all{};
  std::string no_proxy{};
  bool operator==(const ProxyOptions&) const = default;
};

struct HttpOptions {
  Milliseconds connect_timeout{10'000};
  Milliseconds read_timeout{30'000};  ///< without any byte from the host
  /// A transfer slower than `low_speed_bytes_per_second` during this whole window is given up.
  Milliseconds low_speed_window{30'000};
  std::uint64_t low_speed_bytes_per_second = 1024;

  unsigned retries = 3;  ///< after the first attempt
  Milliseconds backoff_start{250};
  Milliseconds backoff_limit{10'000};
  Milliseconds retry_after_limit{120'000};  ///< a server that asks for more is not waited for
  Milliseconds breaker_period{30'000};      ///< how long a host that failed all attempts is left alone

  std::size_t max_connections_per_host = 50;  ///< HTTP/1.1; HTTP/2 needs one
  std::size_t max_requests = 256;             ///< transfers under way at one time, over all hosts
  unsigned max_redirects = 10;

  ProxyOptions proxies{};
  std::string ca_bundle_file{};  ///< PEM; empty: not used
  std::string ca_directory{};    ///< hashed directory; empty: the system's
  /// Hosts (`host` or `host:port`) whose certificates are not checked and that an https page may redirect to by http.
  std::vector<std::string> insecure_hosts{};
  bool offline = false;  ///< no socket is opened
  std::string user_agent = "axle";
};

}  // namespace axle::fetch
