// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/unmet_needs: needs of installed packages that are not met are met where they can be.
#include "engine/unmet_needs.hpp"

#include "engine/scoped_inputs.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using resolver::test::FakeSource;
using resolver::test::picks_of;

resolver::ScopedOverride lacking(const char* parent, const char* version, const char* needed) {
  return {.parent = spec::PackageName::of(parent),
          .version = spec::Version::of(version),
          .given = {.requirement = make_unwanted(spec::PackageName::of(needed)), .origin = {}, .is_installed = true}};
}

resolver::Problem installed(const std::vector<std::string>& roots) {
  resolver::Problem problem = resolver::test::problem_of(roots);
  for (resolver::GivenRequirement& root : problem.roots) {
    root.is_installed = true;
  }
  return problem;
}

std::string picks_with(resolver::Problem problem, const std::vector<resolver::ScopedOverride>& unmet,
                       FakeSource& source) {
  REQUIRE(settle_unmet_needs(unmet, source, {}, problem));
  return picks_of(problem, source);
}

/// `top` needs a `lib` of the middle, `odd` what nobody has.
FakeSource make_source() {
  return FakeSource({{.name = "top", .version = "1", .needs = {"lib>=2,<3"}},
                     {.name = "odd", .version = "1", .needs = {"nowhere"}},
                     {.name = "lib", .version = "1"},
                     {.name = "lib", .version = "2"},
                     {.name = "lib", .version = "3"}});
}

}  // namespace

TEST_CASE("a need that can be met is met, forwards and backwards", "[engine][unmet_needs]") {
  FakeSource source = make_source();
  CHECK(picks_with(installed({"top>=1", "lib>=1"}), {lacking("top", "1", "lib")}, source) == "lib==2 top==1");
  CHECK(picks_with(installed({"top>=1", "lib>=3"}), {lacking("top", "1", "lib")}, source) == "lib==2 top==1");
  CHECK(picks_with(installed({"top>=1"}), {lacking("top", "1", "lib")}, source) == "lib==2 top==1");
}

TEST_CASE("a need that cannot be met is no reason against anything", "[engine][unmet_needs]") {
  FakeSource source = make_source();
  // What is held stays, whoever needs another version of it.
  CHECK(picks_with(installed({"top>=1", "lib==3"}), {lacking("top", "1", "lib")}, source) == "lib==3 top==1");
  // One that cannot be met keeps no other from being met.
  CHECK(picks_with(installed({"top>=1", "odd>=1", "lib>=3"}),
                   {lacking("odd", "1", "nowhere"), lacking("top", "1", "lib")}, source) == "lib==2 odd==1 top==1");
  // Bounds that nothing needs to give way stay.
  CHECK(picks_with(installed({"odd>=1", "lib>=3"}), {lacking("odd", "1", "nowhere")}, source) == "lib==3 odd==1");
}

TEST_CASE("without such needs the problem stays, and nobody is asked", "[engine][unmet_needs]") {
  FakeSource source = make_source();
  resolver::Problem problem = installed({"top>=1", "lib>=3"});
  REQUIRE(settle_unmet_needs({}, source, {}, problem));
  CHECK(problem.scoped_overrides.empty());
  CHECK(source.pages_read.empty());
}

TEST_CASE("what the network does not tell counts as not met", "[engine][unmet_needs]") {
  FakeSource source = make_source();
  source.failure = ErrorCode::network;
  resolver::Problem problem = installed({"top>=1", "lib>=1"});
  REQUIRE(settle_unmet_needs({lacking("top", "1", "lib")}, source, {}, problem));
  CHECK(problem.scoped_overrides.size() == 1);
  source.failure = ErrorCode::cancelled;
  resolver::Problem stopped = installed({"top>=1", "lib>=1"});
  const auto settled = settle_unmet_needs({lacking("top", "1", "lib")}, source, {}, stopped);
  REQUIRE_FALSE(settled);
  CHECK(settled.error().code() == ErrorCode::cancelled);
}

}  // namespace axle::engine
