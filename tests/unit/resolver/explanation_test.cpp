// SPDX-License-Identifier: MIT OR Apache-2.0
// The full texts of failed resolutions.
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

TEST_CASE("told in full: two requirements of the user on one name clash", "[resolver][explanation]") {
  CHECK(explanation_of({"a>=2", "a<2"}, Releases{{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0"}}) ==
        "`a<2` and `a>=2` cannot be installed together\n"
        "Because you require a<2 and a>=2, we can conclude that your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: a dependency clashes with a requirement of the user", "[resolver][explanation]") {
  CHECK(explanation_of({"a>=2", "b"}, Releases{{.name = "a", .version = "1.0"},
                                               {.name = "a", .version = "2.0"},
                                               {.name = "b", .version = "1.0", .needs = {"a<2"}},
                                               {.name = "b", .version = "1.1", .needs = {"a<2"}}}) ==
        "`a>=2` and `b` cannot be installed together\n"
        "Because all versions of b depend on a<2 and you require a>=2 and b, we can conclude that your "
        "requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: no listed version is in the range", "[resolver][explanation]") {
  CHECK(explanation_of({"a>=3"}, Releases{{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0"}}) ==
        "`a>=3` cannot be installed\n"
        "Because only a==1.0 and a==2.0 are available and you require a>=3, we can conclude that your "
        "requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: a package that no index has", "[resolver][explanation]") {
  CHECK(explanation_of({"zzz"}, Releases{}) ==
        "`zzz` cannot be installed\n"
        "Because zzz was not found in the package index and you require zzz, we can conclude that your "
        "requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: a dependency that no index has", "[resolver][explanation]") {
  CHECK(explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .needs = {"zzz"}},
                                       {.name = "a", .version = "2.0", .needs = {"zzz"}}}) ==
        "`a` cannot be installed\n"
        "Because all versions of a depend on zzz and zzz was not found in the package index, we can "
        "conclude that all versions of a cannot be used.\n"
        "And because you require a, we can conclude that your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: a dependency without a matching version", "[resolver][explanation]") {
  CHECK(explanation_of({"a"},
                       Releases{{.name = "a", .version = "1.0", .needs = {"b>=3"}}, {.name = "b", .version = "1.0"}}) ==
        "`a` cannot be installed\n"
        "Because a==1.0 depends on b>=3 and only b==1.0 is available, we can conclude that a==1.0 cannot "
        "be used.\n"
        "And because you require a, we can conclude that your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: a diamond that cannot close", "[resolver][explanation]") {
  CHECK(explanation_of({"a", "b"}, Releases{{.name = "a", .version = "1.0", .needs = {"c<2"}},
                                            {.name = "a", .version = "2.0", .needs = {"c<2"}},
                                            {.name = "b", .version = "1.0", .needs = {"c>=2"}},
                                            {.name = "b", .version = "2.0", .needs = {"c>=3"}},
                                            {.name = "c", .version = "1.0"},
                                            {.name = "c", .version = "2.0"},
                                            {.name = "c", .version = "3.0"}}) ==
        "`a` and `b` cannot be installed together\n"
        "Because b==1.0 depends on c>=2 and b==2.0 depends on c>=3, we can conclude that all versions of "
        "b depend on c>=2.0.\n"
        "And because all versions of a depend on c<2, we can conclude that all versions of a and all "
        "versions of b are incompatible.\n"
        "And because you require a and b, we can conclude that your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: a chain of pins against the user", "[resolver][explanation]") {
  CHECK(explanation_of({"a", "d==2"}, Releases{{.name = "a", .version = "1.0", .needs = {"b==1"}},
                                               {.name = "b", .version = "1.0", .needs = {"c==1"}},
                                               {.name = "c", .version = "1.0", .needs = {"d==1"}},
                                               {.name = "d", .version = "1.0"},
                                               {.name = "d", .version = "2.0"}}) ==
        "`a` and `d==2` cannot be installed together\n"
        "Because c==1.0 depends on d==1 and b==1.0 depends on c==1, we can conclude that b==1.0 depends "
        "on d==1.0.\n"
        "And because a==1.0 depends on b==1 and you require a and d==2, we can conclude that your "
        "requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: no wheel for this Python", "[resolver][explanation]") {
  CHECK(explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .tag = "cp310-cp310-manylinux_2_17_x86_64"},
                                       {.name = "a", .version = "2.0", .tag = "cp310-cp310-manylinux_2_17_x86_64"}}) ==
        "`a` cannot be installed\n"
        "Because all versions of a have no wheels with a matching Python version tag (e.g., `cp311`) and "
        "you require a, we can conclude that your requirements are unsatisfiable.\n"
        "hint: Wheels are available for `a` (v2.0) with the following tags: "
        "`cp310-cp310-manylinux_2_17_x86_64`; the target is `cp311-cp311-manylinux_2_36_x86_64`\n");
}

TEST_CASE("told in full: wheels of versions that the user constrains away are no hint", "[resolver][explanation]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0", .tag = "cp310-cp310-manylinux_2_17_x86_64"},
                             {.name = "a", .version = "2.0", .tag = "cp310-cp310-manylinux_2_17_x86_64"}});
  Problem problem = problem_of({"a"});
  problem.constraints = {given("a<2")};
  CHECK(explanation_of(problem, source) ==
        "`a` cannot be installed\n"
        "Because all versions of a have no wheels with a matching Python version tag (e.g., `cp311`) and "
        "you require a, we can conclude that your requirements are unsatisfiable.\n"
        "hint: Wheels are available for `a` (v1.0) with the following tags: "
        "`cp310-cp310-manylinux_2_17_x86_64`; the target is `cp311-cp311-manylinux_2_36_x86_64`\n");
  problem.constraints = {given("a<1")};
  CHECK(explanation_of(problem, source) ==
        "`a` cannot be installed\n"
        "Because all versions of a have no wheels with a matching Python version tag (e.g., `cp311`) and "
        "you require a, we can conclude that your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: no wheel for this platform", "[resolver][explanation]") {
  CHECK(explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .tag = "cp311-cp311-macosx_11_0_arm64"},
                                       {.name = "a", .version = "1.0", .tag = "cp311-cp311-win_amd64"}}) ==
        "`a` cannot be installed\n"
        "Because a==1.0 has no wheels with a matching platform tag (e.g., `manylinux_2_36_x86_64`) and "
        "you require a, we can conclude that your requirements are unsatisfiable.\n"
        "hint: Wheels are available for `a` (v1.0) with the following tags: "
        "`cp311-cp311-macosx_11_0_arm64`, `cp311-cp311-win_amd64`; the target is "
        "`cp311-cp311-manylinux_2_36_x86_64`\n");
}

TEST_CASE("told in full: no wheel for this ABI", "[resolver][explanation]") {
  CHECK(explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .tag = "cp311-cp311t-manylinux_2_17_x86_64"}}) ==
        "`a` cannot be installed\n"
        "Because a==1.0 has no wheels with a matching Python ABI tag (e.g., `cp311`) and you require a, "
        "we can conclude that your requirements are unsatisfiable.\n"
        "hint: Wheels are available for `a` (v1.0) with the following tags: "
        "`cp311-cp311t-manylinux_2_17_x86_64`; the target is `cp311-cp311-manylinux_2_36_x86_64`\n");
}

TEST_CASE("told in full: only versions for newer Pythons", "[resolver][explanation]") {
  CHECK(explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .requires_python = ">=3.12"},
                                       {.name = "a", .version = "2.0", .requires_python = ">=3.13"}}) ==
        "`a` cannot be installed\n"
        "Because a==2.0 requires Python >=3.13 and a==1.0 requires Python >=3.12, we can conclude that "
        "all versions of a cannot be used.\n"
        "And because you require a, we can conclude that your requirements are unsatisfiable.\n"
        "hint: The target is Python 3.11.2; versions of `a` that are asked for are for other Pythons\n");
}

TEST_CASE("told in full: of many versions without wheels, those that are asked for", "[resolver][explanation]") {
  const std::string old = "cp27-cp27m-any";
  const Releases releases{
      {.name = "a", .version = "1.0", .tag = old},          {.name = "a", .version = "2.0", .tag = old},
      {.name = "a", .version = "3.0", .tag = old},          {.name = "a", .version = "4.0"},
      {.name = "b", .version = "1.0", .needs = {"a>1,<4"}}, {.name = "c", .version = "1.0", .needs = {"a<4"}}};
  const std::string end = " no wheels with a matching Python version tag (e.g., `cp311`)";
  CHECK(explanation_of({"a==2.0"}, releases).contains("Because a==2.0 has" + end + " and you require a==2.0, we can"));
  CHECK(explanation_of({"b"}, releases).contains("a>=2.0,<=3.0 has" + end));
  CHECK(explanation_of({"c"}, releases).contains("a<=3.0 has" + end));
  // Of all there are, more is known than was asked.
  const Releases without_any(releases.begin(), releases.begin() + 3);
  CHECK(explanation_of({"a>=2"}, without_any).contains("all versions of a have" + end));
}

TEST_CASE("told in full: only source distributions", "[resolver][explanation]") {
  CHECK(explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .tag = ""}}) ==
        "`a` cannot be installed\n"
        "Because a==1.0 has only source distributions and you require a, we can conclude that your "
        "requirements are unsatisfiable.\n"
        "hint: Only wheels are installed so far: versions of `a` that have just a source distribution "
        "cannot be used\n");
}

TEST_CASE("told in full: only yanked versions", "[resolver][explanation]") {
  CHECK(explanation_of({"a>1"},
                       Releases{{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0", .yanked = true}}) ==
        "`a>1` cannot be installed\n"
        "Because a==2.0 is yanked (reason: \"broken\") and you require a>1, we can conclude that your requirements are "
        "unsatisfiable.\n"
        "hint: Yanked versions of `a` are used only when pinned with `==`\n");
}

TEST_CASE("told in full: metadata that cannot be had", "[resolver][explanation]") {
  CHECK(
      explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .metadata_problem = "its metadata is damaged"}}) ==
      "`a` cannot be installed\n"
      "Because a==1.0 cannot be used (its metadata is damaged) and you require a, we can conclude that "
      "your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: two extras of one package clash", "[resolver][explanation]") {
  const Releases index = {{.name = "q",
                           .version = "1.0",
                           .needs = {"c<2; extra == 'old'", "c>=2; extra == 'new'"},
                           .extras = {"old", "new"}},
                          {.name = "c", .version = "1.0"},
                          {.name = "c", .version = "2.0"}};
  CHECK(picks_of({"q[new]"}, index) == "c==2.0 q[new]==1.0");
  CHECK(explanation_of({"q[old,new]"}, index) ==
        "`q[new,old]` cannot be installed\n"
        "Because q[old]==1.0 depends on c<2 and q[new]==1.0 depends on c>=2, we can conclude that q[new,old]==1.0 "
        "cannot be used.\n"
        "And because you require q[new,old], we can conclude that your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: an extra brings in a clash", "[resolver][explanation]") {
  CHECK(explanation_of({"a[x]", "c>=2"},
                       Releases{{.name = "a", .version = "1.0", .needs = {"c<2; extra == 'x'"}, .extras = {"x"}},
                                {.name = "c", .version = "1.0"},
                                {.name = "c", .version = "2.0"}}) ==
        "`a[x]` and `c>=2` cannot be installed together\n"
        "Because a[x]==1.0 depends on c<2 and you require a[x] and c>=2, we can conclude that your "
        "requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: holes in ranges", "[resolver][explanation]") {
  CHECK(explanation_of({"a", "b"}, Releases{{.name = "a", .version = "1.0", .needs = {"b==1"}},
                                            {.name = "b", .version = "1.0", .needs = {"c==1"}},
                                            {.name = "b", .version = "2.0"},
                                            {.name = "c", .version = "2.0"}}) ==
        "`a` cannot be installed\n"
        "Because b==1.0 depends on c==1 and only c==2.0 is available, we can conclude that b==1.0 cannot "
        "be used.\n"
        "And because a==1.0 depends on b==1 and you require a, we can conclude that your requirements "
        "are unsatisfiable.\n");
}

TEST_CASE("told in full: a constraint against a requirement", "[resolver][explanation]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0"}});
  Problem problem = problem_of({"a>=2"});
  problem.constraints = {given("a<2", "constraints.txt")};
  CHECK(explanation_of(problem, source) ==
        "`a>=2` cannot be installed\n"
        "Because your constraints allow only a<2 and you require a>=2, we can conclude that your requirements are "
        "unsatisfiable.\n");
}

TEST_CASE("told in full: a constraint that leaves nothing", "[resolver][explanation]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0"}});
  Problem problem = problem_of({"a"});
  problem.constraints = {given("a>7")};
  CHECK(explanation_of(problem, source) ==
        "`a` cannot be installed\n"
        "Because your constraints allow only a>7, but only a==1.0 is available and you require a, we can conclude that "
        "your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: only pre-releases, and they are switched off", "[resolver][explanation]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0a1"}, {.name = "a", .version = "2.0b1"}});
  Problem problem = problem_of({"a"});
  problem.options.prerelease.mode = PrereleaseMode::disallow;
  CHECK(explanation_of(problem, source) ==
        "`a` cannot be installed\n"
        "Because there are no versions of a and you require a, we can conclude that your requirements are "
        "unsatisfiable.\n"
        "hint: Pre-releases are available for `a` (e.g., 2.0b1), but pre-releases weren't enabled\n");
}

TEST_CASE("told in full: everything is newer than the cut-off date", "[resolver][explanation]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0", .upload_time = "2024-03-01T00:00:00Z"}});
  Problem problem = problem_of({"a"});
  problem.options.exclude_newer.cutoff = parse_rfc3339("2024-01-01T00:00:00Z");
  CHECK(explanation_of(problem, source) ==
        "`a` cannot be installed\n"
        "Because there are no versions of a and you require a, we can conclude that your requirements are "
        "unsatisfiable.\n"
        "hint: `a` 1.0 is hidden by `--exclude-newer 2024-01-01T00:00:00Z`: it was published 2024-03-01T00:00:00Z\n");
}

TEST_CASE("told in full: an index without times, and a cut-off date of one package", "[resolver][explanation]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0"}});
  Problem problem = problem_of({"a"});
  problem.options.exclude_newer.per_package.emplace_back(spec::PackageName::of("a"),
                                                         parse_rfc3339("2024-01-01T00:00:00Z"));
  CHECK(explanation_of(problem, source) ==
        "`a` cannot be installed\n"
        "Because there are no versions of a and you require a, we can conclude that your requirements are "
        "unsatisfiable.\n"
        "hint: `a` 1.0 is hidden by `--exclude-newer-package a=2024-01-01T00:00:00Z`: the index does not say when it "
        "was published\n");
}

TEST_CASE("hints name the newest hidden version that was asked for", "[resolver][explanation]") {
  FakeSource source(
      Releases{{.name = "a", .version = "1.0", .upload_time = "2023-03-01T00:00:00Z"},
               {.name = "a", .version = "2.0", .upload_time = "2024-03-01T00:00:00Z"},
               {.name = "a", .version = "3.0", .upload_time = "2024-04-01T00:00:00Z"},
               {.name = "b", .version = "1.0", .needs = {"a>1,<3"}, .upload_time = "2023-03-01T00:00:00Z"},
               {.name = "b", .version = "2.0", .needs = {"a>=2,<3"}, .upload_time = "2023-04-01T00:00:00Z"},
               {.name = "c", .version = "1.0b1", .upload_time = "2023-04-01T00:00:00Z"}});
  const auto hints = [&](const std::vector<std::string>& roots, const std::vector<std::string>& constraints) {
    Problem problem = problem_of(roots);
    problem.options.exclude_newer.cutoff = parse_rfc3339("2024-01-01T00:00:00Z");
    problem.options.prerelease.mode = PrereleaseMode::disallow;
    for (const std::string& constraint : constraints) {
      problem.constraints.push_back(given(constraint));
    }
    const std::string text = explanation_of(problem, source);
    const std::size_t hint = text.find("hint: ");
    return hint == std::string::npos ? std::string() : text.substr(hint, text.find_first_of(":(", hint + 6) - hint);
  };
  const std::string second = "hint: `a` 2.0 is hidden by `--exclude-newer 2024-01-01T00";
  CHECK(hints({"a>1,<3"}, {}) == second);
  CHECK(hints({"a>1"}, {"a<3"}) == second);
  CHECK(hints({"b"}, {}) == second);
  CHECK(hints({"a>3"}, {}).empty());
  CHECK(hints({"a>1", "a<2"}, {}).empty());
  CHECK(hints({"c"}, {}) == "hint: Pre-releases are available for `c` ");
  CHECK(hints({"c>=2"}, {}).empty());
}

TEST_CASE("told in full: a range that nothing is in", "[resolver][explanation]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0"}, {.name = "b", .version = "1.0", .needs = {"a>2,<=2"}}});
  CHECK(explanation_of(problem_of({"a>=1,<1"}), source) ==
        "`a>=1,<1` cannot be installed\n"
        "Because no version can satisfy a>=1,<1 and you require a>=1,<1, we can conclude that your requirements are "
        "unsatisfiable.\n");
  CHECK(explanation_of(problem_of({"b"}), source) ==
        "`b` cannot be installed\n"
        "Because b==1.0 depends on a>2,<=2 and no version can satisfy a>2,<=2, we can conclude that b==1.0 cannot be "
        "used.\n"
        "And because you require b, we can conclude that your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: what only the environment holds is not available", "[resolver][explanation]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0"}});
  source.install("a", "1.5");
  CHECK(explanation_of(problem_of({"a>=2"}), source) ==
        "`a>=2` cannot be installed\n"
        "Because only a==1.0 is available and you require a>=2, we can conclude that your requirements are "
        "unsatisfiable.\n");
}

TEST_CASE("told in full: offline, and not in the cache", "[resolver][explanation]") {
  FakeSource source;
  source.set_absence("a", Absence::offline);
  CHECK(explanation_of(problem_of({"a"}), source) ==
        "`a` cannot be installed\n"
        "Because a was not found in the cache and you require a, we can conclude that your requirements are "
        "unsatisfiable.\n"
        "hint: The network was disabled with `--offline`; `a` is not in the cache\n");
}

TEST_CASE("told in full: an index that wants credentials", "[resolver][explanation]") {
  FakeSource source;
  source.set_absence("a", Absence::unauthorized, "the index refused the request for `a`; no credentials were sent");
  CHECK(explanation_of(problem_of({"a"}), source) ==
        "`a` cannot be installed\n"
        "Because a could not be looked up: the package index denied access and you require a, we can conclude that "
        "your requirements are unsatisfiable.\n"
        "hint: the index refused the request for `a`; no credentials were sent\n");
}

TEST_CASE("a long proof is cut to twelve lines, its beginning and its end are kept", "[resolver][explanation]") {
  Releases index;
  std::vector<std::string> roots;
  for (int p = 0; p < 7; ++p) {
    const std::string name = "p" + std::to_string(p);
    roots.push_back(name);
    for (int v = 1; v <= 6; ++v) {
      std::vector<std::string> needs;
      for (int other = 0; other < 7; ++other) {
        if (other != p) {
          needs.push_back("p" + std::to_string(other) + "!=" + std::to_string(v));
        }
      }
      index.push_back({.name = name, .version = std::to_string(v), .needs = needs});
    }
  }
  FakeSource source(index);
  const auto outcome = solve(problem_of(roots), source);
  REQUIRE(outcome);
  REQUIRE(std::holds_alternative<NoSolution>(*outcome));
  const Explanation explanation = explain(std::get<NoSolution>(*outcome));
  REQUIRE(explanation.lines.size() == 12);
  CHECK_THAT(explanation.lines.front(), Catch::Matchers::StartsWith("Because "));
  CHECK_THAT(explanation.lines[3], ContainsSubstring("steps are left out here)"));
  CHECK_THAT(explanation.lines.back(), ContainsSubstring("your requirements are unsatisfiable."));
}

TEST_CASE("what a long chain comes down to is told first, and no reason twice in a sentence",
          "[resolver][explanation]") {
  Releases index;
  for (int p = 0; p < 100; ++p) {
    index.push_back({.name = "p" + std::to_string(p), .version = "1", .needs = {"p" + std::to_string(p + 1)}});
  }
  FakeSource source(index);
  const auto outcome = solve(problem_of({"p0"}), source);
  REQUIRE(outcome);
  REQUIRE(std::holds_alternative<NoSolution>(*outcome));
  const Explanation explanation = explain(std::get<NoSolution>(*outcome));
  REQUIRE(explanation.lines.size() == 12);
  CHECK_THAT(explanation.lines.front(),
             Catch::Matchers::StartsWith("Because p99==1 depends on p100, p100 was not found"));
  CHECK(explanation.lines[3] == "(10 steps are left out here)");
  CHECK_THAT(explanation.lines.back(), ContainsSubstring("you require p0"));
}
