// SPDX-License-Identifier: MIT OR Apache-2.0
// Strict reading of requirements, with the column of what is wrong; printing.
//
// Spec:    dependency-specifiers grammar. A URL ends at the first blank, so `;` after it needs a blank before it.
// Not here: foreign metadata (requirement_lenient.cpp).
#include "spec/requirement.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/characters.hpp"

namespace axle::spec {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] Result<Requirement> read() {
    TRY(read_name());
    TRY(read_extras());
    if (peek() == '@') {
      TRY(read_url());
    } else {
      TRY(read_specifiers());
    }
    TRY(read_marker());
    return std::move(requirement_);
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }

  void skip_blanks() {
    while (!at_end() && is_blank(text_[at_])) {
      ++at_;
    }
  }

  std::string_view take_name() {
    const std::size_t start = at_;
    while (!at_end() && is_name_char(text_[at_])) {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  /// The character at the reader, for messages.
  [[nodiscard]] std::string found() const {
    if (at_end()) {
      return "the end";
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) {
      ++end;
    }
    return format("`{}`", to_printable(text_.substr(at_, end - at_)));
  }

  [[nodiscard]] std::uint32_t column_of(std::size_t offset) const {
    return static_cast<std::uint32_t>(count_code_points(text_.substr(0, offset)) + 1);
  }

  [[nodiscard]] std::unexpected<Error> fail_at(std::size_t offset, std::string reason) const {
    return fail(Error(ErrorCode::bad_requirement, std::move(reason))
                    .with_place({.file = {}, .line = 0, .column = column_of(offset)}));
  }

  /// The error of a part that begins at `offset`, told as an error of the requirement.
  [[nodiscard]] std::unexpected<Error> fail_part(std::size_t offset, const Error& error) const {
    const std::uint32_t inside = error.where() ? error.where()->column : 1;
    return fail(Error(ErrorCode::bad_requirement, error.message())
                    .with_place({.file = {}, .line = 0, .column = column_of(offset) + inside - 1}));
  }

  Result<void> read_name() {
    skip_blanks();
    const std::size_t start = at_;
    const std::string_view name = take_name();
    if (name.empty()) {
      return fail_at(start, format("expected a package name, found {}", found()));
    }
    Result<PackageName> parsed = PackageName::parse(name);
    if (!parsed) {
      return fail_part(start, parsed.error());
    }
    requirement_.name = std::move(*parsed);
    skip_blanks();
    return {};
  }

  Result<void> read_extras() {
    if (peek() != '[') {
      return {};
    }
    ++at_;
    skip_blanks();
    while (peek() != ']' || !requirement_.extras.empty()) {
      TRY(read_extra());
      if (peek() == ']') {
        break;
      }
      if (peek() != ',') {
        return fail_at(at_, format("expected `,` or `]` after an extra, found {}", found()));
      }
      ++at_;
      skip_blanks();
    }
    ++at_;
    skip_blanks();
    std::ranges::sort(requirement_.extras);
    const auto duplicates = std::ranges::unique(requirement_.extras);
    requirement_.extras.erase(duplicates.begin(), duplicates.end());
    return {};
  }

  Result<void> read_extra() {
    const std::size_t start = at_;
    const std::string_view name = take_name();
    if (name.empty()) {
      return fail_at(start, format("expected the name of an extra, found {}", found()));
    }
    Result<ExtraName> parsed = ExtraName::parse(name);
    if (!parsed) {
      return fail_part(start, parsed.error());
    }
    requirement_.extras.push_back(std::move(*parsed));
    skip_blanks();
    return {};
  }

  Result<void> read_url() {
    ++at_;
    skip_blanks();
    const std::size_t start = at_;
    while (!at_end() && !is_blank(text_[at_])) {
      ++at_;
    }
    const std::string_view url_text = text_.substr(start, at_ - start);
    if (url_text.empty()) {
      return fail_at(start, "expected a URL after `@`");
    }
    if (url_text.ends_with(';')) {
      return fail_at(at_ - 1, "a blank is missing before `;`, which would otherwise belong to the URL");
    }
    Result<Url> url = Url::parse(url_text);
    if (!url) {
      return fail_part(start, url.error());
    }
    if (!url->is_http() && !url->is_file()) {
      return fail_at(start, format("the scheme `{}` is not supported; a URL begins with `https:`, `http:` or `file:`",
                                   to_printable(url->scheme())));
    }
    if (url->to_display().ends_with(';')) {  // an empty query or fragment came behind it, and is dropped
      return fail_at(start, "a URL cannot end with `;`, which separates a marker; write `%3B`");
    }
    requirement_.url = std::move(*url);
    skip_blanks();
    if (!at_end() && peek() != ';') {
      return fail_at(at_, format("expected `;` or the end after the URL, found {}", found()));
    }
    return {};
  }

  Result<void> read_specifiers() {
    const bool in_parentheses = peek() == '(';
    if (!at_end() && peek() != ';' && !in_parentheses && !is_operator_char(peek())) {
      return fail_at(at_, format("expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, `@`, `;` or the end "
                                 "after the name, found {}",
                                 found()));
    }
    const std::size_t opened_at = at_;
    at_ += in_parentheses ? 1 : 0;
    const std::size_t start = at_;
    const std::size_t end = text_.find(in_parentheses ? ')' : ';', start);
    if (in_parentheses && end == std::string_view::npos) {
      return fail_at(opened_at, "the parenthesis is not closed");
    }
    at_ = std::min(end, text_.size());
    Result<SpecifierSet> specifiers = SpecifierSet::parse(text_.substr(start, at_ - start));
    if (!specifiers) {
      return fail_part(start, specifiers.error());
    }
    requirement_.specifiers = std::move(*specifiers);
    at_ += in_parentheses ? 1 : 0;
    skip_blanks();
    if (!at_end() && peek() != ';') {
      return fail_at(at_, format("expected `;` or the end after the version specifiers, found {}", found()));
    }
    return {};
  }

  Result<void> read_marker() {
    if (at_end()) {
      return {};
    }
    ++at_;  // the semicolon
    Result<Marker> marker = Marker::parse(text_.substr(at_));
    if (!marker) {
      return fail_part(at_, marker.error());
    }
    requirement_.marker = std::move(*marker);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Requirement requirement_;
};

}  // namespace

Result<Requirement> parse_requirement(std::string_view text) {
  return Reader(text).read();
}

std::string Requirement::to_string() const {
  std::string text = name.text();
  char separator = '[';
  for (const ExtraName& extra : extras) {
    text.push_back(separator);
    text += extra.text();
    separator = ',';
  }
  text += extras.empty() ? "" : "]";
  text += url ? " @ " + url->to_display() : specifiers.to_string();
  if (!marker.is_always()) {
    text += " ; " + marker.to_string();
  }
  return text;
}

}  // namespace axle::spec
