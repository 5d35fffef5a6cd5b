// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading TOML into plain values with places. The only file that knows toml++ is toml_doc.cpp.
//
// Spec:    TOML 1.0. Pre-scan before the library sees a byte: files over 16 MiB and keys or headers with more than
//          128 parts are refused (toml++ 3.3.0 overflows the stack there; reliability §0.5, P01–P05).
// Not here: editing (comments must survive; later, project/toml_edit).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace axle {

struct TomlValue;
struct TomlMember;
using TomlArray = std::vector<TomlValue>;
using TomlTable = std::vector<TomlMember>;  ///< in document order, keys are unique
/// Dates and times as written.
struct TomlTime {
  std::string text;
  bool operator==(const TomlTime&) const = default;
};

struct TomlValue {
  std::variant<std::string, std::int64_t, double, bool, TomlTime, TomlArray, TomlTable> data;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  [[nodiscard]] const std::string* as_string() const;
  [[nodiscard]] const std::int64_t* as_integer() const;
  [[nodiscard]] const bool* as_bool() const;
  [[nodiscard]] const TomlArray* as_array() const;
  [[nodiscard]] const TomlTable* as_table() const;
  /// Member of a table, or nullptr (also when this is no table).
  [[nodiscard]] const TomlValue* find(std::string_view key) const;
};

struct TomlMember {
  std::string key;
  TomlValue value;
};

/// Parses a whole document. `file` is only for messages.
/// Errors: bad_toml with place, for example "not valid TOML: …" at `pyproject.toml:3:1`.
[[nodiscard]] Result<TomlValue> parse_toml(std::string_view text, const std::string& file);

}  // namespace axle
