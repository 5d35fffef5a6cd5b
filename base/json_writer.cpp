// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes compact JSON.
//
// Spec:    RFC 8259. Bytes that are not UTF-8 become U+FFFD, numbers that JSON cannot say become null. What a terminal
//          must not get raw is escaped as well: people look at JSON too.
// Not here: reading (base/json_doc.cpp).
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

/// What is treacherous is below U+10000, one unit of UTF-16.
void append_escaped(std::string& out, char32_t value) {
  switch (value) {
    case U'"':
      out += "\\\"";
      return;
    case U'\\':
      out += "\\\\";
      return;
    case U'\n':
      out += "\\n";
      return;
    case U'\r':
      out += "\\r";
      return;
    case U'\t':
      out += "\\t";
      return;
    default:
      format_to(out, "\\u{:04x}", static_cast<std::uint32_t>(value));
  }
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    const std::size_t size = std::max<std::size_t>(point.size_bytes, 1);
    if (point.size_bytes == 0) {
      out += "\xef\xbf\xbd";
    } else if (point.value == U'"' || point.value == U'\\' || is_treacherous(point.value)) {
      append_escaped(out, point.value);
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  out += '"';
}

}  // namespace

void JsonWriter::separate() {
  if (std::exchange(after_key_, false) || has_items_.empty()) {
    return;
  }
  if (has_items_.back()) {
    text_ += ',';
  }
  has_items_.back() = true;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  text_ += '{';
  has_items_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  text_ += '}';
  has_items_.pop_back();
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  text_ += '[';
  has_items_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  text_ += ']';
  has_items_.pop_back();
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_string(text_, name);
  text_ += ':';
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_string(text_, text);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  separate();
  text_ += flag ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  format_to(text_, "{}", number);
  return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
  separate();
  format_to(text_, "{}", number);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) {
    return null();
  }
  separate();
  format_to(text_, "{}", number);
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  text_ += "null";
  return *this;
}

std::string JsonWriter::take() {
  has_items_.clear();
  after_key_ = false;
  return std::exchange(text_, {});
}

}  // namespace axle
