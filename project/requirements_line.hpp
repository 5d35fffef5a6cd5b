// SPDX-License-Identifier: MIT OR Apache-2.0
// Logical lines of a requirements file: comments gone, continuations joined, variables expanded, options cut off.
//
// Spec:    pip's requirements file format. Only \n and \r\n end a line (reliability Q21); `${VAR}` of [A-Z0-9_]+ is
//          replaced once and its value never read again as an option or a comment (Q20, Q22).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace axle::project {

/// Where a physical line begins within a logical one.
struct LineStart {
  std::size_t offset = 0;  ///< bytes, of the joined text before it was trimmed
  std::uint32_t number = 0;
};

struct LogicalLine {
  std::string text;                 ///< trimmed
  std::uint32_t number = 0;         ///< of its first physical line
  std::uint32_t indent = 0;         ///< blanks that were trimmed in front
  std::vector<LineStart> joined{};  ///< the further physical lines, if there are any
};

/// A line and a column of a file, both from 1; columns are code points.
struct LinePosition {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};
/// Where the character stands in the file that is at `column` (from 1, code points) of the text of a logical line.
[[nodiscard]] LinePosition position_in_file(const LogicalLine& line, std::size_t column);

/// A backslash at the end of a line joins it with the next one, without a blank between them; not in a comment.
[[nodiscard]] std::vector<LogicalLine> split_logical_lines(std::string_view text);

using VariableLookup = std::function<std::optional<std::string>(std::string_view)>;
/// Unknown variables stay as they are written, as in pip.
[[nodiscard]] std::string expand_variables(std::string_view text, const VariableLookup& lookup);

/// An option of a line: `-r file`, `--index-url=URL`, `--no-index`.
struct OptionLine {
  std::string name;   ///< with dashes, the long form
  std::string value;  ///< empty for flags
  bool operator==(const OptionLine&) const = default;
};
[[nodiscard]] bool is_option_line(std::string_view line);
/// The options of a line, usually one. Values may stand in quotes; one without quotes may hold blanks.
/// Errors: bad_requirements_file for unknown options and for missing or unexpected values, with the column.
[[nodiscard]] Result<std::vector<OptionLine>> parse_option_line(std::string_view line);

/// A requirement's text and its trailing `--hash` options.
struct RequirementText {
  std::string requirement;
  std::vector<std::string> hashes;  ///< `sha256:…`
};
/// Errors: bad_requirements_file for an option that a requirement cannot have, with the column.
[[nodiscard]] Result<RequirementText> split_requirement_options(std::string_view line);

}  // namespace axle::project
