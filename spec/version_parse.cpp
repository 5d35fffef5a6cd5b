// SPDX-License-Identifier: MIT OR Apache-2.0
// Text to version: one pass from left to right, without allocation for what packs into the key.
//
// Spec:    version-specifiers, appendix "Parsing version strings with regular expressions"; the regular expression
//          never needs to go back, so the scanner does not either.
// Limits:  4096 bytes a text, 20 digits and 64 bits a number (reliability Q02, Q03): what reaches them is hostile.
#include <array>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/version.hpp"
#include "spec/version_order.hpp"

namespace axle::spec {

namespace {

constexpr std::size_t k_text_limit = 4096;
constexpr std::size_t k_digits_limit = 20;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_separator(char c) {
  return c == '.' || c == '-' || c == '_';
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] std::optional<Version> scan() {
    if (!at_end() && to_lower(text_[at_]) == 'v') {
      ++at_;
    }
    if (!scan_epoch_and_release() || !scan_pre() || !scan_post() || !scan_dev() || !scan_local() || !at_end()) {
      return std::nullopt;
    }
    const KeyFields fields = {
        .epoch = epoch_,
        .release = std::span(first_).first(first_count_),
        .more_release = more_significant_,
        .pre = pre_,
        .post = post_,
        .dev = dev_,
        .has_local = !local_.empty(),
    };
    const PackedKey packed = pack_key(fields);
    const std::size_t count = first_count_ + more_.size();
    if (packed.exact && count <= 255) {
      return Version::from_packed(packed.key, static_cast<std::uint8_t>(count));
    }
    return Version::from_parts(full_parts());
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char peek(std::size_t offset) const { return at_ + offset < text_.size() ? text_[at_ + offset] : '\0'; }

  std::optional<std::uint64_t> scan_number() {
    std::uint64_t value = 0;
    const std::size_t start = at_;
    while (!at_end() && is_digit(text_[at_])) {
      const auto digit = static_cast<std::uint64_t>(text_[at_] - '0');
      if (value > (UINT64_MAX - digit) / 10 || at_ - start >= k_digits_limit) {
        return std::nullopt;
      }
      value = value * 10 + digit;
      ++at_;
    }
    return at_ == start ? std::nullopt : std::optional(value);
  }

  void add_release(std::uint64_t part) {
    if (first_count_ < first_.size()) {
      first_[first_count_++] = part;
    } else {
      more_.push_back(part);
      more_significant_ = more_significant_ || part != 0;
    }
  }

  bool scan_epoch_and_release() {
    std::optional<std::uint64_t> number = scan_number();
    if (number && peek(0) == '!') {
      epoch_ = *number;
      ++at_;
      number = scan_number();
    }
    if (!number) {
      return false;
    }
    add_release(*number);
    while (peek(0) == '.' && is_digit(peek(1))) {
      ++at_;
      number = scan_number();
      if (!number) {
        return false;
      }
      add_release(*number);
    }
    return true;
  }

  /// Takes an optional separator and then `word`, or nothing at all.
  bool take_word(std::string_view word) {
    const std::size_t skip = is_separator(peek(0)) ? 1 : 0;
    for (std::size_t index = 0; index < word.size(); ++index) {
      if (to_lower(peek(skip + index)) != word[index]) {
        return false;
      }
    }
    at_ += skip + word.size();
    return true;
  }

  /// The number after a word, with an optional separator before it; 0 where there is none.
  bool scan_suffix_number(std::uint64_t& number) {
    if (is_separator(peek(0))) {
      ++at_;
    }
    number = 0;
    if (!is_digit(peek(0))) {
      return true;
    }
    const std::optional<std::uint64_t> scanned = scan_number();
    number = scanned.value_or(0);
    return scanned.has_value();
  }

  bool scan_pre() {
    // Longer words first: `a` would match the beginning of `alpha`.
    static constexpr std::array<std::pair<std::string_view, PreKind>, 8> k_words = {{
        {"alpha", PreKind::alpha},
        {"a", PreKind::alpha},
        {"beta", PreKind::beta},
        {"b", PreKind::beta},
        {"rc", PreKind::rc},
        {"c", PreKind::rc},
        {"preview", PreKind::rc},
        {"pre", PreKind::rc},
    }};
    if (at_end()) {
      return true;
    }
    for (const auto& [word, kind] : k_words) {
      if (take_word(word)) {
        pre_ = VersionParts::Pre{kind, 0};
        return scan_suffix_number(pre_->number);
      }
    }
    return true;
  }

  bool scan_post() {
    if (at_end()) {
      return true;
    }
    if (peek(0) == '-' && is_digit(peek(1))) {
      ++at_;
      post_ = scan_number();
      return post_.has_value();
    }
    if (take_word("post") || take_word("rev") || take_word("r")) {
      return scan_suffix_number(post_.emplace());
    }
    return true;
  }

  bool scan_dev() {
    if (!at_end() && take_word("dev")) {
      return scan_suffix_number(dev_.emplace());
    }
    return true;
  }

  bool scan_local() {
    if (peek(0) != '+') {
      return true;
    }
    do {
      ++at_;
      if (!scan_local_part()) {
        return false;
      }
    } while (is_separator(peek(0)));
    return true;
  }

  bool scan_local_part() {
    const std::size_t start = at_;
    bool all_digits = true;
    while (is_digit(peek(0)) || (to_lower(peek(0)) >= 'a' && to_lower(peek(0)) <= 'z')) {
      all_digits = all_digits && is_digit(peek(0));
      ++at_;
    }
    const std::string_view part = text_.substr(start, at_ - start);
    if (part.empty()) {
      return false;
    }
    if (!all_digits) {
      local_.emplace_back(to_lower_ascii(part));
      return true;
    }
    at_ = start;
    const std::optional<std::uint64_t> number = scan_number();
    if (number) {
      local_.emplace_back(*number);
    }
    return number.has_value();
  }

  [[nodiscard]] VersionParts full_parts() {
    VersionParts parts;
    parts.epoch = epoch_;
    parts.release.assign(first_.begin(), first_.begin() + static_cast<std::ptrdiff_t>(first_count_));
    parts.release.insert(parts.release.end(), more_.begin(), more_.end());
    parts.pre = pre_;
    parts.post = post_;
    parts.dev = dev_;
    parts.local = std::move(local_);
    return parts;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t epoch_ = 0;
  std::array<std::uint64_t, 4> first_{};
  std::size_t first_count_ = 0;
  std::vector<std::uint64_t> more_;  // from the fifth part on
  bool more_significant_ = false;
  std::optional<VersionParts::Pre> pre_;
  std::optional<std::uint64_t> post_;
  std::optional<std::uint64_t> dev_;
  std::vector<LocalPart> local_;
};

}  // namespace

std::optional<Version> Version::try_parse(std::string_view text) {
  if (text.size() > k_text_limit) {
    return std::nullopt;
  }
  return Scanner(trim(text)).scan();
}

Result<Version> Version::parse(std::string_view text) {
  std::optional<Version> version = try_parse(text);
  if (version) {
    return std::move(*version);
  }
  if (text.size() > k_text_limit) {
    return fail(ErrorCode::bad_version,
                format("a version of {} bytes is longer than the limit of {}", text.size(), k_text_limit));
  }
  return fail(ErrorCode::bad_version, format("`{}` is not a valid version", shorten(to_printable(text), 200)));
}

Version Version::of(std::string_view text) {
  std::optional<Version> version = try_parse(text);
  ASSERT(version.has_value(), "the literal must be a version");
  return std::move(*version);
}

}  // namespace axle::spec
