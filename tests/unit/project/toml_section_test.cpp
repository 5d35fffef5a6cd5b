// SPDX-License-Identifier: MIT OR Apache-2.0
// Keys of foreign tables: types, and what is said of wrong ones.
#include "project/toml_section.hpp"

#include <string>
#include <string_view>

#include "base/url.hpp"
#include "spec/name.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

TomlValue document_of(std::string_view text) {
  return parse_toml(text, "t.toml").value();
}

/// `FILE:LINE:COLUMN MESSAGE`, causes behind colons.
template <typename T>
std::string complaint_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  const auto& place = *result.error().where();
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + " " +
         to_string(result.error());
}

}  // namespace

TEST_CASE("values of the right type are handed out", "[project][toml_section]") {
  const TomlValue document = document_of(
      "text = 'a'\nflag = true\nsize = 12\ntime = 2024-05-01T00:00:01.5Z\nlocal = 2024-05-01 00:00:01\n"
      "table = { x = 1 }\ntables = [{ y = 2 }, {}]\nname = 'Foo_Bar'\nnames = ['A', 'b']\n");
  const TomlSection section(document, "", "t.toml");
  CHECK(section.required_text("text").value() == "a");
  CHECK(section.text_or_empty("missing").value().empty());
  CHECK(section.flag("flag").value());
  CHECK_FALSE(section.flag("missing").value());
  CHECK(section.size("size").value() == 12);
  CHECK_FALSE(section.size("missing").value().has_value());
  CHECK(to_rfc3339(*section.time("time").value()) == "2024-05-01T00:00:01.5Z");
  CHECK(to_rfc3339(*section.time("local").value()) == "2024-05-01T00:00:01Z");
  CHECK(section.table("table").value()->keys() == std::vector<std::string>{"x"});
  CHECK(section.tables("tables").value()->size() == 2);
  CHECK(section.tables("tables").value()->front().path() == "tables");
  CHECK(section.optionally_parsed<spec::PackageName>("name").value()->text() == "foo-bar");
  CHECK(section.parsed_list<spec::ExtraName>("names").value().size() == 2);
  CHECK(section.parsed_list<spec::ExtraName>("missing").value().empty());
}

TEST_CASE("a key that is missing or of another type is told with its place", "[project][toml_section]") {
  const TomlValue document = document_of(
      "x = 1\n[part]\nn = [1]\ntext = ''\ntime = 10:00:00\n"
      "late = 9999-12-31T23:59:59-01:00\nearly = 0000-01-01T00:00:00+01:00\n");
  const TomlSection root(document, "", "t.toml");
  const TomlSection part = root.table("part").value().value();
  CHECK(complaint_of(root.required_text("created-by")) == "t.toml:1:1 `created-by` is missing");
  CHECK(complaint_of(root.text("x")) == "t.toml:1:5 `x` must be a string");
  CHECK(complaint_of(root.table("x")) == "t.toml:1:5 `x` must be a table");
  CHECK(complaint_of(root.tables("x")) == "t.toml:1:5 `x` must be an array of tables");
  CHECK(complaint_of(part.tables("n")) == "t.toml:3:5 `part.n` must be an array of tables");
  CHECK(complaint_of(part.parsed_list<spec::ExtraName>("n")) == "t.toml:3:5 `part.n` must be an array of strings");
  CHECK(complaint_of(part.parsed_list<spec::ExtraName>("text")) ==
        "t.toml:4:8 `part.text` must be an array of strings");
  CHECK(complaint_of(part.required_text("text")) == "t.toml:4:8 `part.text` is empty");
  CHECK(complaint_of(part.path_text("text")) == "t.toml:4:8 `part.text` is no path");
  CHECK(complaint_of(part.flag("n")) == "t.toml:3:5 `part.n` must be true or false");
  CHECK(complaint_of(part.size("n")) == "t.toml:3:5 `part.n` must be a number of bytes");
  CHECK(complaint_of(part.time("time")) == "t.toml:5:8 `part.time` must be a date and time");
  CHECK(complaint_of(part.time("late")) == "t.toml:6:8 `part.late` must be a date and time");
  CHECK(complaint_of(part.time("early")) == "t.toml:7:9 `part.early` must be a date and time");
  CHECK(complaint_of(part.parsed<Url>("text")).starts_with("t.toml:4:8 `part.text` cannot be read: "));
}

}  // namespace axle::project
