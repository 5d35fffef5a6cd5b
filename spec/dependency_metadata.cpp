// SPDX-License-Identifier: MIT OR Apache-2.0
// The flat form of what resolving reads: a header, one row of text ranges for each requirement and extra, the texts.
//
// Form:    little-endian. Header: magic, schema, checksum of all that follows, counts, ranges of name, version,
//          Requires-Python and the broken requirement. A range is (offset, length), 32 bits each, into the texts at
//          the end. docs/cache-layout.md, section "dependency metadata".
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "spec/metadata.hpp"
#include "spec/requirement.hpp"

namespace axle::spec {
namespace {

static_assert(std::endian::native == std::endian::little, "cache files are little-endian and read by memcpy");

constexpr std::uint32_t k_magic = 0x4D445841;  // "AXDM"
constexpr std::uint32_t k_schema = 1;

struct Range {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

struct FileHeader {
  std::uint32_t magic = k_magic;
  std::uint32_t schema = k_schema;
  std::uint64_t checksum = 0;
  std::uint32_t requirement_count = 0;
  std::uint32_t extra_count = 0;
  Range name, version, requires_python, broken;
};
static_assert(sizeof(FileHeader) == 56);

constexpr std::size_t k_checked_from = offsetof(FileHeader, requirement_count);

struct RequirementRow {
  Range name, extras, specifiers, url, marker, text;
};
static_assert(sizeof(RequirementRow) == 48);

FileHeader header_of(const std::string& bytes) {
  FileHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  return header;
}

/// Where the texts begin; the counts were checked by open().
std::size_t texts_offset(const FileHeader& header) {
  return sizeof(FileHeader) + header.requirement_count * sizeof(RequirementRow) + header.extra_count * sizeof(Range);
}

std::string_view text_at(const std::string& bytes, std::size_t texts, Range range) {
  return std::string_view(bytes).substr(texts + range.offset, range.length);
}

std::uint64_t checksum_of(const std::string& bytes) {
  return checksum64(std::as_bytes(std::span(bytes).subspan(k_checked_from)));
}

/// Collects texts.
class TextPool {
 public:
  Range add(std::string_view text) {
    const Range range{static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size())};
    texts_ += text;
    return range;
  }
  [[nodiscard]] const std::string& texts() const { return texts_; }

 private:
  std::string texts_;
};

std::vector<std::string> normalized_sorted(std::vector<std::string> names) {
  std::erase_if(names, [](const std::string& name) { return !is_valid_name(name); });
  std::ranges::transform(names, names.begin(), [](const std::string& name) { return normalize_name(name); });
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

std::string normalized_extras(std::string_view written) {
  std::vector<std::string> names;
  for (std::size_t start = 0; start < written.size();) {
    const std::size_t end = std::min(written.find(',', start), written.size());
    std::string_view part = written.substr(start, end - start);
    part.remove_prefix(std::min(part.find_first_not_of(" \t"), part.size()));
    part = part.substr(0, part.find_last_not_of(" \t") + 1);
    names.emplace_back(part);
    start = end + 1;
  }
  std::string out;
  for (const std::string& name : normalized_sorted(std::move(names))) {
    out += (out.empty() ? "" : ",") + name;
  }
  return out;
}

void append_bytes(std::string& out, const void* data, std::size_t size) {
  out.append(static_cast<const char*>(data), size);
}

std::string freeze(FileHeader header, const std::vector<RequirementRow>& rows, const std::vector<Range>& extras,
                   const std::string& texts) {
  std::string bytes;
  bytes.reserve(texts_offset(header) + texts.size());
  append_bytes(bytes, &header, sizeof header);
  append_bytes(bytes, rows.data(), rows.size() * sizeof(RequirementRow));
  append_bytes(bytes, extras.data(), extras.size() * sizeof(Range));
  bytes += texts;
  header.checksum = checksum_of(bytes);
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

bool fits(Range range, std::size_t texts_size) {
  return range.offset <= texts_size && range.length <= texts_size - range.offset;
}

/// Reads every range of the rows and extras once; all views are safe afterwards.
bool all_ranges_fit(const std::string& bytes, const FileHeader& header) {
  const std::size_t texts = texts_offset(header);
  const std::size_t texts_size = bytes.size() - texts;
  const std::array own = {header.name, header.version, header.requires_python, header.broken};
  bool ok = std::ranges::all_of(own, [&](Range range) { return fits(range, texts_size); });
  for (std::size_t at = sizeof(FileHeader); at < texts && ok; at += sizeof(Range)) {
    Range range;
    std::memcpy(&range, bytes.data() + at, sizeof range);
    ok = fits(range, texts_size);
  }
  return ok;
}

const char* find_damage(const std::string& bytes) {
  if (bytes.size() < sizeof(FileHeader)) {
    return "shorter than its header";
  }
  const FileHeader header = header_of(bytes);
  if (header.magic != k_magic || header.schema != k_schema) {
    return "not of this format";
  }
  const std::size_t rows_limit = (bytes.size() - sizeof(FileHeader)) / sizeof(Range);
  if (header.requirement_count > rows_limit || header.extra_count > rows_limit || texts_offset(header) > bytes.size()) {
    return "counts exceed the file";
  }
  if (!all_ranges_fit(bytes, header)) {
    return "a text lies outside the file";
  }
  return header.checksum == checksum_of(bytes) ? nullptr : "the checksum does not match";
}

}  // namespace

Result<DependencyMetadata> DependencyMetadata::open(std::string bytes) {
  if (const char* damage = find_damage(bytes); damage != nullptr) {
    return fail(ErrorCode::cache_damaged, format("cached metadata is damaged: {}", damage));
  }
  DependencyMetadata out;
  out.bytes_ = std::make_shared<const std::string>(std::move(bytes));
  return out;
}

DependencyMetadata DependencyMetadata::make(const CoreMetadata& metadata) {
  FileHeader header;
  TextPool pool;
  header.name = pool.add(normalize_name(metadata.name));
  header.version = pool.add(metadata.version);
  header.requires_python = pool.add(metadata.requires_python.value_or(""));
  std::vector<RequirementRow> rows;
  for (const std::string& text : metadata.requires_dist) {
    const std::optional<RequirementPieces> pieces = split_requirement(text);
    if (!pieces || !is_valid_name(pieces->name)) {
      header.broken = header.broken.length == 0 ? pool.add(text.empty() ? "(empty)" : text) : header.broken;
      continue;
    }
    const Range whole = pool.add(text);
    // The pieces are parts of `text`: they need ranges, not bytes of their own.
    const auto part = [&](std::string_view piece) {
      return piece.empty() ? Range{}
                           : Range{whole.offset + static_cast<std::uint32_t>(piece.data() - text.data()),
                                   static_cast<std::uint32_t>(piece.size())};
    };
    rows.push_back({pool.add(normalize_name(pieces->name)), pool.add(normalized_extras(pieces->extras)),
                    part(pieces->specifiers), part(pieces->url), part(pieces->marker), whole});
  }
  std::vector<Range> extras;
  for (const std::string& extra : normalized_sorted(metadata.provides_extra)) {
    extras.push_back(pool.add(extra));
  }
  header.requirement_count = static_cast<std::uint32_t>(rows.size());
  header.extra_count = static_cast<std::uint32_t>(extras.size());
  ASSERT(pool.texts().size() <= std::numeric_limits<std::uint32_t>::max(), "metadata is at most 16 MiB");
  DependencyMetadata out;
  out.bytes_ = std::make_shared<const std::string>(freeze(header, rows, extras, pool.texts()));
  return out;
}

std::string_view DependencyMetadata::name() const {
  const FileHeader header = header_of(*bytes_);
  return text_at(*bytes_, texts_offset(header), header.name);
}

std::string_view DependencyMetadata::version() const {
  const FileHeader header = header_of(*bytes_);
  return text_at(*bytes_, texts_offset(header), header.version);
}

std::string_view DependencyMetadata::requires_python() const {
  const FileHeader header = header_of(*bytes_);
  return text_at(*bytes_, texts_offset(header), header.requires_python);
}

std::string_view DependencyMetadata::broken() const {
  const FileHeader header = header_of(*bytes_);
  return text_at(*bytes_, texts_offset(header), header.broken);
}

std::size_t DependencyMetadata::requirement_count() const {
  return header_of(*bytes_).requirement_count;
}

DependencyMetadata::RequirementView DependencyMetadata::requirement(std::size_t index) const {
  const FileHeader header = header_of(*bytes_);
  ASSERT(index < header.requirement_count, "requirement index out of range");
  RequirementRow row;
  std::memcpy(&row, bytes_->data() + sizeof(FileHeader) + index * sizeof(RequirementRow), sizeof row);
  const std::size_t texts = texts_offset(header);
  const auto text = [&](Range range) { return text_at(*bytes_, texts, range); };
  return {text(row.name), text(row.extras), text(row.specifiers), text(row.url), text(row.marker), text(row.text)};
}

std::size_t DependencyMetadata::extra_count() const {
  return header_of(*bytes_).extra_count;
}

std::string_view DependencyMetadata::extra(std::size_t index) const {
  const FileHeader header = header_of(*bytes_);
  ASSERT(index < header.extra_count, "extra index out of range");
  Range range;
  const std::size_t extras = sizeof(FileHeader) + header.requirement_count * sizeof(RequirementRow);
  std::memcpy(&range, bytes_->data() + extras + index * sizeof(Range), sizeof range);
  return text_at(*bytes_, texts_offset(header), range);
}

}  // namespace axle::spec
