// SPDX-License-Identifier: MIT OR Apache-2.0
// Where the bytes of an answer go, and how many there may be.
#include "fetch/http_body.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::fetch {
namespace {

/// Bodies of redirects and failures are read so that the connection stays usable, up to here.
constexpr std::uint64_t k_discard_limit_bytes = 64 * 1024;
/// What a server announces costs it nothing; beyond this, memory is taken as the bytes come.
constexpr std::uint64_t k_reserve_limit_bytes = 4ULL * 1024 * 1024;

std::string range_value(const ByteRange& range, std::uint64_t skip) {
  if (range.suffix_bytes > 0) {
    return format("bytes=-{}", range.suffix_bytes);
  }
  const std::string last = range.last ? std::to_string(*range.last) : std::string();
  return format("bytes={}-{}", range.first + skip, last);
}

/// Whether a 206 is the part that was asked for (I37).
bool fits(const ByteRange& asked, const ContentRange& got) {
  if (asked.suffix_bytes > 0) {
    return got.last + 1 == got.total && got.last - got.first < asked.suffix_bytes;
  }
  return got.first == asked.first && (!asked.last || got.last <= *asked.last);
}

}  // namespace

bool HttpBody::can_resume() const {
  const bool is_suffix = request_.range && request_.range->suffix_bytes > 0;
  return received_ > 0 && !etag_.empty() && !is_suffix && target_ != Target::nowhere;
}

void HttpBody::add_headers(std::vector<HttpHeader>& headers) const {
  if (resuming_) {
    headers.push_back({"Range", range_value(request_.range.value_or(ByteRange{}), received_)});
    headers.push_back({"If-Range", etag_});
  } else if (request_.range) {
    headers.push_back({"Range", range_value(*request_.range, 0)});
  }
}

bool HttpBody::continues(const HttpResponse& response) const {
  const auto range = parse_content_range(response.header("content-range"));
  return response.status == 206 && range && range->first == response_.from_offset + received_ &&
         (!response_.total_bytes || range->total == *response_.total_bytes) && response.strong_etag() == etag_;
}

Result<void> HttpBody::begin(HttpResponse response) {
  if (resuming_) {
    resuming_ = false;
    if (continues(response)) {
      return {};
    }
    forget();
    if (response.status == 206) {  // not what was asked for: the next attempt asks for all
      announced_ = 1;
      target_ = Target::nowhere;
      response_ = std::move(response);
      return {};
    }
  }
  response_ = std::move(response);
  target_ = Target::nowhere;
  announced_.reset();
  etag_.clear();
  if (response_.status == 206) {
    if (!request_.range) {
      return fail(ErrorCode::network, "status 206 without having asked for a part");
    }
    const auto range = parse_content_range(response_.header("content-range"));
    if (!range || !fits(*request_.range, *range)) {
      response_.bad_range = true;
      return {};
    }
    return begin_part(*range);
  }
  // Who has a sink asks for a file: no other status is one, and a file of any length has no place in memory.
  const bool is_wanted = response_.status == 200 || (!request_.sink && response_.status / 100 == 2);
  return is_wanted ? begin_whole() : Result<void>();
}

Result<void> HttpBody::begin_part(const ContentRange& range) {
  response_.from_offset = range.first;
  response_.total_bytes = range.total;
  announced_ = range.last - range.first + 1;
  etag_ = response_.strong_etag();
  return begin_whole();
}

Result<void> HttpBody::begin_whole() {
  if (response_.status != 206) {
    announced_ = parse_decimal(response_.header("content-length"));
    if (request_.head_only) {
      response_.total_bytes = std::exchange(announced_, std::nullopt);
      return {};
    }
    if (response_.header("content-encoding").empty()) {
      response_.total_bytes = announced_;
      etag_ = response_.strong_etag();
    }
  }
  TRY(check_size());
  target_ = Target::memory;
  if (request_.sink) {
    target_ = Target::sink;
    sink_started_ = true;
    return request_.sink->on_start(response_);
  }
  response_.body.reserve(static_cast<std::size_t>(std::min(announced_.value_or(0), k_reserve_limit_bytes)));
  return {};
}

Result<void> HttpBody::check_size() const {
  if (request_.expected_size_bytes && response_.total_bytes &&
      *response_.total_bytes != *request_.expected_size_bytes) {
    return fail(ErrorCode::network, format("the size is {} bytes, but it should be {}", *response_.total_bytes,
                                           *request_.expected_size_bytes));
  }
  if (announced_.value_or(0) > request_.limit_bytes) {
    return fail(ErrorCode::response_too_large, format("{} are announced, the limit is {}", format_bytes(*announced_),
                                                      format_bytes(request_.limit_bytes)));
  }
  return {};
}

Result<bool> HttpBody::add(std::span<const std::byte> data) {
  if (target_ == Target::nowhere) {
    discarded_ += data.size();
    return discarded_ <= k_discard_limit_bytes && !response_.bad_range;
  }
  // What is behind the announced end belongs to nothing. Of a whole body libcurl sees to that; a part has its length
  // from Content-Range too.
  const std::uint64_t missing = announced_ ? *announced_ - received_ : data.size();
  const bool is_enough = missing < data.size();
  data = is_enough ? data.first(static_cast<std::size_t>(missing)) : data;
  received_ += data.size();
  if (request_.expected_size_bytes && response_.from_offset + received_ > *request_.expected_size_bytes) {
    return fail(ErrorCode::network,
                format("more than the {} bytes that it should have", *request_.expected_size_bytes));
  }
  if (received_ > request_.limit_bytes) {
    return fail(ErrorCode::response_too_large, format("more than the limit of {}", format_bytes(request_.limit_bytes)));
  }
  if (target_ == Target::sink) {
    TRY(request_.sink->on_data(data));
  } else {
    response_.body.append(reinterpret_cast<const char*>(data.data()), data.size());
  }
  return !is_enough;
}

std::optional<std::string> HttpBody::find_cut() const {
  if (target_ == Target::nowhere) {
    return announced_ ? std::optional<std::string>("the answer does not continue what came before") : std::nullopt;
  }
  std::optional<std::uint64_t> wanted = announced_;
  if (!wanted && request_.expected_size_bytes && response_.status == 200) {
    wanted = request_.expected_size_bytes;
  }
  if (!wanted && response_.end_unproven && response_.status == 200 && request_.is_whole != nullptr &&
      target_ == Target::memory && !request_.is_whole(response_.body)) {
    return "incomplete answer";
  }
  if (!wanted || received_ >= *wanted) {
    return std::nullopt;
  }
  return format("the answer ended after {} of {} bytes", received_, *wanted);
}

void HttpBody::prepare_next_attempt() {
  resuming_ = can_resume();
  discarded_ = 0;
  if (!resuming_) {
    forget();
  }
}

void HttpBody::forget() {
  if (sink_started_ && received_ > 0) {
    request_.sink->on_restart();
  }
  sink_started_ = false;
  received_ = 0;
  etag_.clear();
  response_ = HttpResponse{};
}

}  // namespace axle::fetch
