// SPDX-License-Identifier: MIT OR Apache-2.0
// One requirement as a person writes it, for requirements files and the command line alike.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "project/requirements_file.hpp"

namespace axle::project {

/// Classifies and parses. Errors: bad_requirement, whose message is the reason, the text and a line of carets below the
/// part that is wrong, and which has its column; callers put it below an error that says where the text stood.
[[nodiscard]] Result<RequirementEntry> parse_requirement_text(std::string_view text,
                                                              const RequirementsContext& context);

/// The same for what stands behind `-e`, where `pkg` alone is a folder.
[[nodiscard]] Result<RequirementEntry> parse_editable_text(std::string_view text, const RequirementsContext& context);

/// The reason, the text and a caret below `column` (1-based, code points), without credentials and control characters.
[[nodiscard]] std::string with_caret(std::string_view reason, std::string_view text, std::size_t column);

}  // namespace axle::project
