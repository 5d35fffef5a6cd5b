// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading headers of a response and undoing its encoding.
#include "fetch/http_message.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/inflate.hpp"
#include "base/text.hpp"

namespace axle::fetch {

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [name](const HttpHeader& header) { return header.name == name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::string HttpResponse::content_type() const {
  const std::string_view whole = header("content-type");
  return to_lower_ascii(trim(whole.substr(0, whole.find(';'))));
}

std::string_view HttpResponse::strong_etag() const {
  const std::string_view etag = header("etag");
  return etag.size() >= 2 && etag.front() == '"' && etag.back() == '"' ? etag : std::string_view();
}

std::string_view credentials_told(const HttpResponse& response) {
  if (response.status != 401 && response.status != 403) {
    return {};
  }
  return response.sent_credentials ? "; the credentials that were sent are not accepted" : "; no credentials were sent";
}

ErrorCode artifact_failure(int status) {
  if (status == 401 || status == 403) {
    return ErrorCode::unauthorized;
  }
  return status == 404 ? ErrorCode::no_artifact : ErrorCode::http_status;
}

Result<std::string> decode_body(HttpResponse response, std::uint64_t limit_bytes) {
  const std::string encoding = to_lower_ascii(trim(response.header("content-encoding")));
  if (encoding.empty() || encoding == "identity") {
    return std::move(response.body);
  }
  const std::string url = response.final_url.to_display();
  if (encoding != "gzip" && encoding != "x-gzip") {
    return fail(ErrorCode::network,
                format("the answer of {} has the unknown encoding `{}`", url, to_printable(encoding)));
  }
  Result<std::string> plain = gunzip(std::as_bytes(std::span(response.body)), limit_bytes);
  if (!plain) {
    const bool too_large = plain.error().code() == ErrorCode::response_too_large;
    return fail(Error(too_large ? ErrorCode::response_too_large : ErrorCode::network,
                      format("cannot unpack the answer of {}", url))
                    .caused_by(std::move(plain).error()));
  }
  return plain;
}

}  // namespace axle::fetch
