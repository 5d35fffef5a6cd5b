// SPDX-License-Identifier: MIT OR Apache-2.0
// HTTP for everything above: one network thread, retries, redirects, credentials, caps.
//
// Rules:   reliability F20–F33. Performance.md 4.5: one HTTP/2 connection a host, multiplexed, PIPEWAIT; the thread and
//          libcurl start with the first request.
// Threads: every member may be called from any thread. Answers are made on the network thread and handed to `pool`.
// Not here: caching (fetch/page_cache), indexes (fetch/index_client).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "base/report.hpp"
#include "base/result.hpp"
#include "base/thread_pool.hpp"
#include "fetch/credentials.hpp"
#include "fetch/http_message.hpp"
#include "fetch/http_options.hpp"

namespace axle::fetch {

/// A status of 400 and above is an answer (`status`), not an error, once retries are over.
/// Errors: offline, network, tls, too_many_redirects, response_too_large, unauthorized (proxy), cancelled; the message
/// is "cannot fetch `URL`", the cause says why.
using HttpCompletion = std::function<void(Result<HttpResponse>)>;

/// Where a completion runs: `network` only for work of microseconds.
enum class CompletionThread : std::uint8_t { worker, network };

class HttpClient {
 public:
  /// `credentials`, `pool` and `log` must outlive the client.
  HttpClient(HttpOptions options, CredentialStore& credentials, ThreadPool& pool, Log& log);
  /// Cancels what is under way: its completions run with `cancelled`, before this returns or on the pool.
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  [[nodiscard]] const HttpOptions& options() const;
  [[nodiscard]] CredentialStore& credentials();

  /// Opens connections to the hosts of `urls` that have none (a HEAD of "/"; answers and failures are ignored).
  void preconnect(const std::vector<Url>& urls);

  /// Sends and waits. Not for pool workers: answers may need one.
  [[nodiscard]] Result<HttpResponse> perform(HttpRequest request, std::stop_token stop = {});

  /// Sends; `completion` is called exactly once.
  void submit(HttpRequest request, HttpCompletion completion, CompletionThread where = CompletionThread::worker,
              std::stop_token stop = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace axle::fetch
