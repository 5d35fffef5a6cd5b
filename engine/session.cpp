// SPDX-License-Identifier: MIT OR Apache-2.0
// Lazy construction of the services.
#include "engine/session.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"

namespace axle::engine {
namespace {

constexpr std::size_t k_least_requests = 4;
constexpr std::size_t k_least_wheels = 2;

/// What requests, and what open pages, may take of the descriptors: a third each, once the limit is as high as it can
/// be (reliability F16). Wheels come after the pages and take their third.
std::size_t share_of_descriptors() {
  constexpr std::uint64_t k_for_all_else = 64;
  const std::uint64_t limit = raise_descriptor_limit();
  return limit > k_for_all_else ? static_cast<std::size_t>((limit - k_for_all_else) / 3) : 0;
}

}  // namespace

Session::Session(SessionOptions options, SessionSinks sinks) : options_(std::move(options)), sinks_(std::move(sinks)) {}

Session::~Session() {
  // The client's last completions may still want the pool.
  http_.reset();
  pool_.reset();
}

ThreadPool& Session::pool() {
  if (!pool_) {
    pool_ = std::make_unique<ThreadPool>(options_.workers);
  }
  return *pool_;
}

fetch::HttpClient& Session::http() {
  if (!http_) {
    credentials_ = std::make_unique<fetch::CredentialStore>(options_.credentials, sinks_.log, sinks_.warnings);
    fetch::HttpOptions http = options_.http;
    http.max_requests = std::min(http.max_requests, std::max(share_of_descriptors(), k_least_requests));
    http_ = std::make_unique<fetch::HttpClient>(std::move(http), *credentials_, pool(), sinks_.log);
  }
  return *http_;
}

const fetch::PageCache& Session::pages() {
  if (!pages_) {
    pages_ = std::make_unique<fetch::PageCache>(options_.cache_directory,
                                                std::min(share_of_descriptors(), fetch::PageCache::k_open_pages_limit));
  }
  return *pages_;
}

const fetch::ArtifactCache& Session::artifacts() {
  if (!artifacts_) {
    artifacts_ = std::make_unique<fetch::ArtifactCache>(options_.cache_directory, pool());
  }
  return *artifacts_;
}

std::unique_ptr<fetch::IndexClient> Session::make_index_client(fetch::IndexPlan plan, fetch::RefreshPolicy refresh) {
  return std::make_unique<fetch::IndexClient>(
      std::move(plan), std::move(refresh),
      fetch::IndexClientServices{
          .http = http(), .pool = pool(), .cache = pages(), .clock = sinks_.clock, .log = sinks_.log});
}

fetch::WheelSupply Session::make_wheel_supply(fetch::RefreshPolicy refresh, fetch::WheelCheck check) {
  const std::size_t wheels = std::max(share_of_descriptors() / fetch::k_descriptors_of_wheel, k_least_wheels);
  return fetch::WheelSupply({.http = http(),
                             .cache = artifacts(),
                             .pool = pool(),
                             .progress = sinks_.progress,
                             .log = sinks_.log,
                             .warnings = sinks_.warnings,
                             .refresh = std::move(refresh),
                             .check = std::move(check),
                             .entry_timeout = options_.lock_timeout.value_or(k_wait_for_holder),
                             .wheels_at_once = std::min(wheels, fetch::k_wheels_at_once)});
}

LockOptions Session::lock_options(LockKind kind, std::string_view notice) const {
  LockOptions lock;
  lock.kind = kind;
  lock.timeout = options_.lock_timeout.value_or(lock.timeout);
  lock.stop = sinks_.stop;
  lock.on_wait = [&warnings = sinks_.warnings, text = std::string(notice)](const std::string& holder) {
    warnings.warn_at_once(format("{} {}", text, holder));
  };
  return lock;
}

}  // namespace axle::engine
