// SPDX-License-Identifier: MIT OR Apache-2.0
// resolver/swap and resolver/decision_order: one decision that holds another package far back, and another order.
#include "resolver/swap.hpp"

#include "base/format.hpp"
#include "resolver/decision_order.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::resolver {
namespace {

using test::picks_of;
using test::problem_of;
using test::Releases;

/// `grip` is asked for first. Its newest versions keep `core` at 1; of `held` only version 1 works with that.
Releases index_where_one_is_held(int grips, int versions_held) {
  Releases index{{.name = "core", .version = "1"}, {.name = "core", .version = "2"}, {.name = "grip", .version = "1"}};
  for (int version = 2; version <= grips + 1; ++version) {
    index.push_back({.name = "grip", .version = format("{}", version), .needs = {"core==1"}});
  }
  for (int version = 1; version <= versions_held; ++version) {
    const std::vector<std::string> needs =
        version == 1 ? std::vector<std::string>() : std::vector{std::string("core==2")};
    index.push_back({.name = "held", .version = format("{}", version), .needs = needs});
  }
  return index;
}

/// Without the promotion of names that conflict often, which helps in many such cases before.
std::string picks_with(const Releases& index, const std::function<void(Problem&)>& change = [](Problem&) {}) {
  test::FakeSource source(index);
  Problem problem = problem_of({"grip", "held"});
  problem.options.promote_after = 0;
  change(problem);
  return picks_of(problem, source);
}

TEST_CASE("a package that another one's newest version holds far back is swapped for it", "[resolver][swap]") {
  const Releases index = index_where_one_is_held(1, 8);
  CHECK(picks_with(index) == "core==2 grip==1 held==8");
  CHECK(picks_with(index, [](Problem& problem) { problem.options.swap = false; }) == "core==1 grip==2 held==1");
}

TEST_CASE("a few versions back are no reason for a swap", "[resolver][swap]") {
  CHECK(picks_with(index_where_one_is_held(1, k_far_back)) == "core==1 grip==2 held==1");
  CHECK(picks_with(index_where_one_is_held(1, k_far_back + 1)) == "core==2 grip==1 held==6");
}

TEST_CASE("a package is thrown far back only if another one comes forward twice as far", "[resolver][swap]") {
  CHECK(picks_with(index_where_one_is_held(k_far_back, 2 * k_far_back)) == "core==1 grip==6 held==1");
  CHECK(picks_with(index_where_one_is_held(k_far_back, 2 * k_far_back + 1)) == "core==2 grip==1 held==11");
}

TEST_CASE("what is preferred is not given up for a swap", "[resolver][swap]") {
  const auto prefer_grip = [](Problem& problem) {
    problem.preferences.push_back({*spec::PackageName::parse("grip"), *spec::Version::try_parse("2")});
  };
  CHECK(picks_with(index_where_one_is_held(1, 8), prefer_grip) == "core==1 grip==2 held==1");
}

TEST_CASE("what is installed and upgraded may be swapped, but goes back for nobody", "[resolver][swap]") {
  const Releases index = index_where_one_is_held(1, 8);
  const auto picks = [&](const std::string& installed, bool upgrades) {
    test::FakeSource source(index);
    source.install("grip", installed,
                   installed == "2" ? std::vector<std::string>{"core==1"} : std::vector<std::string>());
    source.install("held", "1");
    Problem problem = problem_of({"grip", "held"});
    problem.options.promote_after = 0;
    problem.options.upgrade.all = upgrades;
    return picks_of(problem, source);
  };
  CHECK(picks("1", true) == "core==2 grip==1 held==8");
  CHECK(picks("2", true) == "core==1 grip==2 held==1");
  CHECK(picks("1", false) == "grip==1 held==1");
}

TEST_CASE("a failure that may pass does not decide between two answers, what can never be had does",
          "[resolver][swap]") {
  const auto picks_when = [](ErrorCode failure) {
    test::FakeSource source(index_where_one_is_held(1, 8));
    Problem problem = problem_of({"grip", "held"});
    problem.options.promote_after = 0;
    source.metadata_failures = {{"grip==1", failure}};
    return picks_of(problem, source);
  };
  for (const ErrorCode passing : {ErrorCode::network, ErrorCode::tls, ErrorCode::http_status, ErrorCode::io}) {
    CAPTURE(to_string(passing));
    CHECK(picks_when(passing) == "error: the metadata cannot be had");
  }
  for (const ErrorCode lasting :
       {ErrorCode::no_artifact, ErrorCode::bad_metadata, ErrorCode::bad_index_page, ErrorCode::hash_mismatch,
        ErrorCode::unauthorized, ErrorCode::quarantined, ErrorCode::response_too_large, ErrorCode::offline}) {
    CAPTURE(to_string(lasting));
    CHECK(picks_when(lasting) == "core==1 grip==2 held==1");
  }
}

TEST_CASE("while the first answer is made, what a swap will read is on its way", "[resolver][swap]") {
  const auto hinted_of_grip = [](int grips, int versions_held, ResolutionMode mode) {
    test::FakeSource source(index_where_one_is_held(grips, versions_held));
    Problem problem = problem_of({"grip", "held"});
    problem.options.promote_after = 0;
    problem.options.resolution = mode;
    CHECK_FALSE(picks_of(problem, source).starts_with("error"));
    std::string hinted;
    for (const std::string& name : source.metadata_hinted) {
      hinted += name.starts_with("grip") ? " " + name : "";
    }
    return hinted;
  };
  CHECK(hinted_of_grip(3, 8, ResolutionMode::highest) == " grip==4 grip==3 grip==2 grip==1");
  CHECK(hinted_of_grip(3, 4, ResolutionMode::highest) == " grip==4");
  CHECK(hinted_of_grip(3, 8, ResolutionMode::lowest) == " grip==1");
}

TEST_CASE("who asks for the lowest versions gets no swap", "[resolver][swap]") {
  const auto lowest = [](Problem& problem) { problem.options.resolution = ResolutionMode::lowest; };
  CHECK(picks_with(index_where_one_is_held(1, 8), lowest) == "grip==1 held==1");
}

TEST_CASE("a name is decided early, late, or in its turn, whatever it was before", "[resolver][swap]") {
  DecisionOrder order;
  order.put_early(3);
  order.put_early(5);
  order.put_early(3);
  CHECK(order.early() == std::vector<NameId>{3, 5});
  order.put_late(5);
  CHECK_FALSE(order.is_late(5));
  order.put_first(7);
  CHECK(order.early() == std::vector<NameId>{7, 3, 5});
  order.put_last(3);
  CHECK(order.early() == std::vector<NameId>{7, 5});
  CHECK((order.is_late(3) && !order.is_early(3)));
  order.put_first(3);
  CHECK(order.early() == std::vector<NameId>{3, 7, 5});
  CHECK_FALSE(order.is_late(3));
  CHECK_FALSE((order.is_early(9) || order.is_late(9)));
}

}  // namespace
}  // namespace axle::resolver
