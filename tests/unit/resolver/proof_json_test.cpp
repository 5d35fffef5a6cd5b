// SPDX-License-Identifier: MIT OR Apache-2.0
// resolver/proof_json: a proof as data.
#include "base/json_doc.hpp"
#include "resolver/explanation.hpp"
#include "resolver/solve.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::resolver::test {
namespace {

std::string json_of(const Problem& problem, const Releases& releases) {
  FakeSource source(releases);
  const auto outcome = solve(problem, source);
  REQUIRE(outcome);
  JsonWriter json;
  json.begin_object();
  write_proof(std::get<NoSolution>(*outcome), json);
  json.end_object();
  std::string text = json.take();
  REQUIRE(JsonDoc::parse(text));
  return text;
}

}  // namespace

TEST_CASE("the proof as JSON has kinds, versions and causes", "[resolver][proof_json]") {
  CHECK(
      json_of(problem_of({"a>=2"}), {{.name = "a", .version = "1.0"}}) ==
      R"({"headline":"`a>=2` cannot be installed","facts":[)"
      R"({"kind":"requirement","text":"a>=2","not_all_of":[{"user":true},{"package":"a","or_absent":true,"versions":["1.0"]}]},)"
      R"({"kind":"no-versions","text":"a>=2","not_all_of":[{"package":"a","or_absent":false,"versions":[]}]},)"
      R"({"kind":"derived","not_all_of":[{"user":true}],"causes":[0,1]}],"fixes":[],"further_conflicts":[]})");
}

TEST_CASE("a fact names all texts in which versions ask for the same", "[resolver][proof_json]") {
  const std::string text = json_of(problem_of({"a"}), {{.name = "a", .version = "1.0", .needs = {"b<3"}},
                                                       {.name = "a", .version = "2.0", .needs = {"b<2"}},
                                                       {.name = "b", .version = "3.0"}});
  CHECK(text.contains(
      R"("facts":[{"kind":"dependency","texts":["b<3","b<2"],"not_all_of":[{"package":"a","or_absent":false,"versions":["1.0","2.0"]},)"
      R"({"package":"b","or_absent":true,"versions":["3.0"]}]},)"
      R"({"kind":"no-versions","texts":["b<3","b<2"],"not_all_of":)"));
}

TEST_CASE("a fact says where the user's words stand, or that nobody wrote them", "[resolver][proof_json]") {
  Problem problem = problem_of({});
  problem.roots = {given("a<2", "needs.txt"), given("a>=2")};
  problem.roots.back().is_installed = true;
  const std::string text = json_of(problem, {{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0"}});
  CHECK(text.starts_with(R"({"headline":"`a<2` cannot be installed together with the installed `a`",)"));
  CHECK(text.contains(R"({"kind":"requirement","text":"a<2","origin":"needs.txt","not_all_of":)"));
  CHECK(text.contains(R"({"kind":"requirement","text":"a>=2","installed":true,"not_all_of":)"));
}

}  // namespace axle::resolver::test
