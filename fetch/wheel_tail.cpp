// SPDX-License-Identifier: MIT OR Apache-2.0
// End record, central directory, one entry: as little of zip as finding METADATA takes.
#include "fetch/wheel_tail.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/inflate.hpp"
#include "fetch/archive_fields.hpp"
#include "fetch/http_message.hpp"

namespace axle::fetch {
namespace {

using Bytes = std::span<const std::byte>;
using Found = std::variant<std::string, MissingPart>;

constexpr std::size_t k_end_bytes = 22;
constexpr std::size_t k_central_bytes = 46;
constexpr std::size_t k_local_bytes = 30;
constexpr std::uint64_t k_slack_bytes = 16 * 1024;
constexpr std::uint32_t k_saturated = 0xffff'ffffU;

std::unexpected<Error> bad(std::string_view reason) {
  return fail(ErrorCode::bad_wheel, std::string(reason));
}

struct DirectoryPlace {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
};

struct MetadataEntry {
  std::uint64_t offset = 0;  ///< of the local header
  std::uint64_t end = 0;     ///< of the span up to the next header
  std::uint32_t compressed_bytes = 0;
  std::uint32_t size_bytes = 0;
  std::uint32_t crc = 0;
  std::uint16_t method = 0;
};

Bytes bytes_of(const WheelPart& part) {
  return std::as_bytes(std::span(part.bytes));
}

/// The end record is the last one whose comment reaches exactly to the end of the file.
Result<DirectoryPlace> find_directory(const WheelPart& tail) {
  const Bytes bytes = bytes_of(tail);
  for (std::size_t back = k_end_bytes; back <= bytes.size(); ++back) {
    const std::size_t at = bytes.size() - back;
    if (read_u32(bytes, at) != 0x0605'4b50U || k_end_bytes + read_u16(bytes, at + 20) != back) {
      continue;
    }
    const DirectoryPlace place{read_u32(bytes, at + 16), read_u32(bytes, at + 12)};
    if (place.offset == k_saturated || place.size_bytes == k_saturated) {
      return bad("the directory uses zip64");
    }
    if (place.offset + place.size_bytes > tail.offset + at) {
      return bad("the directory overlaps its end");
    }
    return place;
  }
  return bad("no end of a zip archive");
}

bool is_metadata_name(std::string_view name) {
  constexpr std::string_view k_suffix = ".dist-info/METADATA";
  return name.ends_with(k_suffix) && name.find('/') == name.size() - std::string_view("METADATA").size() - 1;
}

/// Walks the central directory. The entry's end is the next header after it.
Result<MetadataEntry> find_entry(Bytes directory, std::uint64_t directory_offset) {
  std::optional<MetadataEntry> found;
  std::vector<std::uint64_t> offsets;
  for (std::size_t at = 0; at < directory.size();) {
    if (directory.size() - at < k_central_bytes || read_u32(directory, at) != 0x0201'4b50U) {
      return bad("the directory is damaged");
    }
    const std::size_t name_bytes = read_u16(directory, at + 28);
    const std::size_t next =
        at + k_central_bytes + name_bytes + read_u16(directory, at + 30) + read_u16(directory, at + 32);
    if (next > directory.size()) {
      return bad("the directory is damaged");
    }
    offsets.push_back(read_u32(directory, at + 42));
    if (is_metadata_name(as_text(directory.subspan(at + k_central_bytes, name_bytes)))) {
      if (found) {
        return bad("two METADATA files");
      }
      found = MetadataEntry{offsets.back(),
                            directory_offset,
                            read_u32(directory, at + 20),
                            read_u32(directory, at + 24),
                            read_u32(directory, at + 16),
                            read_u16(directory, at + 10)};
    }
    at = next;
  }
  if (!found) {
    return bad("no METADATA file");
  }
  for (const std::uint64_t offset : offsets) {
    if (offset > found->offset) {
      found->end = std::min(found->end, offset);
    }
  }
  return *found;
}

std::optional<Bytes> slice(const WheelPart& part, std::uint64_t begin, std::uint64_t end) {
  if (begin < part.offset || end > part.offset + part.bytes.size() || end < begin) {
    return std::nullopt;
  }
  return bytes_of(part).subspan(static_cast<std::size_t>(begin - part.offset), static_cast<std::size_t>(end - begin));
}

Result<std::string> read_entry(const MetadataEntry& entry, Bytes span) {
  if (span.size() < k_local_bytes || read_u32(span, 0) != 0x0403'4b50U) {
    return bad("the header of METADATA is damaged");
  }
  const std::size_t data = k_local_bytes + read_u16(span, 26) + read_u16(span, 28);
  if (data > span.size() || entry.compressed_bytes > span.size() - data) {
    return bad("the header of METADATA is damaged");
  }
  if (entry.size_bytes > k_metadata_limit_bytes) {
    return bad("METADATA is larger than 16 MiB");
  }
  const Bytes packed = span.subspan(data, entry.compressed_bytes);
  std::string text;
  if (entry.method == 0 && entry.compressed_bytes == entry.size_bytes) {
    text = as_text(packed);
  } else if (entry.method == 8) {
    text.resize(entry.size_bytes);
    TRY(inflate_raw(packed, std::as_writable_bytes(std::span(text))));
  } else {
    return bad("METADATA is compressed in an unknown way");
  }
  if (crc32_of(std::as_bytes(std::span(text))) != entry.crc) {
    return bad("the checksum of METADATA is wrong");
  }
  return text;
}

}  // namespace

Result<Found> find_metadata(const WheelPart& tail, const WheelPart& extra) {
  TRY_ASSIGN(const DirectoryPlace place, find_directory(tail));
  if (place.offset < tail.offset) {
    if (tail.offset - place.offset > k_tail_limit_bytes) {
      return bad("the directory is larger than 32 MiB");
    }
    // METADATA usually stands before RECORD, and that right before the directory. A row of RECORD takes about 45
    // compressed bytes, a record of the directory about 100, so that this gets all of it in one part.
    const std::uint64_t before = std::min(place.offset, place.size_bytes / 2 + k_slack_bytes);
    return Found(MissingPart{place.offset - before, tail.offset - 1});
  }
  const Bytes directory = bytes_of(tail).subspan(static_cast<std::size_t>(place.offset - tail.offset),
                                                 static_cast<std::size_t>(place.size_bytes));
  TRY_ASSIGN(const MetadataEntry entry, find_entry(directory, place.offset));
  if (entry.end <= entry.offset || entry.end - entry.offset > k_tail_limit_bytes) {
    return bad("the header of METADATA is damaged");
  }
  const auto in_tail = slice(tail, entry.offset, entry.end);
  const auto in_extra = slice(extra, entry.offset, entry.end);
  if (!in_tail && !in_extra) {
    return Found(MissingPart{entry.offset, std::min(entry.end, std::max(tail.offset, entry.offset + 1)) - 1});
  }
  TRY_ASSIGN(std::string text, read_entry(entry, in_tail ? *in_tail : *in_extra));
  return Found(std::move(text));
}

}  // namespace axle::fetch
