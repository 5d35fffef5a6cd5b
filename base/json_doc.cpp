// SPDX-License-Identifier: MIT OR Apache-2.0
// JSON documents over simdjson's DOM.
//
// Measured: 1.5 ms for a page of 6.6 MB (design: performance.md 3.3).
// Not here: writing JSON (base/json_writer.cpp).
#include "base/json_doc.hpp"

#include <simdjson.h>

#include <cstring>
#include <type_traits>

namespace axle {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t k_depth_limit = 64;

// The words of JsonValue and JsonCursor hold these, byte for byte.
template <typename T>
concept TwoWords = sizeof(T) == 2 * sizeof(std::uint64_t) && std::is_trivially_copyable_v<T>;
static_assert(TwoWords<dom::element> && TwoWords<dom::array::iterator> && TwoWords<dom::object::iterator>);

template <TwoWords T>
T load(const std::uint64_t* words) {
  T value;
  std::memcpy(static_cast<void*>(&value), words, sizeof value);
  return value;
}

template <TwoWords T>
void store(std::uint64_t* words, const T& value) {
  std::memcpy(words, &value, sizeof value);
}

std::string reason_of(simdjson::error_code error) {
  switch (static_cast<int>(error)) {
    case simdjson::EMPTY:
      return "the document is empty";
    case simdjson::UTF8_ERROR:
      return "text is not valid UTF-8";
    case simdjson::DEPTH_ERROR:
      return "values are nested more than 64 deep";
    case simdjson::STRING_ERROR:
      return "a string has a malformed escape or character";
    case simdjson::UNCLOSED_STRING:
      return "a string does not end";
    case simdjson::UNESCAPED_CHARS:
      return "a string has a raw control character";
    case simdjson::NUMBER_ERROR:
      return "a number is malformed or out of range";
    case simdjson::CAPACITY:
      return "the document is larger than 4 GiB";
    case simdjson::MEMALLOC:
      return "not enough memory";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
      return "a word other than true, false or null";
    default:
      return "a bracket, comma, colon or value is missing or misplaced";
  }
}

}  // namespace

JsonKind JsonValue::kind() const {
  if (words_[0] == 0) {
    return JsonKind::null;
  }
  switch (load<dom::element>(words_).type()) {
    case dom::element_type::ARRAY:
      return JsonKind::array;
    case dom::element_type::OBJECT:
      return JsonKind::object;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      return JsonKind::number;
    case dom::element_type::STRING:
      return JsonKind::string;
    case dom::element_type::BOOL:
      return JsonKind::boolean;
    case dom::element_type::NULL_VALUE:
      return JsonKind::null;
  }
  return JsonKind::null;
}

std::optional<bool> JsonValue::as_bool() const {
  bool value = false;
  if (kind() != JsonKind::boolean || load<dom::element>(words_).get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> JsonValue::as_integer() const {
  std::int64_t value = 0;
  if (kind() != JsonKind::number || load<dom::element>(words_).get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> JsonValue::as_number() const {
  double value = 0;
  if (kind() != JsonKind::number || load<dom::element>(words_).get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::string_view> JsonValue::as_string() const {
  std::string_view value;
  if (kind() != JsonKind::string || load<dom::element>(words_).get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return value;
}

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  if (kind() != JsonKind::object) {
    return std::nullopt;
  }
  std::optional<JsonValue> found;
  for (auto child = children(); child.next();) {
    if (child.key() == key) {
      found = child.value();
    }
  }
  return found;
}

JsonCursor JsonValue::children() const {
  JsonCursor cursor;
  cursor.kind_ = kind();
  dom::array array;
  dom::object object;
  if (cursor.kind_ == JsonKind::array && load<dom::element>(words_).get(array) == simdjson::SUCCESS) {
    store(cursor.words_, array.begin());
    store(cursor.words_ + 2, array.end());
  } else if (cursor.kind_ == JsonKind::object && load<dom::element>(words_).get(object) == simdjson::SUCCESS) {
    store(cursor.words_, object.begin());
    store(cursor.words_ + 2, object.end());
  }
  return cursor;
}

bool JsonCursor::next() {
  if (kind_ == JsonKind::array) {
    auto at = load<dom::array::iterator>(words_);
    if (started_) {
      ++at;
      store(words_, at);
    }
    started_ = true;
    return at != load<dom::array::iterator>(words_ + 2);
  }
  if (kind_ == JsonKind::object) {
    auto at = load<dom::object::iterator>(words_);
    if (started_) {
      ++at;
      store(words_, at);
    }
    started_ = true;
    return at != load<dom::object::iterator>(words_ + 2);
  }
  return false;
}

std::string_view JsonCursor::key() const {
  return kind_ == JsonKind::object ? load<dom::object::iterator>(words_).key() : std::string_view();
}

JsonValue JsonCursor::value() const {
  JsonValue value;
  if (kind_ == JsonKind::array) {
    store(value.words_, *load<dom::array::iterator>(words_));
  } else if (kind_ == JsonKind::object) {
    store(value.words_, load<dom::object::iterator>(words_).value());
  }
  return value;
}

struct JsonDoc::State {
  dom::document document;
  dom::element root;
};

JsonDoc::JsonDoc(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonDoc::JsonDoc(JsonDoc&&) noexcept = default;
JsonDoc& JsonDoc::operator=(JsonDoc&&) noexcept = default;
JsonDoc::~JsonDoc() = default;

Result<JsonDoc> JsonDoc::parse(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
  }
  auto state = std::make_unique<State>();
  dom::parser parser;
  simdjson::error_code error = parser.allocate(text.size(), k_depth_limit);
  if (error == simdjson::SUCCESS) {
    error = parser.parse_into_document(state->document, text.data(), text.size()).get(state->root);
  }
  if (error != simdjson::SUCCESS) {
    return fail(ErrorCode::io, "invalid JSON: " + reason_of(error));
  }
  return JsonDoc(std::move(state));
}

JsonValue JsonDoc::root() const {
  JsonValue value;
  store(value.words_, state_->root);
  return value;
}

}  // namespace axle
