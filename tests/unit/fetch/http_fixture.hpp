// SPDX-License-Identifier: MIT OR Apache-2.0
// An HttpClient with everything it needs, quick timeouts, and the parts of its answers that tests compare.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/report.hpp"
#include "base/thread_pool.hpp"
#include "base/url.hpp"
#include "fetch/http_client.hpp"

namespace axle::fetch {

/// Retries are quick; no timeout is near.
[[nodiscard]] inline HttpOptions quick_options() {
  HttpOptions options;
  options.backoff_start = Milliseconds(1);
  options.backoff_limit = Milliseconds(4);
  options.connect_timeout = Milliseconds(5'000);
  return options;
}

/// Keeps what is logged, from any thread.
class KeptLog final : public Log {
 public:
  void write(LogLevel /*level*/, std::string_view message) override {
    const std::lock_guard lock(mutex_);
    messages_.emplace_back(message);
  }
  [[nodiscard]] LogLevel level() const override { return LogLevel::debug; }
  [[nodiscard]] bool has(std::string_view start) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(messages_, [&](const std::string& text) { return text.starts_with(start); });
  }
  [[nodiscard]] bool mentions(std::string_view words) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(messages_, [&](const std::string& text) { return text.contains(words); });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> messages_;  // guarded by mutex_
};

struct HttpFixture {
  explicit HttpFixture(HttpOptions options = quick_options(), CredentialOptions known = {}, std::size_t workers = 2)
      : credentials(std::move(known), null_log(), warnings),
        pool(workers),
        http(std::move(options), credentials, pool, null_log()) {}

  WarningSink warnings;
  CredentialStore credentials;
  ThreadPool pool;
  HttpClient http;
};

[[nodiscard]] inline Url url_of(const std::string& text) {
  Result<Url> url = Url::parse(text);
  ASSERT(url.has_value(), "a URL in a test");
  return std::move(*url);
}

[[nodiscard]] inline HttpRequest get(const std::string& url) {
  return {.url = url_of(url)};
}

/// "cause" of a failed request; empty when it did not fail.
[[nodiscard]] inline std::string cause_of(const Result<HttpResponse>& result) {
  return result || result.error().cause() == nullptr ? std::string() : result.error().cause()->message();
}

}  // namespace axle::fetch
