// SPDX-License-Identifier: MIT OR Apache-2.0
// A tokenizer with line numbers, and the four keywords that matter.
#include "fetch/netrc.hpp"

#include <algorithm>
#include <cstddef>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::fetch {
namespace {

constexpr std::size_t k_limit_bytes = 1024 * 1024;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Cuts the text into tokens and counts lines.
class Tokens {
 public:
  Tokens(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  [[nodiscard]] std::unexpected<Error> failure(std::string_view reason) const {
    return fail(ErrorCode::bad_configuration, format("invalid netrc file `{}` at line {}: {}", file_, line_, reason));
  }

  /// The next keyword, skipping comments; empty at the end.
  [[nodiscard]] std::string_view next_keyword() {
    skip_blanks();
    while (at_ < text_.size() && text_[at_] == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
      skip_blanks();
    }
    return bare_word();
  }

  /// The value after a keyword, quoted or bare.
  [[nodiscard]] Result<std::string> next_value(std::string_view keyword) {
    skip_line_blanks();
    if (at_ >= text_.size()) {
      return failure(format("`{}` has no value", keyword));
    }
    if (text_[at_] == '"') {
      return quoted();
    }
    return std::string(bare_word());
  }

  /// A macro ends with an empty line, whatever the line ends are.
  void skip_macro() {
    const std::size_t plain = text_.find("\n\n", at_);
    const std::size_t with_return = text_.find("\n\r\n", at_);
    const std::size_t end = std::min(plain, with_return);
    const std::size_t stop = end == std::string_view::npos ? text_.size() : text_.find('\n', end + 1) + 1;
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                 text_.begin() + static_cast<std::ptrdiff_t>(stop), '\n'));
    at_ = stop;
  }

 private:
  void skip_blanks() {
    for (; at_ < text_.size() && is_blank(text_[at_]); ++at_) {
      line_ += text_[at_] == '\n' ? 1U : 0U;
    }
  }

  /// Values may stand on the next line too; the line of the keyword is kept for an error at the end of the file.
  void skip_line_blanks() {
    const std::size_t line = line_;
    skip_blanks();
    if (at_ >= text_.size()) {
      line_ = line;
    }
  }

  [[nodiscard]] std::string_view bare_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_])) {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  [[nodiscard]] Result<std::string> quoted() {
    std::string value;
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return value;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
      }
      value += text_[at_];
    }
    return failure("quotation mark not closed");
  }

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

/// Reads `login`, `password` and `account` into `entry`; nullptr means that no machine came before.
Result<void> read_field(Tokens& tokens, std::string_view keyword, NetrcEntry* entry) {
  if (keyword != "login" && keyword != "user" && keyword != "password" && keyword != "account") {
    return tokens.failure("unknown keyword");
  }
  if (entry == nullptr) {
    return tokens.failure(format("`{}` without a machine", keyword));
  }
  TRY_ASSIGN(std::string value, tokens.next_value(keyword));
  if (keyword == "password") {
    entry->password = std::move(value);
  } else if (keyword != "account") {
    entry->login = std::move(value);
  }
  return {};
}

}  // namespace

std::optional<UrlCredentials> Netrc::find(std::string_view host, std::string_view user) const {
  const auto fits = [user](const NetrcEntry& entry) { return user.empty() || entry.login == user; };
  bool host_is_known = false;
  for (const NetrcEntry& entry : entries) {
    if (!entry.machine.empty() && equals_ignoring_case(entry.machine, host)) {
      host_is_known = true;
      if (fits(entry)) {
        return UrlCredentials{entry.login, entry.password};
      }
    }
  }
  for (const NetrcEntry& entry : entries) {
    if (!host_is_known && entry.machine.empty() && fits(entry)) {
      return UrlCredentials{entry.login, entry.password};
    }
  }
  return std::nullopt;
}

bool Netrc::names(std::string_view host) const {
  return std::any_of(entries.begin(), entries.end(), [host](const NetrcEntry& entry) {
    return !entry.machine.empty() && equals_ignoring_case(entry.machine, host);
  });
}

Result<Netrc> parse_netrc(std::string_view text, std::string_view file) {
  Tokens tokens(text, file);
  if (text.size() > k_limit_bytes) {
    return tokens.failure("larger than 1 MiB");
  }
  const auto is_control = [](char c) { return !is_blank(c) && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f); };
  if (std::any_of(text.begin(), text.end(), is_control)) {
    return tokens.failure("control character");
  }
  Netrc netrc;
  for (std::string_view keyword = tokens.next_keyword(); !keyword.empty(); keyword = tokens.next_keyword()) {
    if (keyword == "machine") {
      TRY_ASSIGN(std::string machine, tokens.next_value(keyword));
      netrc.entries.push_back({std::move(machine), {}, {}});
    } else if (keyword == "default") {
      netrc.entries.push_back({});
    } else if (keyword == "macdef") {
      tokens.skip_macro();
    } else {
      TRY(read_field(tokens, keyword, netrc.entries.empty() ? nullptr : &netrc.entries.back()));
    }
  }
  return netrc;
}

}  // namespace axle::fetch
