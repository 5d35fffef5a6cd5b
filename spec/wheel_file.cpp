// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the WHEEL file of a distribution.
//
// Rules:   reliability W01, W02; W03 and W06 are warnings of whoever compares the values.
#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/email_headers.hpp"
#include "spec/installed_files.hpp"

namespace axle::spec {
namespace {

constexpr std::uint32_t k_known_major = 1;

std::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::bad_wheel, std::move(message));
}

/// `1.0` into its numbers.
Result<void> read_wheel_version(std::string_view text, WheelFile& out) {
  const std::size_t dot = text.find('.');
  const std::optional<std::uint64_t> major = parse_decimal(text.substr(0, dot));
  const std::optional<std::uint64_t> minor =
      dot == std::string_view::npos ? std::nullopt : parse_decimal(text.substr(dot + 1));
  if (!major || !minor || *major > 9999 || *minor > 9999) {
    return refuse(format("W02: `{}` is not a wheel version", to_printable(text)));
  }
  if (*major != k_known_major) {
    return refuse(format("W01: wheel version {}.{} is not supported", *major, *minor));
  }
  out.major = static_cast<std::uint32_t>(*major);
  out.minor = static_cast<std::uint32_t>(*minor);
  return {};
}

/// One reader would take the first, another the last.
Result<void> check_first(bool& is_seen, std::string_view field) {
  if (is_seen) {
    return refuse(format("W02: WHEEL has `{}` twice", field));
  }
  is_seen = true;
  return {};
}

}  // namespace

Result<WheelFile> parse_wheel_file(std::string_view text) {
  const auto headers = read_email_headers(text);
  if (!headers) {
    return refuse(format("W02: line {} of WHEEL: {}", headers.error().line, headers.error().reason));
  }
  WheelFile out;
  // As pip reads it: what is not said to be pure goes to the platform folder.
  out.root_is_purelib = false;
  bool has_version = false;
  bool has_purity = false;
  for (const EmailHeader& header : *headers) {
    const std::string value = to_one_line(header.value);
    if (header.is("wheel-version")) {
      TRY(check_first(has_version, "Wheel-Version"));
      TRY(read_wheel_version(value, out));
    } else if (header.is("root-is-purelib")) {
      TRY(check_first(has_purity, "Root-Is-Purelib"));
      out.root_is_purelib = equals_ignoring_case(value, "true");
    } else if (header.is("tag")) {
      out.tags.push_back(value);
    } else if (header.is("generator")) {
      out.generator = value;
    }
  }
  if (!has_version) {
    return refuse("W02: WHEEL has no `Wheel-Version`");
  }
  return out;
}

}  // namespace axle::spec
