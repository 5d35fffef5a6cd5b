// SPDX-License-Identifier: MIT OR Apache-2.0
// Pieces of TOML to write.
//
// Spec:     TOML 1.0. Not here: reading (base/toml_doc), editing what somebody wrote.
#pragma once

#include <string>
#include <string_view>

namespace axle::project {

/// A string of valid UTF-8 on one line: in double quotes; in single quotes, without escapes, when it holds double
/// quotes or backslashes and nothing that needs an escape.
[[nodiscard]] std::string to_toml_string(std::string_view text);

}  // namespace axle::project
