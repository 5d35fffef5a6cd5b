// SPDX-License-Identifier: MIT OR Apache-2.0
// Versions that cannot be used: what the user reads of each reason, and how the proof names it.
#include "base/json_doc.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

struct Case {
  std::string title;
  Release release;
  std::string text;  ///< the first line of the explanation
  std::string name;  ///< of the reason, in the proof
};

/// The reasons in the proof of a failed resolution, each once.
std::string reasons_of(const NoSolution& proof) {
  JsonWriter json;
  json.begin_object();
  write_proof(proof, json);
  json.end_object();
  const JsonDoc document = std::move(JsonDoc::parse(json.take()).value());
  std::string reasons;
  for (auto fact = document.root().find("facts")->children(); fact.next();) {
    if (const auto reason = fact.value().find("reason")) {
      reasons += (reasons.empty() ? "" : " ") + std::string(reason->as_string().value());
    }
  }
  return reasons;
}

void check(const Case& c, const FormatControl& format = {}) {
  FakeSource source(Releases{c.release});
  Problem problem = problem_of({"a"});
  problem.options.format = format;
  const auto outcome = solve(problem, source);
  REQUIRE(outcome);
  INFO(c.title);
  REQUIRE(std::holds_alternative<NoSolution>(*outcome));
  const auto& proof = std::get<NoSolution>(*outcome);
  CHECK(explain(proof).lines.front() == "Because " + c.text +
                                            " and you require a, we can conclude that your requirements are "
                                            "unsatisfiable.");
  CHECK(reasons_of(proof) == c.name);
}

}  // namespace

TEST_CASE("every reason why a version cannot be used is told and named", "[resolver][explanation]") {
  const Release plain{.name = "a", .version = "1.0"};
  const auto with = [&](auto set) {
    Release release = plain;
    set(release);
    return release;
  };
  check({"another Python", with([](Release& r) { r.requires_python = ">=3.12"; }), "a==1.0 requires Python >=3.12",
         "requires-python"});
  check({"Python tag", with([](Release& r) { r.tag = "cp310-cp310-manylinux_2_17_x86_64"; }),
         "a==1.0 has no wheels with a matching Python version tag (e.g., `cp311`)", "wheel-python"});
  check({"ABI tag", with([](Release& r) { r.tag = "cp311-cp311t-manylinux_2_17_x86_64"; }),
         "a==1.0 has no wheels with a matching Python ABI tag (e.g., `cp311`)", "wheel-abi"});
  check({"platform tag", with([](Release& r) { r.tag = "cp311-cp311-win_amd64"; }),
         "a==1.0 has no wheels with a matching platform tag (e.g., `manylinux_2_36_x86_64`)", "wheel-platform"});
  check({"source only", with([](Release& r) { r.tag.clear(); }), "a==1.0 has only source distributions", "only-sdist"});
  check({"yanked", with([](Release& r) { r.yanked = true; }), "a==1.0 is yanked (reason: \"broken\")", "yanked"});
  check({"metadata", with([](Release& r) { r.metadata_problem = "it is damaged"; }),
         "a==1.0 cannot be used (it is damaged)", "metadata"});
  check({"no name", with([](Release& r) { r.needs = {"!!"}; }), "a==1.0 has an invalid requirement (`!!`)",
         "bad-requirement"});
  check({"a bad specifier", with([](Release& r) { r.needs = {"b>>1"}; }), "a==1.0 has an invalid requirement (`b>>1`)",
         "bad-requirement"});
  check({"a bad marker", with([](Release& r) { r.needs = {"b; nonsense == 1"}; }),
         "a==1.0 has an invalid requirement (`b; nonsense == 1`)", "bad-requirement"});
  check({"a URL", with([](Release& r) { r.needs = {"b @ https://files.example/b-1.0-py3-none-any.whl"}; }),
         "a==1.0 depends on `b` by URL, which only you may ask for", "url-dependency"});
  FormatControl no_wheels;
  no_wheels.no_binary.all = true;
  check({"no wheels wanted", plain, "a==1.0 has only wheels, which --no-binary excludes", "no-binary"}, no_wheels);
}

TEST_CASE("of many versions the first and the last are told", "[resolver][explanation]") {
  Releases index;
  for (int minor = 0; minor < 30; ++minor) {
    index.push_back({.name = "a", .version = "1." + std::to_string(minor)});
  }
  CHECK(explanation_of({"a>=2"}, index) ==
        "`a>=2` cannot be installed\n"
        "Because none of the 30 versions of a (1.0 to 1.29) satisfies a>=2 and you require a>=2, we can conclude that "
        "your "
        "requirements are unsatisfiable.\n");
}
