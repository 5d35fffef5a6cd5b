// SPDX-License-Identifier: MIT OR Apache-2.0
// The public face: refuses what cannot be sent, hands the rest to the scheduler, and waits where asked to.
#include "fetch/http_client.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "fetch/http_scheduler.hpp"

namespace axle::fetch {
namespace {

/// Where perform() waits.
struct Waiter {
  std::mutex mutex;
  std::condition_variable arrived;
  std::optional<Result<HttpResponse>> result;  // guarded by mutex
};

/// Cancels when the caller asks; made after the request has its number, freed with the completion.
struct Cancellation {
  std::optional<std::stop_callback<std::function<void()>>> callback;
};

Error offline_error(const Url& url) {
  return Error(ErrorCode::offline, format("cannot fetch `{}`", url.to_display()))
      .caused_by(Error(ErrorCode::offline, "the network is switched off by `--offline`"));
}

Error scheme_error(const Url& url) {
  return Error(ErrorCode::bad_url, format("cannot fetch `{}`", url.to_display()))
      .caused_by(Error(ErrorCode::bad_url, "only http and https URLs can be fetched"));
}

}  // namespace

struct HttpClient::State {
  HttpOptions options;
  CredentialStore& credentials;
  ThreadPool& pool;
  HttpScheduler scheduler;

  State(HttpOptions wanted, CredentialStore& store, ThreadPool& workers, Log& log)
      : options(std::move(wanted)), credentials(store), pool(workers), scheduler(options, store, workers, log) {}

  /// Why a request cannot even start.
  [[nodiscard]] std::optional<Error> refuse(const Url& url) const {
    if (!url.is_http()) {
      return scheme_error(url);
    }
    return options.offline ? std::optional(offline_error(url)) : std::nullopt;
  }
};

HttpClient::HttpClient(HttpOptions options, CredentialStore& credentials, ThreadPool& pool, Log& log)
    : state_(std::make_unique<State>(std::move(options), credentials, pool, log)) {}

HttpClient::~HttpClient() = default;

const HttpOptions& HttpClient::options() const {
  return state_->options;
}

CredentialStore& HttpClient::credentials() {
  return state_->credentials;
}

void HttpClient::preconnect(const std::vector<Url>& urls) {
  for (const Url& url : urls) {
    if (const auto root = url.resolve("/"); root && !state_->refuse(url)) {
      HttpRequest request{.url = root->without_credentials()};
      request.head_only = true;
      request.retries = 0;
      state_->scheduler.add(std::move(request), [](const Result<HttpResponse>&) {}, true);
    }
  }
}

Result<HttpResponse> HttpClient::perform(HttpRequest request, std::stop_token stop) {
  Waiter waiter;
  submit(
      std::move(request),
      [&waiter](Result<HttpResponse> result) {
        const std::scoped_lock lock(waiter.mutex);
        waiter.result.emplace(std::move(result));
        waiter.arrived.notify_one();
      },
      CompletionThread::network, std::move(stop));
  std::unique_lock lock(waiter.mutex);
  waiter.arrived.wait(lock, [&waiter] { return waiter.result.has_value(); });
  return std::move(*waiter.result);
}

void HttpClient::submit(HttpRequest request, HttpCompletion completion, CompletionThread where, std::stop_token stop) {
  if (auto refusal = state_->refuse(request.url)) {
    completion(fail(std::move(*refusal)));
    return;
  }
  auto cancellation = std::make_shared<Cancellation>();
  auto finish = [completion = std::move(completion), where, cancellation,
                 pool = &state_->pool](Result<HttpResponse> result) {
    if (where == CompletionThread::network) {
      completion(std::move(result));
      return;
    }
    auto shared = std::make_shared<Result<HttpResponse>>(std::move(result));
    pool->submit([completion, shared] { completion(std::move(*shared)); });
  };
  const std::uint64_t id = state_->scheduler.add(std::move(request), std::move(finish));
  if (stop.stop_possible()) {
    cancellation->callback.emplace(std::move(stop), [scheduler = &state_->scheduler, id] { scheduler->cancel(id); });
  }
}

}  // namespace axle::fetch
