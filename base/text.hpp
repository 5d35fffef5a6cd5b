// SPDX-License-Identifier: MIT OR Apache-2.0
// Small operations on text: ASCII case, trimming, splitting, numbers, quoting for shells and terminals.
//
// Everything is ASCII-only on purpose: names and versions must never be folded by Unicode rules (reliability Q16).
// Not here: normalisation of Python names (spec/name), formatting (base/format.hpp).
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace axle {

[[nodiscard]] std::string to_lower_ascii(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

/// Without ASCII blanks (space, \t, \n, \r, \f, \v) at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// Parts between separators; an empty text gives one empty part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// Parts between runs of ASCII blanks; never an empty part.
[[nodiscard]] std::vector<std::string_view> split_blanks(std::string_view text);
/// Lines without their end; only \n and \r\n end a line (reliability Q21).
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);

/// The parts look into the text, so a temporary is refused: in a `for` it would be gone before the first turn.
template <std::same_as<std::string> Temporary>
std::vector<std::string_view> split(Temporary&& text, char separator) = delete;
template <std::same_as<std::string> Temporary>
std::vector<std::string_view> split_blanks(Temporary&& text) = delete;
template <std::same_as<std::string> Temporary>
std::vector<std::string_view> split_lines(Temporary&& text) = delete;

/// A decimal number without sign or blanks; nothing on overflow or any other character.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text);

struct CodePoint {
  char32_t value = 0;
  std::size_t size_bytes = 0;  ///< 0 when the bytes are not well-formed UTF-8
};
/// The code point at the front of a text that is not empty.
[[nodiscard]] CodePoint decode_utf8(std::string_view text);
/// Whether a terminal must not get it raw: control characters, and what changes the order or the look of the text
/// around it.
[[nodiscard]] bool is_treacherous(char32_t value);

[[nodiscard]] bool is_valid_utf8(std::string_view text);
/// Columns of `text` for a caret line: code points, not bytes.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

/// At most `count` code points from the start; never cuts inside one.
[[nodiscard]] std::string_view first_code_points(std::string_view text, std::size_t count);

/// Foreign text made safe for a terminal: control characters, escape sequences, bidirectional overrides and
/// invalid UTF-8 become `\xNN` or `\u{NNNN}`. Newlines are escaped too.
[[nodiscard]] std::string to_printable(std::string_view text);

/// The same for a text of several lines, whose ends stay.
[[nodiscard]] std::string to_printable_lines(std::string_view text);

/// The beginning and the end of a text of more than `limit` code points, with `…` between: hostile input must not make
/// a message of megabytes.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t limit);

/// One word for POSIX shells, in single quotes when needed.
[[nodiscard]] std::string quote_for_shell(std::string_view text);

/// `1 package`, `2 packages`.
[[nodiscard]] std::string count_of(std::size_t count, std::string_view singular);

/// `512B`, `1.5KiB`, `28.1MiB`, `3.2GiB`: the form of download messages.
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

}  // namespace axle
