// SPDX-License-Identifier: MIT OR Apache-2.0
// The state of one origin.
#include "fetch/http_host.hpp"

#include <algorithm>

namespace axle::fetch {
namespace {

/// What servers commonly allow on one HTTP/2 connection; more would open a second one.
constexpr std::size_t k_streams = 100;

}  // namespace

void HttpHost::note_answer(bool is_http1) {
  is_http1_ = is_http1;
  reason_.reset();
}

void HttpHost::note_data(std::uint64_t bytes, SteadyTime now) {
  total_bytes_ += bytes;
  last_data_ = now;
}

void HttpHost::pause_until(SteadyTime until) {
  not_before_ = std::max(not_before_, until);
}

void HttpHost::note_given_up(const Error& reason, SteadyTime now) {
  reason_ = reason.clone();
  breaker_until_ = now + options_.breaker_period;
}

const Error* HttpHost::find_breaker(SteadyTime now) const {
  return reason_ && now < breaker_until_ ? &*reason_ : nullptr;
}

bool HttpHost::has_room() const {
  return active < (is_http1_ ? options_.max_connections_per_host : k_streams);
}

}  // namespace axle::fetch
