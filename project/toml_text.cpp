// SPDX-License-Identifier: MIT OR Apache-2.0
// Quotes strings.
#include "project/toml_text.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace axle::project {
namespace {

bool needs_escape(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      out.append(1, '\\').append(1, c);
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    default:
      if (needs_escape(c)) {
        format_to(out, "\\u{:04X}", static_cast<unsigned>(c));
      } else {
        out += c;
      }
  }
}

}  // namespace

std::string to_toml_string(std::string_view text) {
  const bool is_awkward = text.find_first_of("\"\\") != std::string_view::npos;
  const bool may_be_literal = text.find('\'') == std::string_view::npos && std::ranges::none_of(text, needs_escape);
  if (is_awkward && may_be_literal) {
    return format("'{}'", text);
  }
  std::string out = "\"";
  for (const char c : text) {
    append_escaped(out, c);
  }
  out += '"';
  return out;
}

}  // namespace axle::project
