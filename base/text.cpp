// SPDX-License-Identifier: MIT OR Apache-2.0
// Small operations on text, ASCII only.
//
// Spec:    Unicode 15 §3.9 table 3-7 (well-formed UTF-8); POSIX shell quoting; reliability F42, Q16, Q21.
// Not here: names of projects (spec/name), URLs (base/url).
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/format.hpp"

namespace axle {
namespace {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Smallest value that needs a sequence of this many bytes: shorter ones are over-long.
constexpr std::array<char32_t, 5> k_smallest = {0, 0, 0x80, 0x800, 0x10000};

/// Whole words at a time, then bytes: most texts are ASCII throughout.
std::size_t count_leading_ascii(std::string_view text) {
  constexpr std::uint64_t k_high_bits = 0x8080808080808080U;
  std::size_t at = 0;
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & k_high_bits) != 0) {
      break;
    }
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) {
    ++at;
  }
  return at;
}

}  // namespace

CodePoint decode_utf8(std::string_view text) {
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte_at(0);
  if (first < 0x80) {
    return {first, 1};
  }
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) {
    return {};
  }
  char32_t value = first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte_at(i) & 0xc0U) != 0x80U) {
      return {};
    }
    value = (value << 6U) | (byte_at(i) & 0x3fU);
  }
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < k_smallest[size] || value > 0x10ffff || surrogate) {
    return {};
  }
  return {value, size};
}

bool is_treacherous(char32_t value) {
  return value < 0x20 || (value >= 0x7f && value <= 0x9f) || value == 0x61c || value == 0x200b || value == 0x200e ||
         value == 0x200f || (value >= 0x2028 && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069) ||
         value == 0xfeff;
}

std::string to_lower_ascii(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return lowered;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> split_blanks(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!(text = trim(text)).empty()) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if(text, is_blank) - text.begin());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return parts;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (end < text.size() && line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return number;
}

bool is_valid_utf8(std::string_view text) {
  text.remove_prefix(count_leading_ascii(text));
  while (!text.empty()) {
    const std::size_t size = decode_utf8(text).size_bytes;
    if (size == 0) {
      return false;
    }
    text.remove_prefix(size);
    text.remove_prefix(count_leading_ascii(text));
  }
  return true;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
  std::size_t size = 0;
  for (; size < text.size(); ++size) {
    const bool begins_one = (static_cast<unsigned char>(text[size]) & 0xc0U) != 0x80U;
    if (begins_one && count-- == 0) {
      break;
    }
  }
  return text.substr(0, size);
}

std::string to_printable(std::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    const std::size_t size = std::max<std::size_t>(point.size_bytes, 1);
    if (point.size_bytes == 0 || (point.size_bytes == 1 && is_treacherous(point.value))) {
      format_to(printable, "\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else if (is_treacherous(point.value)) {
      format_to(printable, "\\u{{{:04x}}}", static_cast<std::uint32_t>(point.value));
    } else {
      printable += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return printable;
}

std::string to_printable_lines(std::string_view text) {
  std::string printable;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    printable += to_printable(text.substr(0, end)) + '\n';
    text.remove_prefix(end + 1);
  }
  return printable + to_printable(text);
}

std::string shorten(std::string_view text, std::size_t limit) {
  if (text.size() <= limit || count_code_points(text) <= limit) {
    return std::string(text);
  }
  const std::size_t tail = limit / 4;
  const std::string_view front = first_code_points(text, limit - tail);
  const std::string_view back = text.substr(first_code_points(text, count_code_points(text) - tail).size());
  return format("{}…{}", front, back);
}

namespace {

/// What a terminal must not get raw, as bash, zsh and ksh read it back: `$'a\nb'` (POSIX 2024).
std::string quote_with_escapes(std::string_view text) {
  std::string quoted = "$'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      format_to(quoted, "\\{:03o}", byte);
    } else {
      quoted += c == '\'' || c == '\\' ? "\\" : "";
      quoted += c;
    }
  }
  return quoted + '\'';
}

}  // namespace

std::string quote_for_shell(std::string_view text) {
  constexpr std::string_view k_plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
  if (!text.empty() && text.find_first_not_of(k_plain) == std::string_view::npos) {
    return std::string(text);
  }
  if (to_printable(text) != text) {
    return quote_with_escapes(text);
  }
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  quoted += '\'';
  return quoted;
}

std::string count_of(std::size_t count, std::string_view singular) {
  return format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

std::string format_bytes(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 7> k_units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) {
    return format("{}B", bytes);
  }
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  // 1023.95 would be rounded to "1024.0" of the smaller unit.
  while (amount >= 1023.95 && unit + 1 < k_units.size()) {
    amount /= 1024;
    ++unit;
  }
  return format("{:.1f}{}", amount, k_units[std::max<std::size_t>(unit, 1)]);
}

}  // namespace axle
