// SPDX-License-Identifier: MIT OR Apache-2.0
// Strings as TOML: what is written is read back equal.
#include "project/toml_text.hpp"

#include <string>

#include "base/toml_doc.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {

TEST_CASE("strings stand in double quotes, and in single ones when that saves escapes", "[project][toml_text]") {
  CHECK(to_toml_string("plain") == R"("plain")");
  CHECK(to_toml_string("") == R"("")");
  CHECK(to_toml_string("it's") == R"("it's")");
  CHECK(to_toml_string(R"(python_version < "3.8")") == R"('python_version < "3.8"')");
  CHECK(to_toml_string(R"(C:\wheels)") == R"('C:\wheels')");
  CHECK(to_toml_string(R"(it's "so")") == R"("it's \"so\"")");
  CHECK(to_toml_string("a\nb\r\x01\x7f\"") == R"("a\nb\r\u0001\u007F\"")");
}

TEST_CASE("every string can be read back", "[project][toml_text]") {
  for (const std::string text :
       {"", "'", "\"", "'\"", "\\", "\\\"'", "\t", "\n\"", "\x7f", "\x1b[31m", "é\"", "\"\""}) {
    const auto document = parse_toml("key = " + to_toml_string(text), "t.toml");
    REQUIRE(document);
    CHECK(*document->find("key")->as_string() == text);
  }
}

}  // namespace axle::project
