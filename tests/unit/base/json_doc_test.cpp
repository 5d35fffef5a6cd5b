// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading and writing JSON.
#include "base/json_doc.hpp"

#include <limits>

#include "tests/support/catch.hpp"

namespace axle {
namespace {

JsonDoc json(std::string_view text) {
  auto parsed = JsonDoc::parse(text);
  REQUIRE(parsed.has_value());
  return *std::move(parsed);
}

TEST_CASE("values have their kind and answer to it only", "[base][json_doc]") {
  const JsonDoc doc = json(R"({"n":null,"b":true,"i":-7,"d":1.5,"s":"x\u00e9","a":[],"o":{}})");
  const auto member = [&](std::string_view key) { return doc.root().find(key).value(); };
  CHECK(member("n").kind() == JsonKind::null);
  CHECK(member("b").as_bool() == true);
  CHECK(member("i").as_integer() == -7);
  CHECK(member("i").as_number() == -7.0);
  CHECK(member("d").as_number() == 1.5);
  CHECK_FALSE(member("d").as_integer().has_value());
  CHECK(member("s").as_string() == "x\xc3\xa9");
  CHECK(member("a").kind() == JsonKind::array);
  CHECK(member("o").kind() == JsonKind::object);
  CHECK_FALSE(member("s").as_integer().has_value());
  CHECK_FALSE(member("i").as_string().has_value());
  CHECK_FALSE(member("n").as_bool().has_value());
  CHECK_FALSE(doc.root().find("missing").has_value());
  CHECK_FALSE(member("s").find("x").has_value());
}

TEST_CASE("integers beyond 64 signed bits are numbers but no integers", "[base][json_doc]") {
  const JsonDoc doc = json("[9223372036854775807, 9223372036854775808]");
  auto cursor = doc.root().children();
  REQUIRE(cursor.next());
  CHECK(cursor.value().as_integer() == std::numeric_limits<std::int64_t>::max());
  REQUIRE(cursor.next());
  CHECK_FALSE(cursor.value().as_integer().has_value());
  CHECK(cursor.value().kind() == JsonKind::number);
}

TEST_CASE("children come in document order, duplicates too", "[base][json_doc]") {
  const JsonDoc doc = json(R"({"b":1,"a":[2,[3]],"b":4})");
  std::string keys;
  for (auto child = doc.root().children(); child.next();) {
    keys += child.key();
  }
  CHECK(keys == "bab");
  CHECK(doc.root().find("b")->as_integer() == 4);
  std::size_t count = 0;
  for (auto child = doc.root().find("a")->children(); child.next();) {
    CHECK(child.key().empty());
    ++count;
  }
  CHECK(count == 2);
}

TEST_CASE("scalars and values of no document have no children", "[base][json_doc]") {
  const JsonDoc doc = json("3");
  auto cursor = doc.root().children();
  CHECK_FALSE(cursor.next());
  CHECK(JsonValue().kind() == JsonKind::null);
  CHECK_FALSE(JsonValue().find("x").has_value());
}

TEST_CASE("values stay valid when the document is moved", "[base][json_doc]") {
  JsonDoc first = json(R"({"a":"text"})");
  const JsonValue value = first.root().find("a").value();
  const JsonDoc second = std::move(first);
  CHECK(value.as_string() == "text");
}

TEST_CASE("invalid documents are refused with the reason", "[base][json_doc]") {
  const auto [text, reason] = GENERATE(table<std::string, std::string>({
      {"", "the document is empty"},
      {"  ", "the document is empty"},
      {"{", "a bracket, comma, colon or value is missing or misplaced"},
      {"[1,]", "a bracket, comma, colon or value is missing or misplaced"},
      {"{'a':1}", "a bracket, comma, colon or value is missing or misplaced"},
      {"[1] 2", "a bracket, comma, colon or value is missing or misplaced"},
      {"[\"a]", "a string does not end"},
      {"[\"\xff\"]", "text is not valid UTF-8"},
      {"[\"a\nb\"]", "a string has a raw control character"},
      {R"(["\ud800"])", "a string has a malformed escape or character"},
      {R"(["\x"])", "a string has a malformed escape or character"},
      {"[1e999]", "a number is malformed or out of range"},
      {"[01]", "a number is malformed or out of range"},
      {"[nul]", "a word other than true, false or null"},
      {"[tru]", "a word other than true, false or null"},
      {"[falsy]", "a word other than true, false or null"},
      {std::string(65, '[') + std::string(65, ']'), "values are nested more than 64 deep"},
      {std::string(100'000, '[') + std::string(100'000, ']'), "values are nested more than 64 deep"},
  }));
  CAPTURE(text.substr(0, 100));
  const auto parsed = JsonDoc::parse(text);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().message() == "invalid JSON: " + reason);
  CHECK(parsed.error().code() == ErrorCode::io);
}

TEST_CASE("NaN is no JSON", "[base][json_doc]") {
  CHECK_FALSE(JsonDoc::parse("[NaN]").has_value());
}

TEST_CASE("64 levels and a byte order mark are accepted", "[base][json_doc]") {
  CHECK(JsonDoc::parse(std::string(64, '[') + std::string(64, ']')).has_value());
  CHECK(json("\xef\xbb\xbf[1]").root().kind() == JsonKind::array);
}

TEST_CASE("written documents are compact and in the order given", "[base][json_doc]") {
  JsonWriter writer;
  writer.begin_object().key("b").value("x").key("a").begin_array().value(std::int64_t{-1});
  writer.value(std::numeric_limits<std::uint64_t>::max()).value(1.5).value(true).null().begin_object().end_object();
  writer.end_array().key("c").begin_array().end_array().end_object();
  CHECK(writer.take() == R"({"b":"x","a":[-1,18446744073709551615,1.5,true,null,{}],"c":[]})");
  CHECK(writer.value("again").take() == R"("again")");
}

TEST_CASE("numbers that JSON cannot say are null", "[base][json_doc]") {
  JsonWriter writer;
  CHECK(writer.value(std::numeric_limits<double>::quiet_NaN()).take() == "null");
  CHECK(writer.value(std::numeric_limits<double>::infinity()).take() == "null");
}

TEST_CASE("what a terminal must not get raw is escaped", "[base][json_doc]") {
  JsonWriter writer;
  CHECK(writer.value("\x1b\x7f\xc2\x9b\xe2\x80\xae\xef\xbb\xbf\xc3\xa9").take() ==
        "\"\\u001b\\u007f\\u009b\\u202e\\ufeff\xc3\xa9\"");
}

TEST_CASE("any text survives writing and reading", "[base][json_doc]") {
  std::string text = "\"\\/\b\f\n\r\t\x01\x1f\x7f \xc3\xa9\xf0\x9f\x90\x8d";
  text += '\0';
  JsonWriter writer;
  const std::string written = writer.value(text).take();
  CHECK(json(written).root().as_string() == text);
}

TEST_CASE("bytes that are not UTF-8 are replaced", "[base][json_doc]") {
  JsonWriter writer;
  CHECK(writer.value("a\xff\xc3\xa9\xc3").take() == "\"a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace axle
