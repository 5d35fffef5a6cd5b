// SPDX-License-Identifier: MIT OR Apache-2.0
// A request with its place in the queues of the scheduler, and what it does when something of the answer arrives.
//
// Thread:  the network thread alone, but for its making.
// Not here: when it starts and what follows an attempt (fetch/http_scheduler.cpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "base/clock.hpp"
#include "fetch/http_scheduler.hpp"

namespace axle::fetch {

[[nodiscard]] inline SteadyTime steady_now() {
  return std::chrono::steady_clock::now();
}

class HttpScheduler::Job final : public WireListener {
 public:
  Job(HttpScheduler& scheduler, HttpRequest request, Finish done)
      : exchange(std::move(request), scheduler.options_), finish(std::move(done)), scheduler_(scheduler) {}

  void on_sent() override {
    is_sent = true;
    since = steady_now();
  }

  bool on_head(HttpHead head) override {
    HttpHost& host = scheduler_.host_of_job(*this);
    host.note_answer(head.is_http1);
    host.note_data(0, steady_now());
    return exchange.take_head(std::move(head));
  }

  bool on_data(std::span<const std::byte> data) override {
    HttpHost& host = scheduler_.host_of_job(*this);
    const SteadyTime now = steady_now();
    host.note_data(data.size(), now);
    if (!window_began) {
      begin_window(host, now);
    }
    return exchange.take_data(data);
  }

  void on_done(const WireOutcome& outcome) override {
    HttpHost& host = scheduler_.host_of_job(*this);
    scheduler_.note_ended(*this);
    if (outcome.status == WireStatus::connect_timeout && !is_sent && steady_now() - host.last_data() < k_recently) {
      scheduler_.ready_.push_back(this);  // it waited for its turn on a busy host, which is no failure
      return;
    }
    scheduler_.apply(*this, exchange.end_attempt(outcome, system_clock().now(), scheduler_.random()));
  }

  void begin_window(const HttpHost& host, SteadyTime now) {
    window_began = now;
    host_bytes_at_window = host.total_bytes();
  }

  [[nodiscard]] CredentialStore::ReachedBy reached_by() const {
    return exchange.left_origin() ? CredentialStore::ReachedBy::redirect : CredentialStore::ReachedBy::user;
  }

  HttpExchange exchange;
  Finish finish;
  std::uint64_t id = 0;
  std::optional<UrlCredentials> credentials;
  bool is_probe = false;
  bool is_active = false;
  bool is_sent = false;
  bool is_refused = false;  // without credentials: others are looked up
  SteadyTime since{};
  std::optional<SteadyTime> window_began;
  std::uint64_t host_bytes_at_window = 0;

 private:
  static constexpr std::chrono::seconds k_recently{5};
  HttpScheduler& scheduler_;
};

}  // namespace axle::fetch
