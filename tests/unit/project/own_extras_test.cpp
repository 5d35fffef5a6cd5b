// SPDX-License-Identifier: MIT OR Apache-2.0
// Extras that include extras of their own project.
#include "project/own_extras.hpp"

#include <string>

#include "base/format.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

ExtraRequirements make(const std::map<std::string, std::vector<std::string>>& texts) {
  ExtraRequirements out;
  for (const auto& [extra, requirements] : texts) {
    auto& list = out[spec::ExtraName::of(extra)];
    for (const std::string& text : requirements) {
      list.push_back(spec::parse_requirement(text).value());
    }
  }
  return out;
}

std::vector<std::string> expanded(const ExtraRequirements& written, const std::string& extra) {
  const auto all = expand_own_extras(written, spec::PackageName::of("mine"));
  REQUIRE(all);
  std::vector<std::string> out;
  for (const spec::Requirement& requirement : all->at(spec::ExtraName::of(extra))) {
    out.push_back(requirement.to_string());
  }
  return out;
}

using Texts = std::vector<std::string>;

TEST_CASE("own extras are replaced by what they hold", "[project][own_extras]") {
  const ExtraRequirements written =
      make({{"all", {"first", "mine[a]", "mine[b] ; os_name == 'nt'"}}, {"a", {"foo"}}, {"b", {"bar>1", "other[a]"}}});
  CHECK(expanded(written, "all") == Texts{"first", "foo", "bar>1 ; os_name == \"nt\"", "other[a] ; os_name == \"nt\""});
  CHECK(expanded(written, "a") == Texts{"foo"});
}

TEST_CASE("an extra that includes itself adds nothing", "[project][own_extras]") {
  const ExtraRequirements written = make(
      {{"a", {"mine[a]", "foo"}}, {"b", {"mine[c] ; os_name == 'x'"}}, {"c", {"mine[b] ; os_name == 'y'", "bar"}}});
  CHECK(expanded(written, "a") == Texts{"foo"});
  CHECK(expanded(written, "b") == Texts{"bar ; os_name == \"x\""});
}

TEST_CASE("the project itself and unknown extras of it", "[project][own_extras]") {
  CHECK(expanded(make({{"a", {"mine", "mine[nope]"}}}), "a") == Texts{"mine"});
}

TEST_CASE("extras that double at every step are refused", "[project][own_extras]") {
  std::map<std::string, std::vector<std::string>> texts = {{"e0", {"x"}}};
  for (int i = 1; i < 30; ++i) {
    texts[format("e{}", i)] = {format("mine[e{}]", i - 1), format("mine[e{}] ; os_name == 'x'", i - 1)};
  }
  const auto all = expand_own_extras(make(texts), spec::PackageName::of("mine"));
  REQUIRE_FALSE(all);
  CHECK(all.error().code() == ErrorCode::bad_configuration);
  CHECK_THAT(all.error().message(), ContainsSubstring("includes more than 1000 extras"));
}

TEST_CASE("long chains of extras are refused, since every extra goes through the rest of them",
          "[project][own_extras]") {
  std::map<std::string, std::vector<std::string>> texts = {{"e0", {"x"}}};
  for (int i = 1; i < 200; ++i) {
    texts[format("e{}", i)] = {format("mine[e{}]", i - 1)};
  }
  const auto all = expand_own_extras(make(texts), spec::PackageName::of("mine"));
  REQUIRE_FALSE(all);
  CHECK(all.error().message() == "the extras of `mine` include more than 10000 extras in all");
}

}  // namespace
}  // namespace axle::project
