// SPDX-License-Identifier: MIT OR Apache-2.0
// The classes of characters that requirements, markers and specifiers are made of.
//
// Spec:    dependency-specifiers grammar. ASCII only (reliability Q16).
#pragma once

namespace axle::spec {

[[nodiscard]] constexpr bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Of the name of a project, an extra or a script.
[[nodiscard]] constexpr bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

/// Of the operator of a specifier.
[[nodiscard]] constexpr bool is_operator_char(char c) {
  return c == '<' || c == '>' || c == '=' || c == '!' || c == '~';
}

}  // namespace axle::spec
