// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading and writing JSON. The only file that knows simdjson is json_doc.cpp.
//
// Limits:  depth 64, valid UTF-8 only, a BOM is skipped (reliability I20, I22). Duplicate keys are visible to callers
//          that iterate; find() returns the last one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace axle {

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

class JsonCursor;

/// A value inside a JsonDoc; valid as long as the document. Cheap to copy.
class JsonValue {
 public:
  [[nodiscard]] JsonKind kind() const;
  [[nodiscard]] std::optional<bool> as_bool() const;
  [[nodiscard]] std::optional<std::int64_t> as_integer() const;
  [[nodiscard]] std::optional<double> as_number() const;
  [[nodiscard]] std::optional<std::string_view> as_string() const;
  /// Member of an object, the last of that name.
  [[nodiscard]] std::optional<JsonValue> find(std::string_view key) const;
  /// Elements of an array or members of an object, in document order; nothing for other kinds.
  [[nodiscard]] JsonCursor children() const;

 private:
  friend class JsonDoc;
  friend class JsonCursor;
  std::uint64_t words_[2] = {0, 0};  // simdjson's element, which is two words
};

/// Walks children: `for (auto c = v.children(); c.next();) use(c.key(), c.value());`
class JsonCursor {
 public:
  [[nodiscard]] bool next();
  [[nodiscard]] std::string_view key() const;  ///< empty in arrays
  [[nodiscard]] JsonValue value() const;

 private:
  friend class JsonValue;
  std::uint64_t words_[6] = {0, 0, 0, 0, 0, 0};
  bool started_ = false;
  JsonKind kind_ = JsonKind::null;
};

class JsonDoc {
 public:
  /// Errors: io "invalid JSON: REASON" (callers add file or URL and change the code).
  [[nodiscard]] static Result<JsonDoc> parse(std::string_view text);
  JsonDoc(JsonDoc&&) noexcept;
  JsonDoc& operator=(JsonDoc&&) noexcept;
  ~JsonDoc();
  [[nodiscard]] JsonValue root() const;

 private:
  struct State;
  explicit JsonDoc(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Writes compact JSON, keys in the order given.
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag);
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(double number);
  JsonWriter& null();
  /// The text so far; the writer is empty afterwards.
  [[nodiscard]] std::string take();

 private:
  void separate();
  std::string text_;
  std::vector<bool> has_items_;
  bool after_key_ = false;
};

}  // namespace axle
