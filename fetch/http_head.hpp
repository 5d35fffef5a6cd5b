// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the head of a response line by line, refusing what two readers could understand differently.
//
// Spec:    RFC 9112 §2–§6. Rules: reliability F33 (duplicate Content-Length, Content-Length with Transfer-Encoding,
//          heads over 256 KiB, NUL), whatever libcurl would make of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "fetch/http_message.hpp"

namespace axle::fetch {

inline constexpr std::size_t k_head_limit_bytes = 256 * 1024;

struct HttpHead {
  int status = 0;
  bool is_http1 = false;
  std::vector<HttpHeader> headers;  ///< names in lower case
};

class HttpHeadReader {
 public:
  /// Takes one line with its end. True when the final head is complete; 1xx heads are skipped; lines after the head
  /// (trailers) are ignored. Errors: network, one line of reason.
  [[nodiscard]] Result<bool> add_line(std::string_view line);
  [[nodiscard]] HttpHead& head() { return head_; }

 private:
  [[nodiscard]] Result<void> add_field(std::string_view line);
  [[nodiscard]] Result<bool> finish();
  [[nodiscard]] Result<void> check_lengths() const;
  HttpHead head_;
  std::size_t bytes_ = 0;
  bool complete_ = false;
};

/// `bytes 0-99/1234`; nothing when malformed, of unknown total, or impossible.
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t total = 0;
};
[[nodiscard]] std::optional<ContentRange> parse_content_range(std::string_view value);

}  // namespace axle::fetch
