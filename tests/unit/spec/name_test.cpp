// SPDX-License-Identifier: MIT OR Apache-2.0
// Names: the examples of name-normalization and the hostile ones of reliability Q16.
#include "spec/name.hpp"

#include <set>
#include <string>
#include <string_view>

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("every spelling of a name normalises to the same text", "[spec][name]") {
  for (const std::string_view spelling : {"friendly-bard", "Friendly-Bard", "FRIENDLY-BARD", "friendly.bard",
                                          "friendly_bard", "friendly--bard", "FrIeNdLy-._.-bArD"}) {
    INFO(spelling);
    const Result<PackageName> name = PackageName::parse(spelling);
    REQUIRE(name);
    CHECK(name->text() == "friendly-bard");
    CHECK(*name == PackageName::of("friendly-bard"));
  }
}

TEST_CASE("normalisation of invalid text keeps what it does not know", "[spec][name]") {
  CHECK(normalize_name("") == "");
  CHECK(normalize_name("-A-") == "-a-");
  CHECK(normalize_name("a b") == "a b");
}

TEST_CASE("a name begins and ends with a letter or digit", "[spec][name]") {
  for (const std::string_view good : {"a", "0", "a1", "A.b_c-d", "0-0"}) {
    INFO(good);
    CHECK(is_valid_name(good));
  }
  for (const std::string_view bad : {"", "-", "-foo", "foo-", ".foo", "foo_", "fo o", " foo", "foo\n", "foo!"}) {
    INFO(bad);
    CHECK_FALSE(is_valid_name(bad));
  }
}

TEST_CASE("names outside ASCII are refused, not folded", "[spec][name]") {
  using namespace std::string_view_literals;
  CHECK_FALSE(is_valid_name("foo\x00"sv));
  CHECK_FALSE(is_valid_name("fo\xe2\x80\x8bo"));  // zero width space
  CHECK_FALSE(is_valid_name("\xc5\xbfoo"));       // long s
  CHECK_FALSE(is_valid_name("\xe2\x84\xaa"));     // Kelvin sign
}

TEST_CASE("a refused name is quoted in the message with its kind", "[spec][name]") {
  CHECK(PackageName::parse("-foo").error().message() == "`-foo` is not a valid package name");
  CHECK(PackageName::parse("-foo").error().code() == ErrorCode::bad_name);
  CHECK(ExtraName::parse("a b").error().message() == "`a b` is not a valid name of an extra");
  CHECK(GroupName::parse("").error().message() == "`` is not a valid name of a dependency group");
  CHECK(PackageName::parse("a\x1b[31m").error().message() == "`a\\x1b[31m` is not a valid package name");
}

TEST_CASE("names are ordered and hashed by their text", "[spec][name]") {
  const std::set<PackageName> names = {PackageName::of("b"), PackageName::of("a"), PackageName::of("b")};
  CHECK(names.size() == 2);
  CHECK(names.begin()->text() == "a");
  CHECK(std::hash<PackageName>{}(PackageName::of("a")) == std::hash<std::string>{}("a"));
}

}  // namespace
}  // namespace axle::spec
