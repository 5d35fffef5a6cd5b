// SPDX-License-Identifier: MIT OR Apache-2.0
// Cuts a requirements file into logical lines and a line into its parts.
#include "project/requirements_line.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::project {
namespace {

/// Without a comment: a `#` at the start or behind a blank.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') {
      return line.substr(0, at);
    }
  }
  return line;
}

bool is_variable_character(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

std::vector<LogicalLine> split_logical_lines(std::string_view text) {
  std::vector<LogicalLine> lines;
  LogicalLine open;
  std::uint32_t number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    if (open.text.empty()) {
      open.number = number;
    }
    const bool comment = trim(line).starts_with('#');
    if (line.ends_with('\\') && !comment) {
      open.text += line.substr(0, line.size() - 1);
      open.text += ' ';
      continue;
    }
    open.text += line;
    const std::string_view content = trim(without_comment(open.text));
    if (!content.empty()) {
      lines.push_back({.text = std::string(content), .number = open.number});
    }
    open = {};
  }
  const std::string_view rest = trim(without_comment(open.text));
  if (!rest.empty()) {
    lines.push_back({.text = std::string(rest), .number = open.number});
  }
  return lines;
}

std::string expand_variables(std::string_view text, const VariableLookup& lookup) {
  std::string expanded;
  while (!text.empty()) {
    const std::size_t start = text.find("${");
    if (start == std::string_view::npos) {
      break;
    }
    const std::size_t end = text.find('}', start);
    if (end == std::string_view::npos) {
      break;
    }
    const std::string_view name = text.substr(start + 2, end - start - 2);
    const bool valid = !name.empty() && std::ranges::all_of(name, is_variable_character);
    const auto value = valid ? lookup(name) : std::nullopt;
    expanded += text.substr(0, start);
    expanded += value ? std::string_view(*value) : text.substr(start, end - start + 1);
    text.remove_prefix(end + 1);
  }
  expanded += text;
  return expanded;
}

std::optional<OptionLine> parse_option_line(std::string_view line) {
  if (!line.starts_with('-') || line == "-") {
    return std::nullopt;
  }
  const std::size_t end = line.find_first_of(" \t=");
  const bool joined = !line.starts_with("--") && line.size() > 2 && (end == std::string_view::npos || end > 2);
  if (joined) {
    return OptionLine{.name = std::string(line.substr(0, 2)), .value = std::string(trim(line.substr(2)))};
  }
  if (end == std::string_view::npos) {
    return OptionLine{.name = std::string(line), .value = {}};
  }
  std::string_view value = trim(line.substr(end + 1));
  if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
    value = value.substr(1, value.size() - 2);
  }
  return OptionLine{.name = std::string(line.substr(0, end)), .value = std::string(value)};
}

Result<RequirementText> split_requirement_options(std::string_view line) {
  RequirementText parts;
  std::size_t end = line.size();
  for (std::size_t at = line.find(" --"); at != std::string_view::npos; at = line.find(" --", at + 1)) {
    end = std::min(end, at);
  }
  parts.requirement = trim(line.substr(0, end));
  const std::vector<std::string_view> words = split_blanks(line.substr(end));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--hash" && i + 1 < words.size()) {
      parts.hashes.emplace_back(words[++i]);
    } else if (words[i].starts_with("--hash=")) {
      parts.hashes.emplace_back(words[i].substr(7));
    } else {
      return fail(ErrorCode::bad_requirements_file,
                  format("the option `{}` cannot follow a requirement", to_printable(words[i])));
    }
  }
  return parts;
}

}  // namespace axle::project
