// SPDX-License-Identifier: MIT OR Apache-2.0
// Counts how deep keys and brackets of a TOML text nest, skipping strings and comments.
//
// Spec:    TOML 1.0 (strings, comments, keys, inline tables). One pass, no recursion; memory bounded by the limit.
// Not here: everything else about TOML (toml++ behind base/toml_doc.cpp).
#include "base/toml_scan.hpp"

#include <algorithm>
#include <vector>

namespace axle {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<std::uint32_t> run() {
    while (at_ < text_.size()) {
      step();
      if (depth() > k_toml_depth_limit) {
        return static_cast<std::uint32_t>(1 + std::ranges::count(text_.substr(0, at_), '\n'));
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::size_t depth() const { return header_ + outer_ + parts_; }

  void step() {
    const char c = text_[at_];
    switch (c) {
      case '\n':
        end_line();
        break;
      case '#':
        at_ = std::min(text_.find('\n', at_), text_.size());
        return;
      case '"':
      case '\'':
        skip_string(c);
        return;
      case '[':
      case '{':
        open(c);
        break;
      case ']':
      case '}':
        close();
        break;
      case '=':
        in_key_ = false;
        break;
      case ',':
        start_item();
        break;
      case '.':
        parts_ += in_key_ ? 1 : 0;
        break;
      default:
        break;
    }
    ++at_;
  }

  void end_line() {
    if (open_.empty()) {
      header_ += in_header_ ? parts_ : 0;
      in_header_ = false;
      in_key_ = true;
      parts_ = 1;
    }
  }

  void open(char bracket) {
    if (bracket == '[' && open_.empty() && in_key_) {
      // A header. The second bracket of `[[` comes here again and counts the array.
      header_ = in_header_ ? header_ + 1 : 0;
      in_header_ = true;
      return;
    }
    open_.push_back({parts_, in_key_, bracket == '{'});
    outer_ += parts_;
    parts_ = 1;
    in_key_ = bracket == '{';
  }

  void close() {
    if (open_.empty()) {
      return;
    }
    parts_ = open_.back().parts;
    in_key_ = open_.back().in_key;
    outer_ -= parts_;
    open_.pop_back();
  }

  void start_item() {
    if (!open_.empty()) {
      parts_ = 1;
      in_key_ = open_.back().table;
    }
  }

  void skip_string(char quote) {
    const std::string_view three = quote == '"' ? "\"\"\"" : "'''";
    const bool multiline = text_.substr(at_).starts_with(three);
    at_ += multiline ? 3 : 1;
    while (at_ < text_.size()) {
      if (quote == '"' && text_[at_] == '\\') {
        at_ += 2;
      } else if (!multiline && text_[at_] == '\n') {
        return;
      } else if (multiline ? text_.substr(at_).starts_with(three) : text_[at_] == quote) {
        at_ += multiline ? 3 : 1;
        // Up to two quotes may stand before the closing three; those after are the end of the same string.
        while (multiline && at_ < text_.size() && text_[at_] == quote) {
          ++at_;
        }
        return;
      } else {
        ++at_;
      }
    }
    at_ = text_.size();
  }

  struct Open {
    std::size_t parts;
    bool in_key;
    bool table;
  };

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t header_ = 0;  // parts of the table header above
  std::size_t outer_ = 0;   // parts of the keys whose values are open
  std::size_t parts_ = 1;   // parts of the present key
  bool in_header_ = false;
  bool in_key_ = true;
  std::vector<Open> open_;
};

}  // namespace

std::optional<std::uint32_t> find_too_deep_line(std::string_view text) {
  return Scanner(text).run();
}

}  // namespace axle
