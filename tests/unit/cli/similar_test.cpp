// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/args/similar: which word was meant.
#include "cli/args/similar.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace axle::cli {
namespace {

std::string similar_to(std::string_view typed) {
  const std::vector<std::string> words = {"list",      "install",          "uninstall",
                                          "--no-deps", "--require-hashes", "--requirement"};
  return find_similar(typed, words).value_or("");
}

}  // namespace

TEST_CASE("a slip of a letter or two finds the word", "[cli][similar]") {
  CHECK(similar_to("instal") == "install");
  CHECK(similar_to("isntall") == "install");
  CHECK(similar_to("unistall") == "uninstall");
  CHECK(similar_to("lsit") == "list");
  CHECK(similar_to("--no-dep") == "--no-deps");
  CHECK(similar_to("--nodeps") == "--no-deps");
}

TEST_CASE("the beginning of a word finds the shortest that goes on so", "[cli][similar]") {
  CHECK(similar_to("--requir") == "--requirement");
  CHECK(similar_to("--re").empty());
}

TEST_CASE("what is like nothing finds nothing", "[cli][similar]") {
  CHECK(similar_to("zzzzzz").empty());
  CHECK(similar_to("").empty());
  CHECK(similar_to("--").empty());
  CHECK(similar_to("l").empty());
  CHECK(similar_to(std::string(100'000, 'a')).empty());
}

}  // namespace axle::cli
