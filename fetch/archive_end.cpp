// SPDX-License-Identifier: MIT OR Apache-2.0
// The end record: the last one in the file counts, and nothing but padding may follow it.
//
// Its place is taken from the end of the file only; whether the directory that it names is the true one follows from
// the accounting of every byte in wheel_archive.cpp.
#include "fetch/archive_end.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "base/format.hpp"
#include "fetch/archive_fields.hpp"

namespace axle::fetch {
namespace {

constexpr std::uint64_t k_end_bytes = 22;
constexpr std::uint64_t k_zip64_locator_bytes = 20;
constexpr std::uint64_t k_zip64_end_bytes = 56;
constexpr std::uint64_t k_comment_limit = 65'535;
constexpr std::uint64_t k_padding_limit = 65'536;
constexpr std::uint64_t k_entry_limit = 1'000'000;
constexpr std::uint64_t k_directory_limit_bytes = 256ULL * 1024 * 1024;
constexpr std::uint64_t k_central_header_bytes = 46;
constexpr std::string_view k_end_signature{"PK\5\6", 4};
constexpr std::string_view k_zip64_end_signature{"PK\6\6", 4};
constexpr std::string_view k_zip64_locator_signature{"PK\6\7", 4};

std::span<const std::byte> as_span(const std::string& text) {
  return std::as_bytes(std::span(text));
}

/// What a file that is no zip looks like, for the message.
std::string_view describe_content(std::string_view head) {
  if (head.empty()) {
    return "empty";
  }
  if (head.starts_with("\x1f\x8b")) {
    return "a gzip file";
  }
  if (head.size() > 262 && head.substr(257, 5) == "ustar") {
    return "a tar archive";
  }
  if (head.starts_with("<")) {
    return "an HTML page";
  }
  return "no zip archive";
}

Result<void> check_comment(std::string_view comment) {
  if (comment.find(k_end_signature) != std::string_view::npos || comment.find("PK\1\2") != std::string_view::npos ||
      comment.find("PK\3\4") != std::string_view::npos) {
    return rule_failure("Z15", "the archive comment holds another archive");
  }
  return {};
}

/// What a file without an end record is: half an archive, or none.
std::unexpected<Error> explain_missing_end(const FileReader& file) {
  constexpr std::uint64_t k_head_bytes = 512;
  const auto head = read_exactly(file, 0, std::min(file.status().size_bytes, k_head_bytes));
  if (!head) {
    return std::unexpected(head.error().clone());
  }
  if (head->starts_with("PK\3\4")) {
    return rule_failure("Z64", "the archive is cut off: it has no end record");
  }
  return rule_failure("Z71", format("the file is {}", describe_content(*head)));
}

/// Position of the end record inside `tail`, the end of `file`.
Result<std::size_t> find_end_record(const FileReader& file, std::string_view tail) {
  const std::size_t at = tail.rfind(k_end_signature);
  if (at == std::string_view::npos) {
    return explain_missing_end(file);
  }
  if (tail.size() - at < k_end_bytes) {
    return rule_failure("Z64", "the archive is cut off in its end record");
  }
  const std::size_t comment = read_u16(std::as_bytes(std::span(tail)), at + 20);
  const std::size_t end = at + k_end_bytes + comment;
  if (end > tail.size()) {
    return rule_failure("Z17", "the archive comment is cut off");
  }
  const std::string_view rest = tail.substr(end);
  if (rest.find_first_not_of('\0') != std::string_view::npos || rest.size() > k_padding_limit) {
    return rule_failure("Z13", format("{} bytes stand behind the end of the archive", rest.size()));
  }
  TRY(check_comment(tail.substr(at + k_end_bytes, comment)));
  return at;
}

/// The value of the zip64 record where the old field is saturated; both must agree otherwise.
Result<std::uint64_t> widen(std::uint64_t narrow, std::uint64_t saturated, std::uint64_t wide) {
  if (narrow != saturated && narrow != wide) {
    return rule_failure("Z69", "the two end records contradict each other");
  }
  return wide;
}

Result<void> check_zip64_end(std::span<const std::byte> record) {
  if (as_text(record.first(4)) != k_zip64_end_signature || read_u64(record, 4) != k_zip64_end_bytes - 12) {
    return rule_failure("Z69", "the zip64 end record is not where its locator says");
  }
  if (read_u32(record, 16) != 0 || read_u32(record, 20) != 0 || read_u64(record, 24) != read_u64(record, 32)) {
    return rule_failure("Z59", "the archive is spread over several disks");
  }
  return {};
}

/// Replaces the fields of the end record by those of the zip64 record that stands right before it, if there is one.
/// Returns where the directory must end.
Result<std::uint64_t> apply_zip64(const FileReader& file, std::uint64_t end_offset, CentralDirectoryPlace& place) {
  if (end_offset < k_zip64_locator_bytes + k_zip64_end_bytes) {
    return end_offset;
  }
  const std::uint64_t record_offset = end_offset - k_zip64_locator_bytes - k_zip64_end_bytes;
  TRY_ASSIGN(const std::string text, read_exactly(file, record_offset, k_zip64_end_bytes + k_zip64_locator_bytes));
  const auto record = as_span(text).first(k_zip64_end_bytes);
  const auto locator = as_span(text).subspan(k_zip64_end_bytes);
  if (as_text(locator.first(4)) != k_zip64_locator_signature) {
    return end_offset;
  }
  if (read_u32(locator, 4) != 0 || read_u64(locator, 8) != record_offset || read_u32(locator, 16) != 1) {
    return rule_failure("Z69", "the zip64 locator points elsewhere");
  }
  TRY(check_zip64_end(record));
  TRY_ASSIGN(place.entries, widen(place.entries, 0xffff, read_u64(record, 32)));
  TRY_ASSIGN(place.size_bytes, widen(place.size_bytes, 0xffffffffU, read_u64(record, 40)));
  TRY_ASSIGN(place.offset, widen(place.offset, 0xffffffffU, read_u64(record, 48)));
  return record_offset;
}

Result<void> check_place(const CentralDirectoryPlace& place, std::uint64_t directory_end) {
  if (place.offset > directory_end || place.size_bytes > directory_end) {
    return rule_failure("Z53", "the central directory lies outside the file");
  }
  if (place.offset + place.size_bytes != directory_end) {
    return rule_failure("Z11", "the central directory is not where the end record says");
  }
  if (place.entries > k_entry_limit) {
    return rule_failure("Z66", format("the archive claims {} entries, over the limit of 1000000", place.entries));
  }
  if (place.entries * k_central_header_bytes > place.size_bytes || place.size_bytes > k_directory_limit_bytes) {
    return rule_failure(
        "Z65", format("the archive claims {} entries in a directory of {} bytes", place.entries, place.size_bytes));
  }
  return {};
}

}  // namespace

Result<std::string> read_exactly(const FileReader& file, std::uint64_t offset, std::uint64_t size_bytes) {
  std::string text(size_bytes, '\0');
  TRY_ASSIGN(const std::size_t count, file.read_at(offset, std::as_writable_bytes(std::span(text))));
  if (count != size_bytes) {
    return rule_failure("Z64", "the archive is cut off");
  }
  return text;
}

Result<CentralDirectoryPlace> find_central_directory(const FileReader& file) {
  const std::uint64_t size = file.status().size_bytes;
  // Nearly all archives end with a bare record: one small read finds it, the large one is for comments and padding.
  constexpr std::uint64_t k_first_try_bytes = 4096;
  std::string tail;
  TRY_ASSIGN(tail, read_exactly(file, size - std::min(size, k_first_try_bytes), std::min(size, k_first_try_bytes)));
  if (tail.size() < k_end_bytes || std::string_view(tail).substr(tail.size() - k_end_bytes, 4) != k_end_signature) {
    const std::uint64_t wanted = std::min(size, k_end_bytes + k_comment_limit + k_padding_limit);
    TRY_ASSIGN(tail, read_exactly(file, size - wanted, wanted));
  }
  TRY_ASSIGN(const std::size_t at, find_end_record(file, tail));
  const auto record = as_span(tail).subspan(at, k_end_bytes);
  if (read_u16(record, 4) != 0 || read_u16(record, 6) != 0 || read_u16(record, 8) != read_u16(record, 10)) {
    return rule_failure("Z59", "the archive is spread over several disks");
  }
  CentralDirectoryPlace place{
      .offset = read_u32(record, 16), .size_bytes = read_u32(record, 12), .entries = read_u16(record, 10)};
  TRY_ASSIGN(const std::uint64_t directory_end, apply_zip64(file, size - tail.size() + at, place));
  TRY(check_place(place, directory_end));
  return place;
}

}  // namespace axle::fetch
