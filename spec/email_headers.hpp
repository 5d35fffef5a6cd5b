// SPDX-License-Identifier: MIT OR Apache-2.0
// Header lines as Python's email parser reads them: METADATA and WHEEL files have this form.
//
// Spec:    RFC 5322 as Python's email.feedparser takes it (policy compat32): lines end at \n, \r\n or a bare \r; a line
//          that is neither header nor continuation ends the headers. A byte order mark belongs to the first line, which
//          is no header then: Python would not find its field either.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace axle::spec {

/// Looks into the text that was read: a METADATA of 100 classifiers costs one allocation.
struct EmailHeader {
  std::string_view name;   ///< as written
  std::string_view value;  ///< as written, with further lines; to_one_line() unfolds it
  std::uint32_t line = 0;

  [[nodiscard]] bool is(std::string_view wanted) const { return equals_ignoring_case(name, wanted); }
};

enum class EmailHeaderFlaw : std::uint8_t { nul, encoding };

struct EmailHeaderFault {
  EmailHeaderFlaw flaw = EmailHeaderFlaw::nul;
  std::string reason;
  std::uint32_t line = 0;
};

/// The headers of a text up to its body, valid as long as `text` is. Fails on NUL bytes and invalid UTF-8 in headers;
/// the body is not looked at.
[[nodiscard]] std::expected<std::vector<EmailHeader>, EmailHeaderFault> read_email_headers(std::string_view text);

/// What follows the headers, behind the empty line between.
[[nodiscard]] std::string_view find_email_body(std::string_view text);

/// A value with its lines joined by spaces and trimmed.
[[nodiscard]] std::string to_one_line(std::string_view value);

}  // namespace axle::spec
