// SPDX-License-Identifier: MIT OR Apache-2.0
// Status line and fields, with the rules that libcurl leaves out.
#include "fetch/http_head.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace axle::fetch {

Result<bool> HttpHeadReader::add_line(std::string_view line) {
  if (complete_) {
    return false;
  }
  bytes_ += line.size();
  if (bytes_ > k_head_limit_bytes) {
    return fail(ErrorCode::network, "header too large");
  }
  while (line.ends_with('\n') || line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  if (std::any_of(line.begin(), line.end(), [](char c) { return c == '\0' || c == '\n' || c == '\r'; })) {
    return fail(ErrorCode::network, "control character in a header");
  }
  if (line.starts_with("HTTP/")) {
    const std::vector<std::string_view> parts = split_blanks(line);
    const auto status = parts.size() > 1 ? parse_decimal(parts[1]) : std::nullopt;
    if (!status || *status < 100 || *status > 999) {
      return fail(ErrorCode::network, "malformed status line");
    }
    head_ = HttpHead{static_cast<int>(*status), line.starts_with("HTTP/1"), {}};
    return false;
  }
  if (line.empty()) {
    return finish();
  }
  TRY(add_field(line));
  return false;
}

Result<void> HttpHeadReader::add_field(std::string_view line) {
  const bool is_continuation = line.front() == ' ' || line.front() == '\t';
  if (is_continuation && !head_.headers.empty()) {
    head_.headers.back().value += ' ';
    head_.headers.back().value += trim(line);
    return {};
  }
  const std::size_t colon = line.find(':');
  const bool has_name =
      colon != std::string_view::npos && colon > 0 && line[colon - 1] != ' ' && line[colon - 1] != '\t';
  if (!has_name || is_continuation) {
    return fail(ErrorCode::network, "malformed header");
  }
  head_.headers.push_back({to_lower_ascii(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  return {};
}

Result<bool> HttpHeadReader::finish() {
  if (head_.status < 200) {
    return false;
  }
  const auto count = [this](std::string_view name) {
    return std::count_if(head_.headers.begin(), head_.headers.end(),
                         [name](const HttpHeader& header) { return header.name == name; });
  };
  if (count("content-length") > 1) {
    return fail(ErrorCode::network, "two Content-Length headers");
  }
  if (count("transfer-encoding") > 1) {
    return fail(ErrorCode::network, "two Transfer-Encoding headers");
  }
  if (count("location") > 1) {
    return fail(ErrorCode::network, "two Location headers");
  }
  if (count("content-length") == 1 && count("transfer-encoding") > 0) {
    return fail(ErrorCode::network, "both Content-Length and Transfer-Encoding");
  }
  TRY(check_lengths());
  complete_ = true;
  return true;
}

/// libcurl reads the start of a length that is no number, and passes over codings that it does not know: what the end
/// of such a body is, nobody says.
Result<void> HttpHeadReader::check_lengths() const {
  for (const HttpHeader& header : head_.headers) {
    if (header.name == "content-length" && !parse_decimal(header.value)) {
      return fail(ErrorCode::network, "malformed Content-Length");
    }
    if (header.name == "transfer-encoding" && !equals_ignoring_case(header.value, "chunked")) {
      return fail(ErrorCode::network, "unknown Transfer-Encoding");
    }
  }
  return {};
}

std::optional<ContentRange> parse_content_range(std::string_view value) {
  constexpr std::string_view k_unit = "bytes ";
  if (!starts_with_ignoring_case(value, k_unit)) {
    return std::nullopt;
  }
  value.remove_prefix(k_unit.size());
  const std::size_t dash = value.find('-');
  const std::size_t slash = value.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) {
    return std::nullopt;
  }
  const auto first = parse_decimal(value.substr(0, dash));
  const auto last = parse_decimal(value.substr(dash + 1, slash - dash - 1));
  const auto total = parse_decimal(value.substr(slash + 1));
  if (!first || !last || !total || *first > *last || *last >= *total) {
    return std::nullopt;
  }
  return ContentRange{*first, *last, *total};
}

}  // namespace axle::fetch
