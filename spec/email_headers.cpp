// SPDX-License-Identifier: MIT OR Apache-2.0
// Splits header lines from bodies, line by line.
//
// Rules:   reliability M07, M08, M11, M13.
#include "spec/email_headers.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace axle::spec {
namespace {

/// Begins a line that mailbox files put between messages; no header.
constexpr std::string_view k_envelope = "From ";

/// Hands out lines without their ends.
class LineCursor {
 public:
  explicit LineCursor(std::string_view text) : text_(text) {}
  [[nodiscard]] bool next() {
    if (at_ >= text_.size()) {
      return false;
    }
    ++number_;
    // Searches of one byte each: the library's search for either is twenty times slower. The next \n is looked for
    // once, however many \r stand before it.
    if (at_ > newline_ || number_ == 1) {
      newline_ = std::min(text_.find('\n', at_), text_.size());
    }
    const std::string_view up_to_newline = text_.substr(at_, newline_ - at_);
    line_ = up_to_newline.substr(0, up_to_newline.find('\r'));
    at_ += line_.size() + (text_.substr(at_ + line_.size()).starts_with("\r\n") ? 2 : 1);
    return true;
  }
  [[nodiscard]] std::string_view line() const { return line_; }
  [[nodiscard]] std::uint32_t number() const { return number_; }
  /// Where the next line begins.
  [[nodiscard]] std::size_t next_at() const { return std::min(at_, text_.size()); }

 private:
  std::string_view text_;
  std::string_view line_;
  std::size_t at_ = 0;
  std::size_t newline_ = 0;  ///< the first one at or behind at_, or the end
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

bool is_continuation(std::string_view line) {
  return line.front() == ' ' || line.front() == '\t';
}

/// The first fault in the text's lines, if any; they are looked at one by one only once the whole has one.
std::optional<EmailHeaderFault> find_fault(std::string_view headers) {
  if (!headers.contains('\0') && is_valid_utf8(headers)) {
    return std::nullopt;
  }
  LineCursor cursor(headers);
  while (cursor.next()) {
    if (cursor.line().contains('\0')) {
      return EmailHeaderFault{EmailHeaderFlaw::nul, "a header contains a NUL byte", cursor.number()};
    }
    if (!is_valid_utf8(cursor.line())) {
      return EmailHeaderFault{EmailHeaderFlaw::encoding, "a header is not valid UTF-8", cursor.number()};
    }
  }
  return std::nullopt;
}

}  // namespace

std::expected<std::vector<EmailHeader>, EmailHeaderFault> read_email_headers(std::string_view text) {
  std::vector<EmailHeader> out;
  LineCursor cursor(text);
  std::size_t headers_end = 0;
  bool drops_continuation = true;
  while (cursor.next() && !cursor.line().empty()) {
    const std::string_view line = cursor.line();
    const std::size_t line_end = static_cast<std::size_t>(line.data() - text.data()) + line.size();
    const std::size_t colon = find_header_colon(line);
    if (is_continuation(line)) {
      if (!drops_continuation) {
        std::string_view& value = out.back().value;
        value = text.substr(static_cast<std::size_t>(value.data() - text.data()));
        value = value.substr(0, line_end - static_cast<std::size_t>(value.data() - text.data()));
      }
    } else if (!line.starts_with(k_envelope)) {
      if (colon == std::string_view::npos) {
        break;
      }
      // A header without a name is dropped together with its continuation, as the email parser does.
      drops_continuation = colon == 0;
      if (!drops_continuation) {
        out.push_back({line.substr(0, colon), without_leading_blanks(line.substr(colon + 1)), cursor.number()});
      }
    }
    headers_end = line_end;
  }
  if (auto fault = find_fault(text.substr(0, headers_end))) {
    return std::unexpected(*std::move(fault));
  }
  return out;
}

std::string_view find_email_body(std::string_view text) {
  LineCursor cursor(text);
  while (cursor.next()) {
    const std::string_view line = cursor.line();
    if (line.empty()) {
      return text.substr(cursor.next_at());
    }
    const bool is_header =
        is_continuation(line) || line.starts_with(k_envelope) || find_header_colon(line) != std::string_view::npos;
    if (!is_header) {
      return text.substr(static_cast<std::size_t>(line.data() - text.data()));
    }
  }
  return {};
}

std::string to_one_line(std::string_view value) {
  std::string joined;
  LineCursor cursor(value);
  while (cursor.next()) {
    if (cursor.number() > 1 && cursor.line().starts_with(k_envelope)) {
      continue;
    }
    joined += cursor.number() > 1 ? " " : "";
    joined += without_leading_blanks(cursor.line());
  }
  return std::string(trim(joined));
}

}  // namespace axle::spec
