// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes compact JSON.
//
// Spec:    RFC 8259. Bytes that are not UTF-8 become U+FFFD, numbers that JSON cannot say become null.
// Not here: reading (base/json_doc.cpp).
#include <cmath>
#include <utility>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) < 0x20) {
    format_to(out, "\\u{:04x}", static_cast<unsigned char>(c));
  } else {
    out += c;
  }
}

/// Length of the well-formed sequence at the front; 0 if there is none.
std::size_t sequence_size(std::string_view text) {
  for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size) {
    if (is_valid_utf8(text.substr(0, size))) {
      return size;
    }
  }
  return 0;
}

void append_string(std::string& out, std::string_view text) {
  const bool well_formed = is_valid_utf8(text);
  out += '"';
  while (!text.empty()) {
    const std::size_t size = well_formed ? 1 : sequence_size(text);
    if (size == 1) {
      append_escaped(out, text.front());
    } else {
      out += size == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
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
