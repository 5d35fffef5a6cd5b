// SPDX-License-Identifier: MIT OR Apache-2.0
// What follows an answer or a failure, in one place.
#include "fetch/http_exchange.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "fetch/basic_authorization.hpp"
#include "fetch/http_retry.hpp"
#include "fetch/proxy_choice.hpp"

namespace axle::fetch {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool may_need_credentials(int status) {
  return status == 401 || status == 403 || status == 404;
}

NextStep step(NextStep::Kind kind) {
  return {kind, Milliseconds(0), false, std::nullopt};
}

std::string tell_loss(std::string_view host, std::string_view detail) {
  return format("the connection to {} was lost{}{}", host, detail.empty() ? "" : ": ", detail);
}

}  // namespace

HttpExchange::HttpExchange(HttpRequest request, const HttpOptions& options)
    : request_(std::move(request)), options_(options), body_(request_), url_(request_.url) {}

WireRequest HttpExchange::make_wire_request(const std::optional<UrlCredentials>& credentials) {
  WireRequest wire;
  wire.url = url_;
  wire.head_only = request_.head_only;
  wire.proxy = find_proxy(options_.proxies, url_);
  wire.verify = !is_listed_host(options_.insecure_hosts, url_);
  wire.headers.push_back({"User-Agent", options_.user_agent});
  wire.headers.push_back({"Accept", request_.accept});
  wire.headers.push_back({"Accept-Encoding", request_.accept_gzip ? "gzip" : "identity"});
  body_.add_headers(wire.headers);
  if (!request_.if_none_match.empty()) {
    wire.headers.push_back({"If-None-Match", request_.if_none_match});
  }
  if (!request_.if_modified_since.empty()) {
    wire.headers.push_back({"If-Modified-Since", request_.if_modified_since});
  }
  if (!left_origin_) {
    wire.headers.insert(wire.headers.end(), request_.headers.begin(), request_.headers.end());
  }
  sent_credentials_ = credentials.has_value();
  if (credentials) {
    wire.headers.push_back({"Authorization", basic_authorization(*credentials)});
  }
  has_head_ = false;
  return wire;
}

bool HttpExchange::take_head(HttpHead head) {
  has_head_ = true;
  HttpResponse response;
  response.status = head.status;
  response.headers = std::move(head.headers);
  response.final_url = url_.without_credentials();
  response.sent_credentials = sent_credentials_;
  // gzip has an end of its own; HTTP/2 and chunks are checked on the wire.
  response.end_unproven = head.is_http1 && response.header("content-length").empty() &&
                          response.header("transfer-encoding").empty() && response.header("content-encoding").empty();
  if (Result<void> begun = body_.begin(std::move(response)); !begun) {
    failure_ = make_error(std::move(begun).error());
    return false;
  }
  return true;
}

bool HttpExchange::take_data(std::span<const std::byte> data) {
  Result<bool> more = body_.add(data);
  if (!more) {
    failure_ = make_error(std::move(more).error());
    return false;
  }
  return *more;
}

NextStep HttpExchange::end_attempt(const WireOutcome& outcome, UnixTime now, double random) {
  if (failure_) {
    return step(NextStep::Kind::finished);
  }
  const bool has_answer =
      has_head_ && (outcome.status == WireStatus::complete || outcome.status == WireStatus::stopped);
  return has_answer ? end_answer(now, random) : end_failure(outcome, random);
}

NextStep HttpExchange::end_answer(UnixTime now, double random) {
  const HttpResponse& response = body_.response();
  if (const auto cut = body_.find_cut()) {
    return repeat_or_give_up(format("{} from {}", *cut, peer_of(options_.proxies, url_)), random);
  }
  if (is_redirect(response.status) && !response.header("location").empty()) {
    return follow_redirect(response.header("location"));
  }
  if (response.status == 407) {
    const std::string proxy = shown_proxy(find_proxy(options_.proxies, url_));
    give_up(make_error(ErrorCode::network, format("the proxy `{}` asks for credentials (407)", proxy)));
    return step(NextStep::Kind::finished);
  }
  if (may_need_credentials(response.status) && !sent_credentials_ && !asked_credentials_) {
    asked_credentials_ = true;
    return step(NextStep::Kind::ask_credentials);
  }
  if (is_retryable_status(response.status)) {
    return repeat_later(now, random);
  }
  return step(NextStep::Kind::finished);
}

NextStep HttpExchange::repeat_later(UnixTime now, double random) {
  const HttpResponse& response = body_.response();
  const auto asked = parse_retry_after(response.header("retry-after"), now);
  NextStep next = step(NextStep::Kind::finished);
  if (asked && *asked > options_.retry_after_limit) {
    // Nobody waits that long, and nobody asks earlier: the other requests to the host fail for the same reason.
    next.is_host_fault = true;
    give_up(make_error(ErrorCode::http_status,
                       format("{} asks to wait {} (status {}), more than the limit of {}", host_of(url_),
                              format_seconds(*asked), response.status, format_seconds(options_.retry_after_limit))));
    return next;
  }
  next.host_pause = asked;
  if (attempt_ >= all_attempts()) {
    return next;
  }
  ++attempt_;
  body_.prepare_next_attempt();
  next.kind = NextStep::Kind::wait;
  next.delay = asked.value_or(Milliseconds(0)) + backoff_before(attempt_, options_, random);
  return next;
}

NextStep HttpExchange::follow_redirect(std::string_view location) {
  const auto refuse = [this](ErrorCode code, std::string reason) {
    give_up(make_error(code, std::move(reason)));
    return step(NextStep::Kind::finished);
  };
  if (++hops_ > options_.max_redirects) {
    return refuse(ErrorCode::too_many_redirects, format("more than {} redirects", options_.max_redirects));
  }
  Result<Url> target = url_.resolve(location);
  if (!target) {
    return refuse(ErrorCode::bad_url,
                  format("{} redirects to an invalid URL: {}", host_of(url_), target.error().message()));
  }
  if (!target->is_http()) {
    return refuse(ErrorCode::bad_url,
                  format("{} redirects to `{}`, which is neither http nor https", host_of(url_), target->to_display()));
  }
  if (url_.scheme() == "https" && target->scheme() == "http" && !is_listed_host(options_.insecure_hosts, *target)) {
    return refuse(ErrorCode::bad_url, format("{} redirects from https to `{}`", host_of(url_), target->to_display()));
  }
  if (target->origin() != url_.origin()) {
    left_origin_ = true;
    asked_credentials_ = false;
    // A target on the first origin again does not get the headers back: the detour could have chosen the path.
    url_ = std::move(*target);
    return step(NextStep::Kind::next_hop);
  }
  if (!target->credentials() && url_.credentials()) {
    *target = target->with_credentials(*url_.credentials());
  }
  url_ = std::move(*target);
  return step(NextStep::Kind::next_hop);
}

NextStep HttpExchange::end_failure(const WireOutcome& outcome, double random) {
  const std::string host = peer_of(options_.proxies, url_);
  const std::string proxy = shown_proxy(find_proxy(options_.proxies, url_));
  switch (outcome.status) {
    case WireStatus::cannot_verify:
      give_up(make_error(ErrorCode::tls, format("cannot verify {}: {}", host, outcome.detail))
                  .with_hint(format("if you trust this host without a certificate, use `--allow-insecure-host {}`",
                                    host_of(url_))));
      return step(NextStep::Kind::finished);
    case WireStatus::cannot_secure:
      give_up(make_error(ErrorCode::tls, format("no secure connection to {}: {}", host, outcome.detail)));
      return step(NextStep::Kind::finished);
    case WireStatus::bad_ca_bundle:
      give_up(make_error(ErrorCode::tls, format("cannot load the certificates: {}", outcome.detail)));
      return step(NextStep::Kind::finished);
    case WireStatus::proxy_refused:
      give_up(make_error(ErrorCode::network, format("the proxy `{}` refuses to connect to {} (status {})", proxy,
                                                    host_of(url_), outcome.detail)));
      return step(NextStep::Kind::finished);
    case WireStatus::bad_answer:
      give_up(make_error(ErrorCode::network, format("invalid answer from {}: {}", host, outcome.detail)));
      return step(NextStep::Kind::finished);
    case WireStatus::cannot_resolve:
      return repeat_or_give_up(format("cannot resolve the host name {}", host), random);
    case WireStatus::cannot_resolve_proxy:
      return repeat_or_give_up(format("cannot resolve the host name of the proxy `{}`", proxy), random);
    case WireStatus::cannot_connect:
      return repeat_or_give_up(format("cannot connect to {}: {}", host, outcome.detail), random);
    case WireStatus::connect_timeout:
      return repeat_or_give_up(format("no connection to {} within {}", host, format_seconds(options_.connect_timeout)),
                               random);
    case WireStatus::complete:
    case WireStatus::stopped:
    case WireStatus::lost:
    case WireStatus::cut:
      break;
  }
  if (const auto cut = has_head_ ? body_.find_cut() : std::nullopt) {
    return repeat_or_give_up(format("{} from {}", *cut, host), random);
  }
  return repeat_or_give_up(tell_loss(host, outcome.detail), random);
}

NextStep HttpExchange::end_silent_attempt(std::string reason, double random) {
  return repeat_or_give_up(std::move(reason), random);
}

NextStep HttpExchange::repeat_or_give_up(std::string reason, double random) {
  NextStep next = step(NextStep::Kind::wait);
  next.is_host_fault = !has_head_;
  if (attempt_ >= all_attempts()) {
    give_up(make_error(ErrorCode::network, format("{} (attempt {} of {})", reason, attempt_, all_attempts())));
    next.kind = NextStep::Kind::finished;
    return next;
  }
  ++attempt_;
  body_.prepare_next_attempt();
  next.delay = backoff_before(attempt_, options_, random);
  return next;
}

Error HttpExchange::make_error(ErrorCode code, std::string reason) const {
  return make_error(Error(code, std::move(reason)));
}

Error HttpExchange::make_error(Error cause) const {
  const ErrorCode code = cause.code();
  return Error(code, format("cannot fetch `{}`", request_.url.to_display())).caused_by(std::move(cause));
}

void HttpExchange::give_up(Error reason) {
  failure_ = std::move(reason);
}

Result<HttpResponse> HttpExchange::take_result() {
  if (failure_) {
    return fail(std::move(*failure_));
  }
  return std::move(body_.response());
}

}  // namespace axle::fetch
