// SPDX-License-Identifier: MIT OR Apache-2.0
// Static dependencies and groups of pyproject.toml, and every complaint about them.
#include "project/pyproject.hpp"

#include <string>
#include <vector>

#include "base/format.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

Result<Pyproject> parse(std::string_view text) {
  return parse_pyproject(text, "pyproject.toml");
}

using Texts = std::vector<std::string>;

Texts texts_of(const std::vector<spec::Requirement>& requirements) {
  Texts out;
  for (const spec::Requirement& requirement : requirements) {
    out.push_back(requirement.to_string());
  }
  return out;
}

std::string failure_of(std::string_view text) {
  const auto pyproject = parse(text);
  REQUIRE_FALSE(pyproject);
  return pyproject.error().cause() == nullptr
             ? pyproject.error().message()
             : pyproject.error().message() + "\n" + pyproject.error().cause()->message();
}

TEST_CASE("dependencies, extras and groups are read", "[project][pyproject]") {
  const auto sound = parse(R"(
[project]
name = "My.Project"
dependencies = ["foo>=1", "bar ; python_version > '3'"]
dynamic = ["version"]
[project.optional-dependencies]
Test_All = ["pytest"]
[dependency-groups]
dev = ["ruff", {include-group = "TYPING"}, "last"]
typing = ["mypy"]
)");
  REQUIRE(sound);
  CHECK(sound->name == spec::PackageName::of("my-project"));
  CHECK(sound->has_project);
  CHECK_FALSE(sound->dynamic_dependencies);
  CHECK(texts_of(sound->dependencies) == Texts{"foo>=1", "bar ; python_version > \"3\""});
  CHECK(texts_of(sound->optional_dependencies.at(spec::ExtraName::of("test-all"))) == Texts{"pytest"});
  CHECK(texts_of(requirements_of_group(*sound, spec::GroupName::of("dev"))) == Texts{"ruff", "mypy", "last"});
}

TEST_CASE("a file without a project may have groups", "[project][pyproject]") {
  const auto pyproject = parse("[dependency-groups]\na = [\"x\"]\n[tool.other]\ny = 1\n");
  REQUIRE(pyproject);
  CHECK_FALSE(pyproject->has_project);
  CHECK(pyproject->groups.size() == 1);
}

TEST_CASE("dynamic dependencies are noticed", "[project][pyproject]") {
  const auto pyproject = parse("[project]\nname = \"x\"\ndynamic = [\"dependencies\", \"optional-dependencies\"]\n");
  REQUIRE(pyproject);
  CHECK(pyproject->dynamic_dependencies);
  CHECK(pyproject->dynamic_optional_dependencies);
}

TEST_CASE("extras that name extras of the same project are resolved", "[project][pyproject]") {
  const auto pyproject = parse(R"(
[project]
name = "mine"
[project.optional-dependencies]
all = ["mine[a,b]", "x"]
a = ["foo"]
b = ["bar", "Mine[a]"]
)");
  REQUIRE(pyproject);
  CHECK(texts_of(pyproject->optional_dependencies.at(spec::ExtraName::of("b"))) == Texts{"bar", "foo"});
}

TEST_CASE("a group that several others include counts once", "[project][pyproject]") {
  std::string text = "[dependency-groups]\ng0 = [\"x\"]\n";
  for (int i = 1; i < 60; ++i) {
    text += format("g{0} = [{{include-group = \"g{1}\"}}, {{include-group = \"g{1}\"}}]\n", i, i - 1);
  }
  CHECK(texts_of(requirements_of_group(*parse(text), spec::GroupName::of("g59"))) == Texts{"x"});
}

TEST_CASE("a long cycle of groups is told in a short line", "[project][pyproject]") {
  std::string text = "[dependency-groups]\n";
  for (int i = 10; i < 99; ++i) {
    text += format("g{} = [{{include-group = \"g{}\"}}]\n", i, i == 98 ? 10 : i + 1);
  }
  CHECK_THAT(parse(text).error().message(),
             ContainsSubstring("has a cycle: `g10` → `g11` → ") && ContainsSubstring("`g19` → … → `g10`"));
}

TEST_CASE("a wrong pyproject is refused with file and key path", "[project][pyproject]") {
  struct Row {
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {"project = 1", "`project` must be a table"},
      {"[project]\nname = 1", "`project.name` is not a valid package name"},
      {"[project]\nname = \"a b\"", "`project.name` is not a valid package name"},
      {"[project]\ndependencies = \"foo\"", "`project.dependencies` must be an array of strings"},
      {"[project]\ndependencies = [1]", "`project.dependencies` must be an array of strings"},
      {"[project]\ndynamic = 1", "`project.dynamic` must be an array of strings"},
      {"[project]\noptional-dependencies = []", "`project.optional-dependencies` must be a table"},
      {"[project.optional-dependencies]\n\"-\" = []",
       "`project.optional-dependencies.-` is not a valid name of an extra"},
      {"[project.optional-dependencies]\na-b = []\nA_B = []", "`project.optional-dependencies.A_B` is there twice"},
      {"dependency-groups = 1", "`dependency-groups` must be a table"},
      {"[dependency-groups]\n\"-\" = []", "`dependency-groups.-` is not a valid name of a group"},
      {"[dependency-groups]\na-b = []\nA_B = []", "`dependency-groups.A_B` is there twice"},
      {"[dependency-groups]\na = 1", "`dependency-groups.a` must be an array"},
      {"[dependency-groups]\na = [1]", "`dependency-groups.a` must be an array of strings"},
      {"[dependency-groups]\na = [{x = 1}]",
       "`dependency-groups.a` holds a table other than `{include-group = \"…\"}`"},
      {"[dependency-groups]\na = [{include-group = \"b\"}]", "`dependency-groups.a` includes the unknown group `b`"},
      {"[dependency-groups]\na = [{include-group = \"b\"}]\nb = [{include-group = \"a\"}]",
       "`dependency-groups` has a cycle: `a` → `b` → `a`"},
      {"[dependency-groups]\na = [{include-group = \"a\"}]", "`dependency-groups` has a cycle: `a` → `a`"},
      {"[project]\ndependencies = [\n  \"ok\",\n  \"foo bar\",\n]",
       "cannot parse a requirement of `project.dependencies`\n"
       "expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, `@`, `;` or the end after the name, found `b`\n"
       "foo bar\n"
       "    ^"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(failure_of(row.text) == row.message);
  }
}

TEST_CASE("complaints about a pyproject name the line", "[project][pyproject]") {
  const auto pyproject = parse("[project]\n\ndependencies = 1\n");
  REQUIRE_FALSE(pyproject);
  CHECK(pyproject.error().code() == ErrorCode::bad_configuration);
  CHECK(pyproject.error().where()->line == 3);
}

TEST_CASE("text that is no TOML is refused", "[project][pyproject]") {
  const auto pyproject = parse("[project");
  REQUIRE_FALSE(pyproject);
  CHECK(pyproject.error().code() == ErrorCode::bad_toml);
}

TEST_CASE("the version of a project is a version", "[project][pyproject]") {
  CHECK(parse("[project]\nname = \"x\"\nversion = \"1.0\"\n").has_value());
  CHECK(failure_of("[project]\nversion = 1") == "`project.version` is not a valid version");
  CHECK(failure_of("[project]\nversion = \"../x\"") == "`project.version` is not a valid version");
}

}  // namespace
}  // namespace axle::project
