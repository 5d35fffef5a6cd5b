// SPDX-License-Identifier: MIT OR Apache-2.0
// Stories about answers that are older than they need be.
#include "resolver/passed_over.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

std::vector<std::string> warnings_of(const Problem& problem, Releases releases) {
  FakeSource source(std::move(releases));
  const auto outcome = solve(problem, source, {});
  REQUIRE(outcome);
  REQUIRE(std::holds_alternative<Resolution>(*outcome));
  return std::get<Resolution>(*outcome).warnings;
}

using Lines = std::vector<std::string>;

const Releases k_extra_that_needs_an_sdist = {
    {.name = "frame", .version = "1.0", .extras = {"sheets"}},
    {.name = "frame", .version = "2.0", .needs = {"ods; extra == 'sheets'"}, .extras = {"sheets"}},
    {.name = "frame", .version = "2.1", .needs = {"ods; extra == 'sheets'"}, .extras = {"sheets"}},
    {.name = "ods", .version = "1.4", .tag = ""}};

}  // namespace

TEST_CASE("an extra's dependency without wheels is named when it costs newer versions", "[resolver][passed_over]") {
  CHECK(warnings_of(problem_of({"frame[sheets]"}), k_extra_that_needs_an_sdist) ==
        Lines{"`frame` was resolved to 1.0 and not 2.1, because `ods` has only source distributions, and only wheels "
              "are installed so far"});
  CHECK(warnings_of(problem_of({"frame"}), k_extra_that_needs_an_sdist).empty());
}

TEST_CASE("versions that the user excludes are not mourned", "[resolver][passed_over]") {
  CHECK(warnings_of(problem_of({"frame[sheets]<2"}), k_extra_that_needs_an_sdist).empty());
  Problem constrained = problem_of({"frame[sheets]"});
  constrained.constraints.push_back(given("frame<2.1"));
  CHECK(warnings_of(constrained, k_extra_that_needs_an_sdist) ==
        Lines{"`frame` was resolved to 1.0 and not 2.0, because `ods` has only source distributions, and only wheels "
              "are installed so far"});
}

TEST_CASE("a newer version that has no wheels itself is named", "[resolver][passed_over]") {
  const Releases index = {{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0", .tag = ""}};
  CHECK(warnings_of(problem_of({"a"}), index) ==
        Lines{"`a` was resolved to 1.0 and not 2.0, because `a` 2.0 has only source distributions, and only wheels are "
              "installed so far"});
  Problem binary = problem_of({"a"});
  binary.options.format.only_binary.all = true;
  CHECK(warnings_of(binary, index).empty());
}

TEST_CASE("a newer version that was yanked is not mourned", "[resolver][passed_over]") {
  CHECK(warnings_of(problem_of({"a"}), {{.name = "a", .version = "1.0"},
                                        {.name = "a", .version = "2.0", .tag = ""},
                                        {.name = "a", .version = "3.0", .tag = "", .yanked = true}}) ==
        Lines{"`a` was resolved to 1.0 and not 2.0, because `a` 2.0 has only source distributions, and only wheels are "
              "installed so far"});
  CHECK(warnings_of(problem_of({"a"}),
                    {{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0", .tag = "", .yanked = true}})
            .empty());
}

TEST_CASE("two packages that one source distribution holds back are both named", "[resolver][passed_over]") {
  CHECK(warnings_of(problem_of({"a", "b"}), {{.name = "a", .version = "1.0"},
                                             {.name = "a", .version = "2.0", .needs = {"d>=2"}},
                                             {.name = "b", .version = "1.0"},
                                             {.name = "b", .version = "2.0", .needs = {"d>=2"}},
                                             {.name = "b", .version = "3.0", .needs = {"gone"}},
                                             {.name = "d", .version = "1.0"},
                                             {.name = "d", .version = "2.0", .tag = ""}}) ==
        Lines{"`a` was resolved to 1.0 and not 2.0, because the versions of `d` that it needs have only source "
              "distributions, and only wheels are installed so far",
              "`b` was resolved to 1.0 and not 2.0, because the versions of `d` that it needs have only source "
              "distributions, and only wheels are installed so far"});
}

TEST_CASE("a clash found deeper down is traced to the versions without wheels", "[resolver][passed_over]") {
  CHECK(warnings_of(problem_of({"a", "b"}), {{.name = "a", .version = "1.0"},
                                             {.name = "a", .version = "2.0", .needs = {"c>=2"}},
                                             {.name = "b", .version = "1.0"},
                                             {.name = "c", .version = "1.0"},
                                             {.name = "c", .version = "2.0", .needs = {"d>=2"}},
                                             {.name = "d", .version = "1.0"},
                                             {.name = "d", .version = "2.0", .tag = ""}}) ==
        Lines{"`a` was resolved to 1.0 and not 2.0, because the versions of `d` that it needs have only source "
              "distributions, and only wheels are installed so far"});
}

TEST_CASE("a clash that has nothing to do with source distributions says nothing", "[resolver][passed_over]") {
  CHECK(warnings_of(problem_of({"a", "b"}), {{.name = "a", .version = "1.0"},
                                             {.name = "a", .version = "2.0", .needs = {"c>=2"}},
                                             {.name = "b", .version = "1.0", .needs = {"c<2"}},
                                             {.name = "c", .version = "1.0"},
                                             {.name = "c", .version = "2.0"},
                                             {.name = "c", .version = "3.0", .tag = ""}})
            .empty());
}
