// SPDX-License-Identifier: MIT OR Apache-2.0
// The body of one request over all its attempts: caps, expected size, resuming after a cut.
//
// Rules:   reliability F22 (resume only with a strong ETag, If-Range and a 206 that begins where we stopped; else from
//          the start), F23 (expected size wins), F24 (caps), I37–I39 (ranges).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "fetch/http_head.hpp"
#include "fetch/http_message.hpp"

namespace axle::fetch {

class HttpBody {
 public:
  /// `request` must outlive the body.
  explicit HttpBody(const HttpRequest& request) : request_(request) {}

  /// Adds Range and If-Range to the headers of the next attempt.
  void add_headers(std::vector<HttpHeader>& headers) const;
  /// Takes the head of an answer and completes `response`, which already has status, headers and URL.
  /// Errors are final; whether the body is cut tells find_cut().
  [[nodiscard]] Result<void> begin(HttpResponse response);
  /// False: enough has come, the rest does not matter. Errors are final.
  [[nodiscard]] Result<bool> add(std::span<const std::byte> data);
  /// Whether fewer bytes came than were announced, or what came has no end (F23); the reason, for a message.
  [[nodiscard]] std::optional<std::string> find_cut() const;
  /// Before another attempt: keeps what can be resumed, forgets everything else.
  void prepare_next_attempt();

  [[nodiscard]] HttpResponse& response() { return response_; }

 private:
  enum class Target : std::uint8_t { nowhere, memory, sink };
  [[nodiscard]] bool can_resume() const;
  [[nodiscard]] bool continues(const HttpResponse& response) const;
  [[nodiscard]] Result<void> begin_part(const ContentRange& range);
  [[nodiscard]] Result<void> begin_whole();
  [[nodiscard]] Result<void> check_size() const;
  void forget();

  const HttpRequest& request_;
  HttpResponse response_;
  Target target_ = Target::nowhere;
  std::string etag_;            // strong, of the answer that is being received
  std::uint64_t received_ = 0;  // of this representation, over all attempts
  std::uint64_t discarded_ = 0;
  std::optional<std::uint64_t> announced_;  // bytes that the body should have
  bool sink_started_ = false;
  bool resuming_ = false;
};

}  // namespace axle::fetch
