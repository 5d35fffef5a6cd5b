// SPDX-License-Identifier: MIT OR Apache-2.0
// Splits header lines from bodies, line by line.
//
// Rules:   reliability M07, M08, M11, M13.
#include "spec/email_headers.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace axle::spec {
namespace {

/// Hands out lines without their ends.
class LineCursor {
 public:
  explicit LineCursor(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool next() {
    if (rest_.empty()) {
      return false;
    }
    ++number_;
    const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
    line_ = rest_.substr(0, end);
    const bool is_pair = rest_.substr(end).starts_with("\r\n");
    rest_.remove_prefix(std::min(rest_.size(), end + (is_pair ? 2 : 1)));
    return true;
  }
  [[nodiscard]] std::string_view line() const { return line_; }
  [[nodiscard]] std::uint32_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::string_view line_;
  std::uint32_t number_ = 0;
};

/// Position of the colon of a header line; npos when it is none. Names are visible ASCII without blanks.
std::size_t find_header_colon(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  const bool is_name =
      colon != std::string_view::npos && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
  return is_name ? colon : std::string_view::npos;
}

std::string_view without_leading_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text;
}

}  // namespace

std::expected<std::vector<EmailHeader>, EmailHeaderFault> read_email_headers(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  std::vector<EmailHeader> out;
  LineCursor cursor(text);
  bool drops_continuation = true;
  while (cursor.next() && !cursor.line().empty()) {
    const std::string_view line = cursor.line();
    if (line.contains('\0')) {
      return std::unexpected(EmailHeaderFault{"a header contains a NUL byte", cursor.number()});
    }
    if (!is_valid_utf8(line)) {
      return std::unexpected(EmailHeaderFault{"a header is not valid UTF-8", cursor.number()});
    }
    if (line.front() == ' ' || line.front() == '\t') {
      if (!drops_continuation) {
        out.back().value += '\n';
        out.back().value += without_leading_blanks(line);
      }
      continue;
    }
    if (line.starts_with("From ")) {
      continue;
    }
    const std::size_t colon = find_header_colon(line);
    if (colon == std::string_view::npos) {
      break;
    }
    // A header without a name is dropped together with its continuation, as the email parser does.
    drops_continuation = colon == 0;
    if (!drops_continuation) {
      out.push_back({to_lower_ascii(line.substr(0, colon)), std::string(without_leading_blanks(line.substr(colon + 1))),
                     cursor.number()});
    }
  }
  return out;
}

std::string to_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return std::string(trim(text));
}

}  // namespace axle::spec
