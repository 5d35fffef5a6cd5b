// SPDX-License-Identifier: MIT OR Apache-2.0
// One pass with a stack of open brackets.
#include "spec/json_fault.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace axle::spec {
namespace {

constexpr std::string_view k_blanks = " \t\r\n";
constexpr std::string_view k_word_bytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";

/// Behind the string that begins at `at`; the end of the text when it is not closed.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    at += text[at] == '\\' ? 1U : 0U;
  }
  return std::min(at + 1, text.size());
}

/// Whether JSON has such a word; of one at the end of the text, whether it begins so.
bool is_word(std::string_view word, bool is_last) {
  constexpr std::array<std::string_view, 3> k_words = {"true", "false", "null"};
  const bool is_number = word.front() == '-' || (word.front() >= '0' && word.front() <= '9');
  return is_number || std::ranges::any_of(k_words, [&](std::string_view known) {
           return word == known || (is_last && known.starts_with(word));
         });
}

}  // namespace

std::optional<std::size_t> find_json_fault(std::string_view text) {
  constexpr std::string_view k_mark = "\xef\xbb\xbf";
  std::size_t at = text.find_first_not_of(k_blanks, text.starts_with(k_mark) ? k_mark.size() : 0);
  if (at == std::string_view::npos) {
    return text.size();
  }
  if (text[at] != '{') {
    return at;
  }
  std::string open;
  do {
    const char c = text[at];
    if (c == '{' || c == '[') {
      open += c == '{' ? '}' : ']';
      ++at;
    } else if (c == '}' || c == ']') {
      if (open.back() != c) {
        return at;
      }
      open.pop_back();
      ++at;
    } else if (c == '"') {
      at = end_of_string(text, at);
    } else if (c == ',' || c == ':' || k_blanks.contains(c)) {
      ++at;
    } else {
      const std::size_t end = std::min(text.find_first_not_of(k_word_bytes, at), text.size());
      if (end == at || !is_word(text.substr(at, end - at), end == text.size())) {
        return at;
      }
      at = end;
    }
  } while (at < text.size() && !open.empty());
  if (!open.empty()) {
    return text.size();
  }
  const std::size_t rest = text.find_first_not_of(k_blanks, at);
  return rest == std::string_view::npos ? std::nullopt : std::optional(rest);
}

}  // namespace axle::spec
