// SPDX-License-Identifier: MIT OR Apache-2.0
// Extra fields of zip headers: zip64 sizes, Unicode paths.
//
// Spec:    APPNOTE 6.3.10, 4.5.3 (0x0001) and 4.6.9 (0x7075).
#include "fetch/archive_fields.hpp"

#include <array>

#include "base/format.hpp"

namespace axle::fetch {
namespace {

constexpr std::uint16_t k_zip64_field = 0x0001;
constexpr std::uint16_t k_unicode_path_field = 0x7075;
/// Info-ZIP's experimental field, which libarchive reads: its mode replaces the one of the directory.
constexpr std::uint16_t k_mode_field = 0x6c78;
constexpr std::uint16_t k_encryption_field = 0x9901;
constexpr std::uint16_t k_time_field = 0x5455;
constexpr std::uint64_t k_saturated = 0xffffffffU;
constexpr std::size_t k_field_header_bytes = 4;

/// Saturated values are taken one behind the other, as every reader does. What follows may only repeat those behind
/// them: a field of both sizes beside a saturated offset is one that readers take for the offset.
Result<void> read_zip64(std::span<const std::byte> field, EntrySizes& sizes) {
  constexpr std::size_t k_value_bytes = 8;
  const std::array<std::uint64_t*, 3> all = {&sizes.size_bytes, &sizes.compressed_bytes, &sizes.offset};
  const auto values = std::span(all).first(sizes.has_offset ? 3 : 2);
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (*values[i] != k_saturated) {
      continue;
    }
    if (field.size() < k_value_bytes) {
      return rule_failure("Z49", "the zip64 field is too short");
    }
    *values[i] = read_u64(field, 0);
    field = field.subspan(k_value_bytes);
    repeated = i + 1;
  }
  for (; repeated < values.size() && field.size() >= k_value_bytes; ++repeated) {
    if (*values[repeated] != read_u64(field, 0)) {
      return rule_failure("Z49", "the zip64 field contradicts the header");
    }
    field = field.subspan(k_value_bytes);
  }
  return {};
}

Result<void> check_unicode_path(std::span<const std::byte> field, std::string_view path) {
  constexpr std::size_t k_version_and_crc_bytes = 5;
  if (field.size() < k_version_and_crc_bytes || as_text(field.subspan(k_version_and_crc_bytes)) != path) {
    return rule_failure("Z47", format("an extra field gives `{}` another name", path));
  }
  return {};
}

}  // namespace

std::unexpected<Error> rule_failure(std::string_view rule, std::string_view detail) {
  return fail(ErrorCode::bad_wheel, format("{}: {}", rule, detail));
}

std::unexpected<Error> inflate_failure(std::string_view path, Error error) {
  if (error.code() != ErrorCode::bad_wheel) {
    return fail(std::move(error));
  }
  return rule_failure("Z08", format("`{}`: {}", path, error.message()));
}

Result<void> read_extra_fields(std::span<const std::byte> extra, std::string_view path, EntrySizes& sizes) {
  bool zip64_seen = false;
  std::size_t at = 0;
  while (extra.size() - at >= k_field_header_bytes) {
    const std::uint16_t id = read_u16(extra, at);
    const std::size_t length = read_u16(extra, at + 2);
    at += k_field_header_bytes;
    if (length > extra.size() - at) {
      return rule_failure("Z70", format("an extra field of `{}` is longer than its place", path));
    }
    const auto field = extra.subspan(at, length);
    at += length;
    if (id == k_zip64_field) {
      if (zip64_seen) {
        return rule_failure("Z50", format("`{}` has two zip64 fields", path));
      }
      zip64_seen = true;
      TRY(read_zip64(field, sizes));
    } else if (id == k_unicode_path_field) {
      TRY(check_unicode_path(field, path));
    } else if (id == k_mode_field) {
      return rule_failure("Z63", format("an extra field of `{}` may make it a link", path));
    } else if (id == k_encryption_field) {
      return rule_failure("Z23", format("an extra field of `{}` says that it is encrypted", path));
    } else if (id == k_time_field && field.empty()) {
      return rule_failure("Z70", format("the times of `{}` are an empty field", path));
    }
  }
  const bool saturated = sizes.size_bytes == k_saturated || sizes.compressed_bytes == k_saturated;
  if (saturated && !zip64_seen) {
    return rule_failure("Z49", format("`{}` claims zip64 sizes without a zip64 field", path));
  }
  return {};
}

}  // namespace axle::fetch
