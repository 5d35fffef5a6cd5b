// SPDX-License-Identifier: MIT OR Apache-2.0
// Logical lines of a requirements file: comments gone, continuations joined, variables expanded, options cut off.
//
// Spec:    pip's requirements file format. Only \n and \r\n end a line (reliability Q21); `${VAR}` of [A-Z0-9_]+ is
//          replaced once and its value never read again as options (Q22).
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

[[nodiscard]] std::vector<LogicalLine> split_logical_lines(std::string_view text);

using VariableLookup = std::function<std::optional<std::string>(std::string_view)>;
/// Unknown variables stay as they are written, as in pip.
[[nodiscard]] std::string expand_variables(std::string_view text, const VariableLookup& lookup);

/// An option at the start of a line: `-r file`, `--index-url=URL`, `--no-index`.
struct OptionLine {
  std::string name;   ///< with dashes
  std::string value;  ///< empty for flags
};
/// Nothing when the line is no option.
[[nodiscard]] std::optional<OptionLine> parse_option_line(std::string_view line);

/// A requirement's text and its trailing `--hash` options.
struct RequirementText {
  std::string requirement;
  std::vector<std::string> hashes;  ///< `sha256:…`
};
/// Errors: bad_requirements_file for an option that a requirement cannot have.
[[nodiscard]] Result<RequirementText> split_requirement_options(std::string_view line);

}  // namespace axle::project
