// SPDX-License-Identifier: MIT OR Apache-2.0
// Cuts a requirements file into logical lines and a line into its parts.
#include "project/requirements_line.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

namespace axle::project {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Without a comment: a `#` at the start or behind a blank.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (at == 0 || is_blank(line[at - 1])) {
      return line.substr(0, at);
    }
  }
  return line;
}

bool is_variable_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The first place from `at` on that is no part of a variable's name.
std::size_t name_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_variable_character(text[at])) {
    ++at;
  }
  return at;
}

struct KnownOption {
  std::string_view long_name;
  std::string_view short_name;
  bool takes_value = true;
};

constexpr std::array<KnownOption, 15> k_options = {{{"--requirement", "-r"},
                                                    {"--constraint", "-c"},
                                                    {"--editable", "-e"},
                                                    {"--index-url", "-i"},
                                                    {"--pypi-url", ""},
                                                    {"--extra-index-url", ""},
                                                    {"--find-links", "-f"},
                                                    {"--no-binary", ""},
                                                    {"--only-binary", ""},
                                                    {"--trusted-host", ""},
                                                    {"--use-feature", ""},
                                                    {"--no-index", "", false},
                                                    {"--require-hashes", "", false},
                                                    {"--pre", "", false},
                                                    {"--prefer-binary", "", false}}};

const KnownOption* find_option(std::string_view name) {
  const auto found = std::ranges::find_if(k_options, [&](const KnownOption& option) {
    return name == option.long_name || (!name.empty() && name == option.short_name);
  });
  return found == k_options.end() ? nullptr : &*found;
}

/// A part of a line, and the byte at which it begins.
struct Word {
  std::string text;
  std::size_t offset = 0;
};

/// `at`: the byte of the line at which what is wrong begins.
std::unexpected<Error> refuse(std::string_view line, std::size_t at, std::string message) {
  const auto column = static_cast<std::uint32_t>(count_code_points(line.substr(0, at)) + 1);
  return fail(Error(ErrorCode::bad_requirements_file, std::move(message)).with_place({.file = "", .column = column}));
}

enum class Quotes : std::uint8_t { drop, keep };

/// Words between blanks; quotes keep blanks together.
std::vector<Word> split_words(std::string_view line, Quotes quotes = Quotes::drop) {
  std::vector<Word> words;
  char quote = '\0';
  bool in_word = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quote == '\0' && is_blank(c)) {
      in_word = false;
      continue;
    }
    if (!in_word) {
      words.push_back({.text = {}, .offset = at});
      in_word = true;
    }
    const bool closes = c == quote && quote != '\0';
    const bool opens = quote == '\0' && (c == '"' || c == '\'') && line.find(c, at + 1) != std::string_view::npos;
    if (closes || opens) {
      quote = closes ? '\0' : c;
    }
    if (quotes == Quotes::keep || !(closes || opens)) {
      words.back().text += c;
    }
  }
  return words;
}

/// `--name=value`, `--name`, `-rvalue` or `-r`, taken apart; no value: nothing was joined to the name.
std::pair<std::string_view, std::optional<std::string_view>> split_word(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (word.starts_with("--") || equals == 2) {
    return equals == std::string_view::npos ? std::pair{word, std::optional<std::string_view>{}}
                                            : std::pair{word.substr(0, equals), std::optional(word.substr(equals + 1))};
  }
  return {word.substr(0, 2), word.size() > 2 ? std::optional(word.substr(2)) : std::nullopt};
}

}  // namespace

std::vector<LogicalLine> split_logical_lines(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  std::vector<LogicalLine> lines;
  LogicalLine open;
  const auto close = [&] {
    const std::string_view content = trim(open.text);
    if (!content.empty()) {
      open.indent = static_cast<std::uint32_t>(content.data() - open.text.data());
      open.text = std::string(content);
      lines.push_back(std::move(open));
    }
    open = {};
  };
  std::uint32_t number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    if (open.text.empty()) {
      open.number = number;
    } else {
      open.joined.push_back({.offset = open.text.size(), .number = number});
    }
    const std::string_view content = without_comment(line);
    if (content.size() == line.size() && line.ends_with('\\')) {
      open.text += line.substr(0, line.size() - 1);
      continue;
    }
    open.text += content;
    close();
  }
  close();
  return lines;
}

LinePosition position_in_file(const LogicalLine& line, std::size_t column) {
  const std::string_view text = line.text;
  const std::size_t end = first_code_points(text, std::max<std::size_t>(column, 1) - 1).size();
  LineStart start{.offset = 0, .number = line.number};
  for (const LineStart& next : line.joined) {
    start = next.offset <= line.indent + end ? next : start;
  }
  // What was trimmed are blanks, each of one byte.
  const std::size_t blanks = line.indent - std::min<std::size_t>(start.offset, line.indent);
  const std::size_t from = std::max<std::size_t>(start.offset, line.indent) - line.indent;
  const std::size_t before = blanks + count_code_points(text.substr(from, end - from));
  return {.line = start.number, .column = static_cast<std::uint32_t>(before + 1)};
}

std::string expand_variables(std::string_view text, const VariableLookup& lookup) {
  std::string expanded;
  for (std::size_t start = text.find("${"); start != std::string_view::npos; start = text.find("${")) {
    expanded += text.substr(0, start);
    text.remove_prefix(start);
    // Not up to the next brace, wherever it stands: of a line of nothing but `${` every byte would be read as often.
    const std::size_t end = name_end(text, 2);
    const std::string_view name = text.substr(2, end - 2);
    const bool is_name = !name.empty() && end < text.size() && text[end] == '}';
    const std::optional<std::string> value = is_name ? lookup(name) : std::nullopt;
    const std::size_t used = is_name ? end + 1 : 2;
    expanded += value ? std::string_view(*value) : text.substr(0, used);
    text.remove_prefix(used);
  }
  expanded += text;
  return expanded;
}

bool is_option_line(std::string_view line) {
  return line.starts_with('-');
}

Result<std::vector<OptionLine>> parse_option_line(std::string_view line) {
  std::vector<OptionLine> options;
  const std::vector<Word> words = split_words(line);
  const std::vector<Word> written = split_words(line, Quotes::keep);
  for (std::size_t at = 0; at < words.size();) {
    const Word& word = words[at++];
    const auto [name, joined] = split_word(word.text);
    const KnownOption* option = find_option(name);
    if (option == nullptr) {
      return refuse(line, word.offset, format("unknown option `{}`", to_printable(name)));
    }
    OptionLine& out = options.emplace_back(std::string(option->long_name), std::string(joined.value_or("")));
    if (!option->takes_value) {
      const bool has_value = joined || (at < words.size() && !is_option_line(words[at].text));
      if (has_value) {
        return refuse(line, word.offset, format("`{}` takes no argument", option->long_name));
      }
      continue;
    }
    const auto is_value = [](std::string_view value) { return value == "-" || !is_option_line(value); };
    for (; at < words.size() && is_value(words[at].text); ++at) {
      // Behind the place of an editable project stands its marker, to which quotes belong.
      const bool in_marker = out.name == "--editable" && !out.value.empty();
      out.value += (out.value.empty() ? "" : " ") + (in_marker ? written[at].text : words[at].text);
    }
    if (out.value.empty()) {
      return refuse(line, word.offset, format("`{}` must be followed by an argument", name));
    }
  }
  return options;
}

Result<RequirementText> split_requirement_options(std::string_view line) {
  RequirementText parts;
  std::size_t end = line.size();
  for (std::size_t at = line.find("--", 1); at != std::string_view::npos; at = line.find("--", at + 1)) {
    if (is_blank(line[at - 1])) {
      end = at;
      break;
    }
  }
  parts.requirement = trim(line.substr(0, end));
  const std::vector<Word> words = split_words(line.substr(end));
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    if (word == "--hash" && i + 1 < words.size()) {
      parts.hashes.emplace_back(words[++i].text);
    } else if (word.starts_with("--hash=")) {
      parts.hashes.emplace_back(word.substr(7));
    } else if (word == "--hash") {
      return refuse(line, end + words[i].offset, "`--hash` must be followed by an argument");
    } else {
      return refuse(line, end + words[i].offset,
                    format("expected `--hash`, found `{}`", to_printable(redact_urls(word))));
    }
  }
  return parts;
}

}  // namespace axle::project
