// SPDX-License-Identifier: MIT OR Apache-2.0
// Small operations on text.
#include "base/text.hpp"

#include "tests/support/catch.hpp"

namespace axle {
namespace {

using Parts = std::vector<std::string_view>;

TEST_CASE("only ASCII letters are folded", "[base][text]") {
  CHECK(to_lower_ascii("FoO-\xc3\x84\xe2\x84\xaa") == "foo-\xc3\x84\xe2\x84\xaa");
  CHECK(equals_ignoring_case("FoO", "fOo"));
  CHECK_FALSE(equals_ignoring_case("foo", "fooo"));
  CHECK_FALSE(equals_ignoring_case("k", "\xe2\x84\xaa"));
  CHECK(starts_with_ignoring_case("HTTPS://", "https:"));
  CHECK_FALSE(starts_with_ignoring_case("ht", "https"));
}

TEST_CASE("blanks are trimmed at both ends", "[base][text]") {
  CHECK(trim(" \t\r\n\f\va b ") == "a b");
  CHECK(trim(" ").empty());
  CHECK(trim("\xc2\xa0x") == "\xc2\xa0x");
}

TEST_CASE("texts are split at separators, blanks and line ends", "[base][text]") {
  CHECK(split("a,,b,", ',') == Parts{"a", "", "b", ""});
  CHECK(split("", ',') == Parts{""});
  CHECK(split_blanks("  a \t b ") == Parts{"a", "b"});
  CHECK(split_blanks(" ").empty());
  CHECK(split_lines("a\nb\r\n\nc") == Parts{"a", "b", "", "c"});
  CHECK(split_lines("a\n") == Parts{"a"});
  CHECK(split_lines("").empty());
}

TEST_CASE("only newline and carriage return with newline end a line", "[base][text]") {
  CHECK(split_lines("a\rb\xc2\x85\x0c\xe2\x80\xa8"
                    "c\r") == Parts{"a\rb\xc2\x85\x0c\xe2\x80\xa8"
                                    "c\r"});
}

TEST_CASE("nothing treacherous needs two units of UTF-16, of which JSON would have to make its escapes",
          "[base][text]") {
  bool is_any = false;
  for (char32_t value = 0x10000; value <= 0x10ffff; ++value) {
    is_any = is_any || is_treacherous(value);
  }
  CHECK_FALSE(is_any);
}

TEST_CASE("decimal numbers have digits only and fit", "[base][text]") {
  CHECK(parse_decimal("0") == 0);
  CHECK(parse_decimal("18446744073709551615") == UINT64_MAX);
  const auto* text = GENERATE("", "-1", "+1", " 1", "1 ", "0x1", "1.0", "18446744073709551616");
  CHECK_FALSE(parse_decimal(text).has_value());
}

TEST_CASE("well-formed UTF-8 is told from the rest", "[base][text]") {
  CHECK(is_valid_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x8d\xf4\x8f\xbf\xbf"));
  const auto* text = GENERATE("\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                              "\xf0\x8f\xbf\xbf", "\xff", "\xc3(");
  CHECK_FALSE(is_valid_utf8(text));
}

TEST_CASE("code points are counted, not bytes", "[base][text]") {
  CHECK(count_code_points("a\xc3\xa9\xf0\x9f\x90\x8d") == 3);
  CHECK(first_code_points("a\xc3\xa9\xf0\x9f\x90\x8d", 2) == "a\xc3\xa9");
  CHECK(first_code_points("a\xc3\xa9", 2) == "a\xc3\xa9");
  CHECK(first_code_points("a\xc3\xa9", 0).empty());
}

TEST_CASE("foreign text cannot command a terminal", "[base][text]") {
  const auto [text, printable] = GENERATE(table<std::string, std::string>({
      {"plain \xc3\xa9", "plain \xc3\xa9"},
      {"\x1b]0;x\x07", "\\x1b]0;x\\x07"},
      {"a\nb\r\t", "a\\x0ab\\x0d\\x09"},
      {std::string("\0", 1), "\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "31m",
       "\\u{009b}31m"},
      {"\xe2\x80\xae", "\\u{202e}"},
      {"\xe2\x81\xa6", "\\u{2066}"},
      {"\xff"
       "a\xc3",
       "\\xffa\\xc3"},
  }));
  CHECK(to_printable(text) == printable);
}

TEST_CASE("words are quoted for shells when they need it", "[base][text]") {
  const auto [text, quoted] = GENERATE(table<std::string, std::string>({
      {"a-b_c/d.e=1", "a-b_c/d.e=1"},
      {"", "''"},
      {"a b", "'a b'"},
      {"it's", "'it'\\''s'"},
      {"$x", "'$x'"},
      {"~", "'~'"},
      {"a>=1", "'a>=1'"},
      {"a\nb", "$'a\\012b'"},
      {"it's\x1b\\", "$'it\\'s\\033\\\\'"},
      {"\xff \xc3\xa9", "$'\\377 \\303\\251'"},
      {"\xc3\xa9", "'\xc3\xa9'"},
      {"\xe2\x80\xae.\xc2\x9b", "$'\\342\\200\\256.\\302\\233'"},
  }));
  CHECK(quote_for_shell(text) == quoted);
}

TEST_CASE("counts agree with their noun", "[base][text]") {
  CHECK(count_of(0, "package") == "0 packages");
  CHECK(count_of(1, "package") == "1 package");
  CHECK(count_of(2, "package") == "2 packages");
}

TEST_CASE("sizes have one digit after the point", "[base][text]") {
  const auto [bytes, text] = GENERATE(table<std::uint64_t, std::string>({
      {0, "0B"},
      {512, "512B"},
      {1023, "1023B"},
      {1024, "1.0KiB"},
      {1536, "1.5KiB"},
      {29'465'000, "28.1MiB"},
      {1'048'575, "1.0MiB"},
      {3'435'973'836, "3.2GiB"},
      {UINT64_MAX, "16.0EiB"},
  }));
  CHECK(format_bytes(bytes) == text);
}

TEST_CASE("foreign text of several lines keeps its lines and commands nothing", "[base][text]") {
  CHECK(to_printable_lines("a\x1b[1m\nb\x07\n") == "a\\x1b[1m\nb\\x07\n");
  CHECK(to_printable_lines("\r") == "\\x0d");
  CHECK(to_printable_lines("").empty());
}

TEST_CASE("long texts keep their beginning and their end, short ones everything", "[base][text]") {
  CHECK(shorten("12345678", 8) == "12345678");
  CHECK(shorten("123456789", 8) == "123456…89");
  CHECK(shorten("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 4) == "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9");
  CHECK(shorten("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 4) == "\xc3\xa9\xc3\xa9\xc3\xa9…\xc3\xa9");
}

}  // namespace
}  // namespace axle
