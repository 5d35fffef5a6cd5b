// SPDX-License-Identifier: MIT OR Apache-2.0
// The rules of relative paths and the reason for each refusal.
#include "base/rel_path.hpp"

#include "tests/support/catch.hpp"

namespace axle {
namespace {

TEST_CASE("paths that break a rule are refused with the reason", "[base][rel_path]") {
  const auto [text, reason] = GENERATE(table<std::string, std::string>({
      {"", "path is empty"},
      {"/", "path is absolute"},
      {"/a", "path is absolute"},
      {"..", "path has a `..` component"},
      {"a/../b", "path has a `..` component"},
      {"a/..", "path has a `..` component"},
      {".", "path has a `.` component"},
      {"./a", "path has a `.` component"},
      {"a//b", "path has an empty component"},
      {"a/", "path has an empty component"},
      {std::string("a\0b", 3), "path has a NUL byte"},
      {std::string(256, 'x'), "path has a component of 256 bytes; at most 255 are possible"},
  }));
  const auto path = RelPath::parse(text);
  REQUIRE_FALSE(path.has_value());
  CHECK(path.error().message() == reason);
  CHECK(path.error().code() == ErrorCode::io);
}

TEST_CASE("paths of more than 4,096 bytes are refused", "[base][rel_path]") {
  std::string text = "a";
  while (text.size() < 4095) {
    text += "/b";
  }
  CHECK(RelPath::parse(text).has_value());
  const auto path = RelPath::parse(text + "/bc");
  REQUIRE_FALSE(path.has_value());
  CHECK(path.error().message() == "path is 4098 bytes long; at most 4096 are possible");
}

TEST_CASE("names that only look odd are accepted", "[base][rel_path]") {
  const auto* text = GENERATE("...", "..a", "a..", "a b", "-", "\xff", "a\\b", "C:");
  CHECK(RelPath::parse(text).has_value());
  CHECK(RelPath::parse(std::string(255, 'x')).has_value());
}

TEST_CASE("a path gives its parts", "[base][rel_path]") {
  const RelPath deep = RelPath::of("a/b/c.py");
  CHECK(deep.parent() == "a/b");
  CHECK(deep.file_name() == "c.py");
  CHECK(deep.top() == "a");
  const RelPath flat = RelPath::of("c.py");
  CHECK(flat.parent().empty());
  CHECK(flat.file_name() == "c.py");
  CHECK(flat.top() == "c.py");
  CHECK((RelPath::of("a") / flat).text() == "a/c.py");
}

}  // namespace
}  // namespace axle
