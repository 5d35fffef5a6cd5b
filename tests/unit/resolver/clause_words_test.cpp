// SPDX-License-Identifier: MIT OR Apache-2.0
// resolver/clause_words: what is told where the versions of a package ask for the same in different words.
#include "base/format.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

TEST_CASE("told in full: different bounds that mean the same", "[resolver][clause_words]") {
  CHECK(explanation_of({"a", "b>=2"}, Releases{{.name = "a", .version = "1.0", .needs = {"b<2"}},
                                               {.name = "a", .version = "2.0", .needs = {"b<1.5"}},
                                               {.name = "b", .version = "1.0"},
                                               {.name = "b", .version = "2.0"}}) ==
        "`a` and `b>=2` cannot be installed together\n"
        "Because all versions of a depend on b<2 or b<1.5 and you require a and b>=2, we can conclude that "
        "your requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: different bounds in which nothing is listed", "[resolver][clause_words]") {
  const Release two{.name = "a", .version = "2.0", .needs = {"b[x]<3,>=1"}};
  const Release three{.name = "a", .version = "10.0", .needs = {"b [x] (>=1,<3)"}};
  const std::string end =
      ", we can conclude that all versions of a cannot be used.\n"
      "And because you require a, we can conclude that your requirements are unsatisfiable.\n";
  CHECK(explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .needs = {"b[x]<2"}},
                                       two,
                                       three,
                                       {.name = "b", .version = "3.0", .extras = {"x"}}}) ==
        "`a` cannot be installed\n"
        "Because all versions of a depend on b<2 or b<3,>=1 and only b==3.0 is available" +
            end);
  // The same words in another order, or with brackets, are told once.
  CHECK(explanation_of({"a"}, Releases{two, three, {.name = "b", .version = "3.0", .extras = {"x"}}}) ==
        "`a` cannot be installed\n"
        "Because all versions of a depend on b<3,>=1 and only b==3.0 is available" +
            end);
  CHECK(explanation_of({"a"}, Releases{{.name = "a", .version = "1.0", .needs = {"b<1,>2"}},
                                       {.name = "a", .version = "2.0", .needs = {"b<2,>3"}},
                                       {.name = "b", .version = "3.0"}}) ==
        "`a` cannot be installed\n"
        "Because all versions of a depend on b<1,>2 or b<2,>3 and no version can satisfy b<1,>2 or b<2,>3" +
            end);
}

TEST_CASE("told in full: more different bounds than a sentence can hold", "[resolver][clause_words]") {
  Releases releases{{.name = "b", .version = "7.0"}};
  for (int i = 1; i <= 4; ++i) {
    Release& release = releases.emplace_back();
    release.name = "a";
    release.version = format("{}.0", i);
    release.needs = {format("b<{}", i + 1)};
  }
  const std::string end =
      ", we can conclude that all versions of a cannot be used.\n"
      "And because you require a, we can conclude that your requirements are unsatisfiable.\n";
  CHECK(explanation_of({"a"}, releases) ==
        "`a` cannot be installed\n"
        "Because all versions of a depend on other versions of b and only b==7.0 is available" +
            end);
  for (int i = 8; i <= 10; ++i) {
    releases.push_back(releases.front());
    releases.back().version = format("{}.0", i);
  }
  CHECK(explanation_of({"a"}, releases) ==
        "`a` cannot be installed\n"
        "Because all versions of a depend on other versions of b and none of the 4 versions of b (7.0 to 10.0) "
        "satisfies those requirements" +
            end);
  releases.push_back(releases.front());
  releases.back().version = "1.0";
  CHECK(explanation_of({"a", "b>=8"}, releases) ==
        "`a` and `b>=8` cannot be installed together\n"
        "Because all versions of a depend on b==1.0 and you require a and b>=8, we can conclude that your "
        "requirements are unsatisfiable.\n");
}

TEST_CASE("told in full: bounds beside a requirement without any, and of what is not listed",
          "[resolver][clause_words]") {
  const Release one{.name = "a", .version = "1.0", .needs = {"b"}};
  const Release two{.name = "a", .version = "2.0", .needs = {"b>=1"}};
  CHECK(explanation_of({"a"}, Releases{one, two, {.name = "b", .version = "1.0", .yanked = true}}) ==
        "`a` cannot be installed\n"
        "Because all versions of a depend on b and b==1.0 is yanked (reason: \"broken\"), we can conclude that all "
        "versions of a cannot be used.\n"
        "And because you require a, we can conclude that your requirements are unsatisfiable.\n"
        "hint: Yanked versions of `b` are used only when pinned with `==`\n");
  CHECK(explanation_of({"a"}, Releases{two, {.name = "a", .version = "3.0", .needs = {"b>=2"}}}) ==
        "`a` cannot be installed\n"
        "Because all versions of a depend on b>=1 or b>=2 and b was not found in the package index, we can conclude "
        "that all versions of a cannot be used.\n"
        "And because you require a, we can conclude that your requirements are unsatisfiable.\n");
}
