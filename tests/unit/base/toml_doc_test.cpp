// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading TOML: values, order, places, refusals, and the texts that crash toml++ alone.
#include "base/toml_doc.hpp"

#include <chrono>

#include "base/format.hpp"
#include "tests/support/catch.hpp"

namespace axle {
namespace {

TomlValue toml_of(std::string_view text) {
  auto parsed = parse_toml(text, "a.toml");
  CAPTURE(parsed.has_value() ? "" : parsed.error().message());
  REQUIRE(parsed.has_value());
  return *std::move(parsed);
}

std::string refusal_of(std::string_view text) {
  const auto parsed = parse_toml(text, "a.toml");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().code() == ErrorCode::bad_toml);
  return parsed.error().message();
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    all += text;
  }
  return all;
}

TEST_CASE("every kind of value is read", "[base][toml_doc]") {
  const TomlValue root = toml_of("s = 'x'\ni = -7\nd = 1.5\nb = true\na = [1, 'y']\n[t]\nk = 1\n");
  CHECK(*root.find("s")->as_string() == "x");
  CHECK(*root.find("i")->as_integer() == -7);
  CHECK(std::get<double>(root.find("d")->data) == 1.5);
  CHECK(*root.find("b")->as_bool());
  REQUIRE(root.find("a")->as_array() != nullptr);
  CHECK(*root.find("a")->as_array()->at(1).as_string() == "y");
  CHECK(*root.find("t")->find("k")->as_integer() == 1);
  CHECK(root.find("missing") == nullptr);
  CHECK(root.find("s")->find("x") == nullptr);
}

TEST_CASE("members keep the order of the document", "[base][toml_doc]") {
  const TomlValue root = toml_of("z = 1\na = 2\n[m]\n[b.c]\nz.y = 1\na = 2\n[b.a]\n");
  std::string keys;
  for (const auto& [key, value] : *root.as_table()) {
    keys += key;
  }
  CHECK(keys == "zamb");
  CHECK(root.find("b")->as_table()->front().key == "c");
  CHECK(root.find("b")->find("c")->as_table()->front().key == "z");
}

TEST_CASE("values know their line and column", "[base][toml_doc]") {
  const TomlValue root = toml_of("a = 1\n\n  \"\xc3\xa9\" = 2\nb = [\n 'x',\n]\n");
  CHECK((root.find("a")->line == 1 && root.find("a")->column == 5));
  CHECK(root.find("b")->as_array()->front().line == 5);
  CHECK(root.find("b")->as_array()->front().column == 2);
}

TEST_CASE("dates and times are kept as written", "[base][toml_doc]") {
  const auto* text =
      GENERATE("1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5-07:00", "07:32:00", "1979-05-27T07:32:00");
  const TomlValue root = toml_of(format("a = ['\xc3\xa9', {{ k = {} }}] # 1 2", text));
  const TomlValue* time = root.find("a")->as_array()->at(1).find("k");
  CHECK(std::get<TomlTime>(time->data).text == text);
  CHECK(std::get<TomlTime>(toml_of(format("a = {} # 12", text)).find("a")->data).text == text);
}

TEST_CASE("errors name the file, the reason and the place", "[base][toml_doc]") {
  const auto parsed = parse_toml("a = 1\nb = \n", "pyproject.toml");
  REQUIRE_FALSE(parsed.has_value());
  CHECK_THAT(parsed.error().message(), ContainsSubstring("not valid TOML: "));
  CHECK(parsed.error().message().find('\n') == std::string::npos);
  REQUIRE(parsed.error().where().has_value());
  CHECK(parsed.error().where()->file == "pyproject.toml");
  CHECK(parsed.error().where()->line == 2);
}

TEST_CASE("invalid documents are refused", "[base][toml_doc]") {
  const auto* text =
      GENERATE("a = 1\na = 2", "[a]\n[a]", "a", "= 1", "a = \"\xff\"", "a = 9223372036854775808", "a = 2020-13-01",
               "a = 'x", "a = [1", "[a", "[ = \"\n", "[[ ]]", "a = {b = 1,\n}", "a.b = 1\na = 2");
  CAPTURE(text);
  CHECK_FALSE(parse_toml(text, "a.toml").has_value());
}

TEST_CASE("letters of any alphabet where a value or a blank may stand are refused, not undefined", "[base][toml_doc]") {
  for (const char* letter : {"é", "Ɗ", "Ж", "、", "ﷺ", "漢", "😀"}) {
    CAPTURE(letter);
    CHECK_FALSE(parse_toml(std::string("a = ") + letter, "x.toml").has_value());
    CHECK_FALSE(parse_toml(std::string("a = 1 ") + letter, "x.toml").has_value());
    CHECK(parse_toml(std::string("a = \"\"\"x \\\n  ") + letter + "\"\"\"", "x.toml").has_value());
  }
}

TEST_CASE("a byte order mark and both line ends are accepted", "[base][toml_doc]") {
  CHECK(*toml_of("\xef\xbb\xbf"
                 "a = 1\r\nb = 2\n")
             .find("b")
             ->as_integer() == 2);
}

TEST_CASE("depth that overflows the stack of toml++ is refused before it is parsed", "[base][toml_doc]") {
  const std::string dots = repeated("a.", 100'000) + "a";
  const auto text = GENERATE_COPY(dots + " = 1", "[" + dots + "]", "[[" + dots + "]]", "x = {" + dots + " = 1}",
                                  "x = [{" + dots + " = 1}]", repeated("a = {", 1) + repeated("b = {", 100'000),
                                  "a = " + repeated("[", 100'000), "[x]\n" + dots + " = 1",
                                  "[" + repeated("a . ", 100'000) + "a]", repeated("\"a\".", 100'000) + "a = 1");
  CHECK(refusal_of(text) == "not valid TOML: keys or values are nested more than 128 deep");
}

TEST_CASE("the refused line is told", "[base][toml_doc]") {
  const auto parsed = parse_toml("x = '''\n\n'''\n" + repeated("a.", 200) + "a = 1\n", "a.toml");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().where()->line == 4);
}

TEST_CASE("nesting adds up over header, keys and brackets", "[base][toml_doc]") {
  const std::string part = repeated("a.", 59) + "a";
  CHECK_FALSE(parse_toml("[" + part + "]\n" + part + " = {" + part + " = 1}\n", "a.toml").has_value());
  CHECK(parse_toml("[" + part + "]\n" + part + " = 1\n" + "b = 1\n", "a.toml").has_value());
}

TEST_CASE("dots that nest nothing do not count", "[base][toml_doc]") {
  const std::string dots(1000, '.');
  const auto text =
      GENERATE_COPY("a = '" + dots + "'", "a = \"\\\"" + dots + "\"", "# " + dots, "a = '''\n" + dots + "'''",
                    "a = \"\"\"" + dots + "\\\"\"\"\"", "\"" + dots + "\" = 1", "a = [" + repeated("1.5, ", 1000) + "]",
                    repeated("[[a.b]]\nc.d = 1.5\n", 500), "a = [" + repeated("{b.c = 1.5}, ", 500) + "]");
  CHECK(parse_toml(text, "a.toml").has_value());
}

TEST_CASE("files of more than 16 MiB are refused", "[base][toml_doc]") {
  CHECK(refusal_of("a = '" + std::string(16 * 1024 * 1024, 'x') + "'") == "not valid TOML: it is larger than 16.0MiB");
}

TEST_CASE("many tables and keys are read", "[base][toml_doc]") {
  CHECK(toml_of(repeated("[[a]]\n", 30'000)).find("a")->as_array()->size() == 30'000);
}

}  // namespace
}  // namespace axle
