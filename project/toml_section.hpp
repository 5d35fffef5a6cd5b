// SPDX-License-Identifier: MIT OR Apache-2.0
// A table of a foreign TOML file, read key by key: whatever is missing or of another type is an error with its place.
//
// Not here: TOML itself (base/toml_doc). The values that a section looks at must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/result.hpp"
#include "base/toml_doc.hpp"

namespace axle::project {

/// Errors of every function: bad_toml "`PATH.KEY` is missing", "… must be a string" and the like, with place.
class TomlSection {
 public:
  /// `path` names the table in messages: `packages.wheels`; empty for the whole document.
  TomlSection(const TomlValue& table, std::string path, std::string file)
      : table_(&table), path_(std::move(path)), file_(std::move(file)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::vector<std::string> keys() const;

  /// The error about a key, or about the table itself when `key` is empty. `what` follows its path.
  [[nodiscard]] std::unexpected<Error> wrong(std::string_view key, std::string_view what) const;
  [[nodiscard]] std::unexpected<Error> missing(std::string_view key) const { return wrong(key, "is missing"); }

  [[nodiscard]] Result<std::optional<std::string>> text(std::string_view key) const;
  [[nodiscard]] Result<std::string> required_text(std::string_view key) const;
  [[nodiscard]] Result<std::string> text_or_empty(std::string_view key) const;
  /// What the system can open: without NUL. Empty when it is not there; an empty one is refused.
  [[nodiscard]] Result<std::string> path_text(std::string_view key) const;
  [[nodiscard]] Result<bool> flag(std::string_view key) const;
  [[nodiscard]] Result<std::optional<std::uint64_t>> size(std::string_view key) const;
  /// One without offset counts as UTC.
  [[nodiscard]] Result<std::optional<UnixTime>> time(std::string_view key) const;
  [[nodiscard]] Result<std::optional<TomlSection>> table(std::string_view key) const;
  [[nodiscard]] Result<std::optional<std::vector<TomlSection>>> tables(std::string_view key) const;

  /// `T::parse` of a string; its error is the cause.
  template <typename T>
  [[nodiscard]] Result<std::optional<T>> optionally_parsed(std::string_view key) const {
    TRY_ASSIGN(const std::optional<std::string> found, text(key));
    if (!found) {
      return std::optional<T>();
    }
    TRY_ASSIGN(T value, parse<T>(key, *found));
    return std::optional<T>(std::move(value));
  }
  /// The same, where nothing is a value, too.
  template <typename T>
  [[nodiscard]] Result<T> parsed(std::string_view key) const {
    TRY_ASSIGN(const std::optional<std::string> found, text(key));
    return found ? parse<T>(key, *found) : Result<T>(T());
  }
  template <typename T>
  [[nodiscard]] Result<std::vector<T>> parsed_list(std::string_view key) const {
    TRY_ASSIGN(const std::vector<std::string> texts, text_list(key));
    std::vector<T> values;
    for (const std::string& text : texts) {
      TRY_ASSIGN(T value, parse<T>(key, text));
      values.push_back(std::move(value));
    }
    return values;
  }

 private:
  template <typename T>
  [[nodiscard]] Result<T> parse(std::string_view key, const std::string& text) const {
    auto value = T::parse(text);
    if (!value) {
      return fail(unreadable(key, std::move(value).error()));
    }
    return std::move(*value);
  }
  [[nodiscard]] Error unreadable(std::string_view key, Error reason) const;
  [[nodiscard]] Result<std::vector<std::string>> text_list(std::string_view key) const;
  [[nodiscard]] std::string path_of(std::string_view key) const;
  [[nodiscard]] SourcePlace place_of(std::string_view key) const;

  const TomlValue* table_;
  std::string path_;
  std::string file_;
};

}  // namespace axle::project
