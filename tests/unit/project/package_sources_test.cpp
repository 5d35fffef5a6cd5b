// SPDX-License-Identifier: MIT OR Apache-2.0
// The `sources` table of a project: what is kept of it, and what is wrong with it.
#include "project/package_sources.hpp"

#include "base/format.hpp"
#include "project/pyproject.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

/// `name: index[ if marker][ for extra][ in group]…`, or the error with its place.
std::string sources_of(const std::string& text) {
  const auto pyproject = parse_pyproject(text, "pyproject.toml");
  if (!pyproject) {
    const Error& error = pyproject.error();
    return format("{}:{}: {}", error.where()->line, error.where()->column, error.message());
  }
  std::string told;
  for (const auto& [name, source] : pyproject->sources) {
    told += format("{}{}:", told.empty() ? "" : "; ", name.text());
    told += source.is_elsewhere ? " elsewhere" : "";
    for (const IndexSource& index : source.indexes) {
      told += " " + index.index;
      told += index.marker.is_always() ? "" : " if " + index.marker.to_string();
      told += index.extra ? " for " + index.extra->text() : "";
      told += index.group ? " in " + index.group->text() : "";
    }
  }
  return told;
}

}  // namespace

TEST_CASE("indexes of packages are read, with what they hold for", "[project][package_sources]") {
  CHECK(sources_of("[tool.uv.sources]\nCake = {index = 'second'}\n") == "cake: second");
  CHECK(sources_of("[tool.uv.sources]\ncake = [{index = 'a', marker = \"sys_platform == 'linux'\"},\n"
                   "{index = 'b', extra = 'X'}, {index = 'c', group = 'dev'}]\n") ==
        "cake: a if sys_platform == \"linux\" b for x c in dev");
  CHECK(sources_of("[tool.uv.sources]\ncake = {git = 'https://index.example/r'}\n") == "cake: elsewhere");
}

TEST_CASE("what axle's own table says of a package goes before uv's", "[project][package_sources]") {
  CHECK(sources_of("[tool.uv.sources]\ncake = {index = 'a'}\ntea = {index = 'a'}\n"
                   "[tool.axle.sources]\ncake = {index = 'b'}\n") == "cake: b; tea: a");
}

TEST_CASE("a wrong sources table is told with its place", "[project][package_sources]") {
  CHECK(sources_of("[tool.uv]\nsources = 1\n") == "2:11: `tool.uv.sources` must be a table");
  CHECK(sources_of("[tool.uv.sources]\n'a b' = {index = 'c'}\n") ==
        "2:9: `tool.uv.sources.a b` is not a valid package name");
  CHECK(sources_of("[tool.uv.sources]\ncake = 'second'\n") ==
        "2:8: `tool.uv.sources.cake` must be a table, or an array of tables");
  CHECK(sources_of("[tool.uv.sources]\ncake = {index = 3}\n") == "2:17: `tool.uv.sources.cake.index` must be a text");
  CHECK(sources_of("[tool.uv.sources]\ncake = {index = 'a', marker = 'x'}\n")
            .starts_with("2:8: `tool.uv.sources.cake.marker` is no marker: "));
}

}  // namespace axle::project
