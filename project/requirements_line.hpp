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

struct LogicalLine {
  std::string text;
  std::uint32_t number = 0;  ///< of its first physical line
};

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
/// Errors: bad_requirements_file for unknown options and for missing or unexpected values.
[[nodiscard]] Result<std::vector<OptionLine>> parse_option_line(std::string_view line);

/// A requirement's text and its trailing `--hash` options.
struct RequirementText {
  std::string requirement;
  std::vector<std::string> hashes;  ///< `sha256:…`
};
/// Errors: bad_requirements_file for an option that a requirement cannot have.
[[nodiscard]] Result<RequirementText> split_requirement_options(std::string_view line);

}  // namespace axle::project
