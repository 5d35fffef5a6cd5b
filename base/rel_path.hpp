// SPDX-License-Identifier: MIT OR Apache-2.0
// A relative path that cannot leave its root: the only form in which names from archives, RECORD files and journals
// reach the file system.
//
// Rules:   bytes, "/" between components; no empty, "." or ".." component, no NUL, not absolute, no component over
//          255 bytes, at most 4,096 bytes in all (reliability Z30–Z40, R04, R05, F36).
// Not here: stricter rules of a format (control characters, backslashes: fetch/wheel_archive).
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace axle {

class RelPath {
 public:
  /// Errors: io with the reason ("path is absolute", "path has a `..` component", ...).
  [[nodiscard]] static Result<RelPath> parse(std::string_view text);
  /// For literals and names that were checked before; ASSERTs the rules.
  [[nodiscard]] static RelPath of(std::string_view text);

  /// The broken rule in words, or nothing. Does not allocate when all is well.
  [[nodiscard]] static std::optional<std::string> fault_of(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Everything before the last "/"; empty at the top.
  [[nodiscard]] std::string_view parent() const;
  [[nodiscard]] std::string_view file_name() const;
  /// First component.
  [[nodiscard]] std::string_view top() const;
  [[nodiscard]] RelPath operator/(const RelPath& below) const;
  auto operator<=>(const RelPath&) const = default;

 private:
  std::string text_;
};

}  // namespace axle
