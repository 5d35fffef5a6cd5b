// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/known_environment: which values an answer depends on.
#include "engine/known_environment.hpp"

#include "engine/scoped_inputs.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using Texts = std::vector<std::string>;

std::vector<resolver::GivenRequirement> given(const Texts& texts) {
  std::vector<resolver::GivenRequirement> list;
  for (const std::string& text : texts) {
    list.push_back({.requirement = spec::parse_requirement(text).value(), .origin = {}});
  }
  return list;
}

/// Of what is required in metadata.
resolver::Resolution answer(const Texts& texts) {
  resolver::Resolution resolution;
  for (const resolver::GivenRequirement& one : given(texts)) {
    resolution.markers.push_back({.name = one.requirement.name, .marker = one.requirement.marker});
  }
  return resolution;
}

std::string told(const InstallInputs& inputs, const resolver::Resolution& resolution = {}) {
  return describe_known_environment(inputs, resolution, resolver::test::linux_python().markers);
}

std::string told_of_root(const std::string& text) {
  return told({.roots = given({text})});
}

}  // namespace

TEST_CASE("each variable that a marker names is told once, in one order", "[engine][known_environment]") {
  CHECK(told({.roots = given({"b; sys_platform == 'win32' or python_version < '3'", "a; python_full_version > '3'"})},
             answer({"c; implementation_name == 'x' and sys_platform != 'y'", "d"})) ==
        "python_full_version == '3.11.2' and implementation_name == 'cpython' and sys_platform == 'linux'");
  CHECK(told({.roots = given({"a", "b>=1"})}, answer({"c"})).empty());
}

TEST_CASE("a variable that says less is told by the one that says more", "[engine][known_environment]") {
  CHECK(told_of_root("a; python_version >= '3.8'") == "python_full_version == '3.11.2'");
  CHECK(told_of_root("a; platform_system == 'Windows'") == "sys_platform == 'linux'");
}

TEST_CASE("a value with a quotation mark is put into the other ones, so that it can be parsed again",
          "[engine][known_environment]") {
  spec::MarkerEnvironment markers = resolver::test::linux_python().markers;
  markers.platform_version = "#1 Tom's kernel";
  const std::string text =
      describe_known_environment({.roots = given({"a; platform_version != 'x' and os_name == 'nt'"})}, {}, markers);
  CHECK(text == "os_name == 'posix' and platform_version == \"#1 Tom's kernel\"");
  CHECK(spec::Marker::parse(text)->evaluate(markers));
}

TEST_CASE("an override counts with its own marker wherever it stands in, and nowhere else",
          "[engine][known_environment]") {
  const auto overrides =
      given({"c>=2; sys_platform == 'win32'", "c<2; platform_machine == 'x'", "gone; implementation_name == 'x'"});
  CHECK(told({.roots = given({"a"}), .overrides = overrides}, answer({"c; os_name == 'nt'"})) ==
        "platform_machine == 'x86_64' and sys_platform == 'linux'");
  CHECK(told({.roots = given({"c"}), .constraints = given({"c<3; os_name == 'nt'"}), .overrides = overrides}) ==
        "os_name == 'posix' and platform_machine == 'x86_64' and sys_platform == 'linux'");
}

TEST_CASE("extras are no environment", "[engine][known_environment]") {
  CHECK(told_of_root("a; extra == 'x'").empty());
  CHECK(told_of_root("a; extra == 'x' and os_name == 'nt'") == "os_name == 'posix'");
}

TEST_CASE("constraints count for what is named, overrides in place of what they override",
          "[engine][known_environment]") {
  const auto constraints = given({"c<2; os_name == 'nt'", "other<2; platform_machine == 'x'"});
  CHECK(told({.roots = given({"a"}), .constraints = constraints}).empty());
  CHECK(told({.roots = given({"a"}), .constraints = constraints}, answer({"c"})) == "os_name == 'posix'");
  CHECK(told({.roots = given({"a; os_name == 'nt'", "b"}), .overrides = given({"a; sys_platform == 'x'"})}) ==
        "sys_platform == 'linux'");
  const InstallInputs overriding{.roots = given({"a"}), .overrides = given({"c; os_name == 'nt'"})};
  resolver::Resolution resolution = answer({"c; sys_platform == 'x'"});
  CHECK(told(overriding, resolution) == "os_name == 'posix'");
  // Unless the metadata's was replaced for one package already.
  resolution.markers.front().is_scoped = true;
  CHECK(told(overriding, resolution) == "sys_platform == 'linux'");
}

TEST_CASE("what is left out says nothing, and neither do constraints on it", "[engine][known_environment]") {
  const spec::Requirement left_out = make_unwanted(spec::PackageName::of("c"));
  const std::vector<resolver::GivenRequirement> exclusion{{.requirement = left_out, .origin = {}}};
  const auto constraints = given({"c<2; os_name == 'nt'"});
  CHECK(told({.roots = given({"a"}), .constraints = constraints, .overrides = exclusion},
             answer({"c; sys_platform == 'x'"}))
            .empty());
  // Of one package alone.
  resolver::Resolution resolution;
  resolution.markers.push_back({.name = left_out.name, .marker = left_out.marker, .is_scoped = true});
  CHECK(told({.roots = given({"a"}), .constraints = constraints}, resolution).empty());
}

}  // namespace axle::engine
