// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/scoped_inputs: what settings say of the dependencies of one package.
#include "engine/scoped_inputs.hpp"

#include "base/format.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

const SourcePlace k_place{.file = "uv.toml"};

SettledRequirement below(std::string package, std::optional<std::string> version, std::string text) {
  return {.text = std::move(text), .place = k_place, .scope = SettledScope{std::move(package), std::move(version)}};
}

TEST_CASE("an override below one package has its parent, its version and where it stands", "[engine]") {
  const auto general = read_scoped_override(below("Big.Parent", std::nullopt, "child >= 2"));
  REQUIRE(general);
  CHECK(general->parent.text() == "big-parent");
  CHECK_FALSE(general->version);
  CHECK(general->given.requirement.to_string() == "child>=2");
  CHECK(general->given.origin == "uv.toml");
  const auto of_version = read_scoped_override(below("parent", "1.0", "child"));
  REQUIRE(of_version);
  CHECK(of_version->version == spec::Version::try_parse("1.0.0"));
}

TEST_CASE("an exclusion below one package is a requirement that holds nowhere", "[engine]") {
  const auto excluded = read_scoped_exclusion(below("parent", std::nullopt, "Child"));
  REQUIRE(excluded);
  CHECK(excluded->given.requirement.name.text() == "child");
  CHECK_FALSE(excluded->given.requirement.marker.evaluate(resolver::test::linux_python().markers));
}

TEST_CASE("what cannot be read below a package is refused with its place", "[engine]") {
  const auto refused = [](const SettledRequirement& settled) {
    const auto result = read_scoped_override(settled);
    REQUIRE_FALSE(result);
    REQUIRE(result.error().where());
    return format("{}: {}", result.error().where()->file, result.error().message());
  };
  CHECK(refused(below("parent", "one", "child")) == "uv.toml: `one` is no version");
  CHECK(refused(below("parent", std::nullopt, "child @ https://index.example/child-1-py3-none-any.whl")) ==
        "uv.toml: what one package needs cannot be had from a URL: `child`");
  const auto excluded = read_scoped_exclusion(below("parent", std::nullopt, "not a name"));
  REQUIRE_FALSE(excluded);
  CHECK(excluded.error().where().has_value());
  CHECK(refused(below("-", std::nullopt, "child")).starts_with("uv.toml: "));
}

}  // namespace
}  // namespace axle::engine
