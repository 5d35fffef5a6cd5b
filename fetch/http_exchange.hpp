// SPDX-License-Identifier: MIT OR Apache-2.0
// One request on its way: the hops of redirects, refused and failed attempts, and what to do after each.
//
// A pure state machine: it is told what came from the wire and answers with the next step; time and chance are given.
// Rules:   reliability F22–F28.
// Not here: the wire (fetch/http_loop), whose turn it is (fetch/http_scheduler).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "fetch/http_body.hpp"
#include "fetch/http_loop.hpp"
#include "fetch/http_message.hpp"
#include "fetch/http_options.hpp"

namespace axle::fetch {

/// What follows the end of an attempt.
struct NextStep {
  enum class Kind : std::uint8_t { finished, next_hop, wait, ask_credentials };
  Kind kind = Kind::finished;
  Milliseconds delay{0};                   ///< wait
  bool is_host_fault = false;              ///< the host, not this request, failed
  std::optional<Milliseconds> host_pause;  ///< Retry-After: for all requests to the host
};

class HttpExchange {
 public:
  HttpExchange(HttpRequest request, const HttpOptions& options);

  /// Of the present hop.
  [[nodiscard]] const Url& url() const { return url_; }
  [[nodiscard]] bool left_origin() const { return left_origin_; }
  [[nodiscard]] WireRequest make_wire_request(const std::optional<UrlCredentials>& credentials);

  /// False: the attempt is to be stopped.
  [[nodiscard]] bool take_head(HttpHead head);
  [[nodiscard]] bool take_data(std::span<const std::byte> data);

  /// The attempt ended by itself.
  [[nodiscard]] NextStep end_attempt(const WireOutcome& outcome, UnixTime now, double random);
  /// The attempt was stopped because nothing came: "no data from H for 30 s".
  [[nodiscard]] NextStep end_silent_attempt(std::string reason, double random);
  /// No attempt is made any more.
  void give_up(Error reason);
  [[nodiscard]] const Error* failure() const { return failure_ ? &*failure_ : nullptr; }
  /// The failure, or the last answer.
  [[nodiscard]] Result<HttpResponse> take_result();

 private:
  [[nodiscard]] NextStep end_answer(UnixTime now, double random);
  [[nodiscard]] NextStep end_failure(const WireOutcome& outcome, double random);
  [[nodiscard]] NextStep repeat_or_give_up(std::string reason, double random);
  [[nodiscard]] NextStep follow_redirect(std::string_view location);
  [[nodiscard]] NextStep repeat_later(UnixTime now, double random);
  [[nodiscard]] unsigned all_attempts() const { return request_.retries.value_or(options_.retries) + 1; }
  [[nodiscard]] Error make_error(ErrorCode code, std::string reason) const;
  [[nodiscard]] Error make_error(Error cause) const;

  HttpRequest request_;
  const HttpOptions& options_;
  HttpBody body_;
  Url url_;
  std::optional<Error> failure_;
  unsigned attempt_ = 1;
  unsigned hops_ = 0;
  bool left_origin_ = false;
  bool has_head_ = false;
  bool sent_credentials_ = false;
  bool asked_credentials_ = false;
};

}  // namespace axle::fetch
