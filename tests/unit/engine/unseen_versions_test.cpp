// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/unseen_versions: what is told where nobody could say what is newest.
#include "engine/unseen_versions.hpp"

#include "tests/support/catch.hpp"

namespace axle::engine {
namespace {

using Texts = std::vector<std::string>;

std::vector<spec::PackageName> names(std::initializer_list<const char*> texts) {
  std::vector<spec::PackageName> made;
  for (const char* text : texts) {
    made.push_back(spec::PackageName::of(text));
  }
  return made;
}

fetch::IndexLocation location(const std::string& url, bool is_explicit = false) {
  return {.name = {}, .url = Url::parse(url).value(), .is_explicit = is_explicit};
}

Texts warnings_of(const LookedUp& looked_up, const std::vector<fetch::IndexLocation>& locations) {
  WarningSink warnings;
  warn_of_unseen(looked_up, locations, warnings);
  return warnings.take();
}

const std::string k_a = "https://user:secret@index.example/a/";
const std::string k_b = "https://index.example/b/";

}  // namespace

TEST_CASE("an index that has none of all packages is named, without its password", "[engine][unseen_versions]") {
  const LookedUp none{.offline = {}, .unknown = names({"bar", "foo"})};
  CHECK(
      warnings_of(none, {location(k_a)}) ==
      Texts{"what is installed may be outdated: `https://user:****@index.example/a/` lists no files of `bar`, `foo`"});
  CHECK(
      warnings_of(none, {location(k_b), location(k_b + "2/"), location(k_a, true)}) ==
      Texts{"what is installed may be outdated: none of `https://index.example/b/`, `https://index.example/b/2/` lists "
            "files of `bar`, `foo`"});
  CHECK(warnings_of(none, {location(k_a, true)}) ==
        Texts{"what is installed may be outdated: no index lists files of `bar`, `foo`"});
}

TEST_CASE("an index that has one of them is the right one", "[engine][unseen_versions]") {
  CHECK(warnings_of({.offline = {}, .unknown = names({"bar"}), .known = 1}, {location(k_a)}).empty());
  CHECK(warnings_of({}, {location(k_a)}).empty());
}

TEST_CASE("what the cache lacks is told in any case, ten names at most", "[engine][unseen_versions]") {
  const LookedUp many{
      .offline = names({"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}), .unknown = {}, .known = 3};
  CHECK(
      warnings_of(many, {location(k_a)}) ==
      Texts{
          "what is installed may be outdated: the network was disabled with `--offline`, and the cache has no page of "
          "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, `i`, `j` and 2 more"});
}

}  // namespace axle::engine
