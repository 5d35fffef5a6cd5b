// SPDX-License-Identifier: MIT OR Apache-2.0
// Requests and responses as values, and the sink that takes a body while it arrives.
//
// Spec:    RFC 9110 (semantics, ranges §14, conditional requests §13).
// Not here: the way onto the wire (fetch/http_loop), retries and redirects (fetch/http_exchange).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/url.hpp"

namespace axle::fetch {

/// Caps of reliability F24, in bytes: of a body as it is received, and again of what decode_body() makes of it.
inline constexpr std::uint64_t k_page_limit_bytes = 256ULL * 1024 * 1024;
inline constexpr std::uint64_t k_metadata_limit_bytes = 16ULL * 1024 * 1024;
inline constexpr std::uint64_t k_file_limit_bytes = 16ULL * 1024 * 1024 * 1024;

struct HttpHeader {
  std::string name;  ///< lower-case in responses
  std::string value;
  bool operator==(const HttpHeader&) const = default;
};

/// `first`–`last` (both included), or the last `suffix_bytes` of the file when that is not 0.
struct ByteRange {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> last{};
  std::uint64_t suffix_bytes = 0;
  bool operator==(const ByteRange&) const = default;
};

/// The answer to a request, or its head while the body is still on its way (`body` is empty then).
struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  Url final_url;                  ///< after redirects
  std::string body;               ///< as received: `content-encoding` is not undone; empty when a sink took it
  std::uint64_t from_offset = 0;  ///< of the first byte of the body in the file (206)
  std::optional<std::uint64_t> total_bytes;  ///< of the whole file, from Content-Range or Content-Length
  bool bad_range = false;                    ///< 206, but not of the range that was asked for: there is no body
  /// HTTP/1 without a length: the body ends where the connection did, be it at its end or not.
  bool end_unproven = false;
  bool sent_credentials = false;

  /// The first header of that (lower-case) name; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// The media type without parameters, in lower case.
  [[nodiscard]] std::string content_type() const;
  /// The strong ETag, or nothing (weak ones cannot resume a transfer).
  [[nodiscard]] std::string_view strong_etag() const;
};

/// For 401 and 403, what was sent, as the end of a sentence (reliability F26); otherwise nothing.
[[nodiscard]] std::string_view credentials_told(const HttpResponse& response);

/// What it means that a wheel or its metadata was answered with this status: unauthorized, no_artifact, http_status.
[[nodiscard]] ErrorCode artifact_failure(int status);

/// Undoes `content-encoding: gzip`; one encoding only. Errors: network, response_too_large.
[[nodiscard]] Result<std::string> decode_body(HttpResponse response, std::uint64_t limit_bytes);

/// Takes a body on the network thread: every call must be cheap. An error ends the request with that error.
class HttpSink {
 public:
  virtual ~HttpSink() = default;
  /// Status 200 or 206 has come; called again with the same offset rules after a restart.
  [[nodiscard]] virtual Result<void> on_start(const HttpResponse& head) = 0;
  [[nodiscard]] virtual Result<void> on_data(std::span<const std::byte> data) = 0;
  /// The transfer was cut and begins anew: everything so far is void; on_start follows.
  virtual void on_restart() = 0;
};

struct HttpRequest {
  Url url{};  ///< credentials in it are used, for its own origin only
  std::string accept = "*/*";
  std::vector<HttpHeader> headers{};  ///< dropped when a redirect leaves the origin
  std::optional<ByteRange> range{};
  std::string if_none_match{};      ///< ETag
  std::string if_modified_since{};  ///< Last-Modified
  bool accept_gzip = false;
  bool head_only = false;
  std::uint64_t limit_bytes = k_page_limit_bytes;      ///< more than this is an error
  std::optional<std::uint64_t> expected_size_bytes{};  ///< of the body; more or less is an error
  std::shared_ptr<HttpSink> sink{};                    ///< for the bodies of 200 and 206; absent: HttpResponse::body
  std::optional<unsigned> retries{};                   ///< absent: HttpOptions::retries
  /// Whether a body of unproven end (HttpResponse::end_unproven) is whole by what it says; one that is not counts as
  /// cut. Absent: any is taken. Called on the network thread.
  bool (*is_whole)(std::string_view body) = nullptr;
};

}  // namespace axle::fetch
