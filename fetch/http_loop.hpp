// SPDX-License-Identifier: MIT OR Apache-2.0
// The wire: single requests without any policy, many at a time, on the thread that calls run().
//
// Adaptor: libcurl's multi interface. HTTP/2 over TLS with PIPEWAIT, so that requests wait for the first connection of
//          a host and share it; HTTP/1.1 where the server offers no more. libcurl follows no redirect, reads no netrc
//          and no environment, decodes nothing, and every request has a fresh handle (reliability F28, F29).
// Certificates: a hashed directory costs 2 ms, a bundle 18 ms (performance.md 3.4); both are read here, on this thread.
// Not here: retries, redirects, credentials, timeouts by silence (fetch/http_scheduler, fetch/http_exchange).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/url.hpp"
#include "fetch/http_head.hpp"
#include "fetch/http_options.hpp"

namespace axle::fetch {

enum class WireStatus : std::uint8_t {
  complete,
  stopped,  ///< a listener's call returned false
  cannot_resolve,
  cannot_resolve_proxy,
  cannot_connect,
  connect_timeout,
  cannot_verify,  ///< the certificate
  cannot_secure,  ///< TLS, for another reason
  bad_ca_bundle,
  proxy_refused,
  lost,        ///< connection or stream ended early
  cut,         ///< fewer bytes than announced
  bad_answer,  ///< not HTTP, or a head that was refused
};

struct WireOutcome {
  WireStatus status = WireStatus::complete;
  std::string detail;  ///< for messages; may be empty
};

/// Told on the thread of run(). Returning false stops the request.
class WireListener {
 public:
  virtual ~WireListener() = default;
  /// The connection stands and the request goes out now.
  virtual void on_sent() = 0;
  [[nodiscard]] virtual bool on_head(HttpHead head) = 0;
  [[nodiscard]] virtual bool on_data(std::span<const std::byte> data) = 0;
  /// The last call; the listener may start() another request in it.
  virtual void on_done(const WireOutcome& outcome) = 0;
};

struct WireRequest {
  Url url;
  std::vector<HttpHeader> headers;
  bool head_only = false;
  std::string proxy;  ///< URL with credentials; empty: direct
  bool verify = true;
};

class HttpLoop {
 public:
  explicit HttpLoop(const HttpOptions& options);
  ~HttpLoop();  ///< forgets what is under way, without further calls
  HttpLoop(const HttpLoop&) = delete;
  HttpLoop& operator=(const HttpLoop&) = delete;

  /// `listener` must live until its on_done() or stop().
  void start(const WireRequest& request, WireListener& listener);
  /// No further calls for `listener`; false when it has no request here.
  bool stop(WireListener& listener);
  /// Moves bytes, calls listeners, and returns when something happened, after `timeout`, or after wake().
  void run(Milliseconds timeout);
  /// From any thread.
  void wake();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace axle::fetch
