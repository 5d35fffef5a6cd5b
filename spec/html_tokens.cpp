// SPDX-License-Identifier: MIT OR Apache-2.0
// Scans HTML for start tags in one pass; every byte is looked at a bounded number of times.
#include "spec/html_tokens.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"

namespace axle::spec {
namespace {

constexpr std::size_t k_value_limit_bytes = 64 * 1024;
constexpr std::size_t k_attribute_limit = 32;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Elements whose content is text, whatever it looks like.
bool is_raw_text(std::string_view tag) {
  constexpr std::array<std::string_view, 8> k_tags = {"script", "style",   "title",    "textarea",
                                                      "xmp",    "noembed", "noframes", "iframe"};
  return std::ranges::find(k_tags, tag) != k_tags.end();
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto push = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    push(code);
  } else if (code < 0x800) {
    push(0xC0 | code >> 6);
    push(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    push(0xE0 | code >> 12);
    push(0x80 | (code >> 6 & 0x3F));
    push(0x80 | (code & 0x3F));
  } else {
    push(0xF0 | code >> 18);
    push(0x80 | (code >> 12 & 0x3F));
    push(0x80 | (code >> 6 & 0x3F));
    push(0x80 | (code & 0x3F));
  }
}

std::optional<std::uint32_t> digit_of(char c, std::uint32_t radix) {
  const char folded = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (folded >= '0' && folded <= '9') {
    return static_cast<std::uint32_t>(folded - '0');
  }
  if (radix == 16 && folded >= 'a' && folded <= 'f') {
    return static_cast<std::uint32_t>(folded - 'a' + 10);
  }
  return std::nullopt;
}

/// `#38` or `#x26` without the ampersand and semicolon; U+FFFD for what is no character.
std::optional<std::uint32_t> parse_numeric_entity(std::string_view name) {
  name.remove_prefix(1);
  const bool is_hex = name.starts_with('x') || name.starts_with('X');
  name.remove_prefix(is_hex ? 1 : 0);
  const std::uint32_t radix = is_hex ? 16 : 10;
  if (name.empty()) {
    return std::nullopt;
  }
  std::uint32_t code = 0;
  for (const char c : name) {
    const std::optional<std::uint32_t> digit = digit_of(c, radix);
    if (!digit) {
      return std::nullopt;
    }
    code = std::min<std::uint32_t>(code * radix + *digit, 0x110000);
  }
  const bool is_character = code != 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
  return is_character ? code : 0xFFFD;
}

/// The named entities that writers of index pages use for what stands in URLs and specifiers.
std::optional<std::uint32_t> find_named_entity(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 18> k_names = {{{"amp", '&'},
                                                                          {"lt", '<'},
                                                                          {"gt", '>'},
                                                                          {"quot", '"'},
                                                                          {"apos", '\''},
                                                                          {"AMP", '&'},
                                                                          {"LT", '<'},
                                                                          {"GT", '>'},
                                                                          {"QUOT", '"'},
                                                                          {"plus", '+'},
                                                                          {"equals", '='},
                                                                          {"excl", '!'},
                                                                          {"comma", ','},
                                                                          {"num", '#'},
                                                                          {"sol", '/'},
                                                                          {"colon", ':'},
                                                                          {"period", '.'},
                                                                          {"lowbar", '_'}}};
  const auto found = std::ranges::find(k_names, name, &std::pair<std::string_view, char>::first);
  if (found != k_names.end()) {
    return static_cast<std::uint32_t>(found->second);
  }
  return name == "nbsp" ? std::optional<std::uint32_t>(0xA0) : std::nullopt;
}

}  // namespace

std::string decode_html_entities(std::string_view text) {
  constexpr std::size_t k_longest_name = 12;
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t ampersand = std::min(text.find('&', at), text.size());
    out += text.substr(at, ampersand - at);
    at = ampersand;
    if (at == text.size()) {
      break;
    }
    const std::string_view name = text.substr(at + 1, k_longest_name);
    const std::size_t length = name.find(';');
    std::optional<std::uint32_t> code;
    if (length != std::string_view::npos && length > 0) {
      const std::string_view known = name.substr(0, length);
      code = known.front() == '#' ? parse_numeric_entity(known) : find_named_entity(known);
    }
    if (code) {
      append_utf8(out, *code);
      at += length + 2;
    } else {
      out += '&';
      ++at;
    }
  }
  return out;
}

bool HtmlTokens::next() {
  while (true) {
    at_ = std::min(text_.find('<', at_), text_.size());
    if (at_ + 1 >= text_.size()) {
      return false;
    }
    if (!is_letter(text_[at_ + 1])) {
      skip_markup();
    } else if (read_tag()) {
      if (is_raw_text(tag_)) {
        skip_raw_text();
      }
      return true;
    } else {
      return false;
    }
  }
}

const std::string* HtmlTokens::find(std::string_view name) const {
  const auto found = std::ranges::find(attributes_, name, &HtmlAttribute::name);
  return found == attributes_.end() ? nullptr : &found->value;
}

/// Comments, declarations, end tags, and a "<" that begins nothing.
void HtmlTokens::skip_markup() {
  if (text_.substr(at_).starts_with("<!--")) {
    // `<!-->` is a whole comment; the search begins inside the opening for that reason.
    const std::size_t end = text_.find("-->", at_ + 2);
    at_ = end == std::string_view::npos ? text_.size() : end + 3;
    return;
  }
  const char c = text_[at_ + 1];
  if (c == '!' || c == '?' || c == '/') {
    const std::size_t end = text_.find('>', at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
    return;
  }
  ++at_;
}

/// Moves behind the end tag of the element that was just opened; to the end of the document where there is none.
void HtmlTokens::skip_raw_text() {
  while (true) {
    const std::size_t end = text_.find("</", at_);
    if (end == std::string_view::npos) {
      at_ = text_.size();
      return;
    }
    at_ = end + 2;
    if (starts_with_ignoring_case(text_.substr(at_), tag_)) {
      return;
    }
  }
}

void HtmlTokens::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) {
    ++at_;
  }
}

/// False when the document ends inside the tag.
bool HtmlTokens::read_tag() {
  const std::size_t start = ++at_;
  while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '>' && text_[at_] != '/') {
    ++at_;
  }
  tag_ = to_lower_ascii(text_.substr(start, std::min<std::size_t>(at_ - start, 32)));
  attributes_.clear();
  while (true) {
    while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == '/')) {
      ++at_;
    }
    if (at_ == text_.size()) {
      return false;
    }
    if (text_[at_] == '>') {
      ++at_;
      return true;
    }
    if (!read_attribute()) {
      return false;
    }
  }
}

bool HtmlTokens::read_attribute() {
  const std::size_t start = at_++;  // a name may begin with "="
  while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '=' && text_[at_] != '>' && text_[at_] != '/') {
    ++at_;
  }
  const std::string_view name = text_.substr(start, at_ - start);
  skip_blanks();
  std::string_view value;
  if (at_ < text_.size() && text_[at_] == '=') {
    ++at_;
    const std::optional<std::string_view> read = read_value();
    if (!read) {
      return false;
    }
    value = *read;
  }
  if (attributes_.size() < k_attribute_limit && value.size() <= k_value_limit_bytes && name.size() <= 64) {
    attributes_.push_back({to_lower_ascii(name), decode_html_entities(value)});
  }
  return true;
}

/// Nothing when the document ends inside quotes.
std::optional<std::string_view> HtmlTokens::read_value() {
  skip_blanks();
  if (at_ == text_.size()) {
    return std::nullopt;
  }
  if (const char quote = text_[at_]; quote == '"' || quote == '\'') {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return value;
  }
  const std::size_t start = at_;
  while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '>') {
    ++at_;
  }
  return text_.substr(start, at_ - start);
}

}  // namespace axle::spec
