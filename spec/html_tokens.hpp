// SPDX-License-Identifier: MIT OR Apache-2.0
// The start tags of an HTML document, one after the other, with decoded attributes. Nothing else: no tree, no text.
//
// Spec:    HTML Living Standard §13.2.5 as far as tags, comments and raw-text elements go.
// Limits:  values over 64 KiB and attributes behind the 32nd are dropped; a tag that does not end is none (I30).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace axle::spec {

struct HtmlAttribute {
  std::string name;   ///< lower-case
  std::string value;  ///< entities decoded once
};

class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view text) : text_(text) {}
  /// Moves to the next start tag; false at the end.
  [[nodiscard]] bool next();
  /// Lower-case.
  [[nodiscard]] const std::string& tag() const { return tag_; }
  /// The first attribute of that name, or nullptr.
  [[nodiscard]] const std::string* find(std::string_view name) const;

 private:
  [[nodiscard]] bool read_tag();
  [[nodiscard]] bool read_attribute();
  [[nodiscard]] std::optional<std::string_view> read_value();
  void skip_blanks();
  void skip_markup();
  void skip_raw_text();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string tag_;
  std::vector<HtmlAttribute> attributes_;
};

/// Replaces `&amp;`, `&#x2F;` and their kin, once; what is no entity stays.
[[nodiscard]] std::string decode_html_entities(std::string_view text);

}  // namespace axle::spec
