// SPDX-License-Identifier: MIT OR Apache-2.0
// Little-endian fields and length-prefixed texts, for our own binary files: written in order, read with every bound
// checked, so that a damaged file ends in an error and never in a wild read.
//
// Not here: the meaning of any file (fetch/manifest_file, fetch/page_cache, venv/journal).
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace axle {

class ByteWriter {
 public:
  template <typename Number>
  void number(Number value) {
    static_assert(std::endian::native == std::endian::little);
    text_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  /// Length as 32 bits, then the bytes.
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    text_.append(value);
  }
  void raw(std::string_view value) { text_.append(value); }
  /// What was written so far; the writer is empty afterwards.
  [[nodiscard]] std::string take() {
    std::string text;
    text.swap(text_);
    return text;
  }

 private:
  std::string text_;
};

/// Reads what ByteWriter wrote. After the first read past the end everything is zero or empty, and ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <typename Number>
  [[nodiscard]] Number number() {
    Number value{};
    const std::string_view bytes = raw(sizeof value);
    if (bytes.size() == sizeof value) {
      std::memcpy(&value, bytes.data(), sizeof value);
    }
    return value;
  }
  [[nodiscard]] std::string_view text() { return raw(number<std::uint32_t>()); }
  [[nodiscard]] std::string_view raw(std::size_t count) {
    if (count > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  /// A count of items that take at least `item_bytes` each: refuses counts that cannot fit.
  [[nodiscard]] std::size_t count(std::size_t item_bytes) {
    const std::size_t value = number<std::uint32_t>();
    if (value > rest_.size() / item_bytes) {
      ok_ = false;
      rest_ = {};
      return 0;
    }
    return value;
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace axle
