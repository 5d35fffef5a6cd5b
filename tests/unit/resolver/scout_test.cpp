// SPDX-License-Identifier: MIT OR Apache-2.0
// Given an index that answers only while the search waits: what has been asked of it by then, and that no answer
// depends on it.
#include "resolver/scout.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "base/json_doc.hpp"
#include "resolver/explanation.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/random_world.hpp"

using namespace axle;
using namespace axle::resolver;

namespace {

using test::FakeSource;
using test::given;
using test::problem_of;
using test::Releases;

std::string text_of(const Candidate& candidate) {
  return candidate.name.text() + "==" + candidate.version.to_string();
}

/// Whoever asks for something waits for all that was asked for until then, and for all that this leads to. Of what is
/// under way at one time, a random part comes first.
class SlowSource final : public MetadataSource {
 public:
  explicit SlowSource(FakeSource& source, std::uint32_t seed = 0) : source_(source), random_(seed) {}

  void hint(std::span<const spec::PackageName> names) override {
    for (const spec::PackageName& name : names) {
      asked_.insert(name.text());
    }
  }
  Result<Candidates> candidates(const spec::PackageName& name) override {
    asked_.insert(name.text());
    wait_for(name.text());
    return source_.candidates(name);
  }
  void hint_metadata(std::span<const Candidate> soon) override {
    for (const Candidate& candidate : soon) {
      asked_.insert(text_of(candidate));
    }
  }
  Result<MetadataAnswer> metadata(const Candidate& candidate) override {
    asked_.insert(text_of(candidate));
    wait_for(text_of(candidate));
    return source_.metadata(candidate);
  }
  void while_waiting(const std::function<bool()>& look) override { look_ = look; }
  std::optional<Candidates> find_candidates(const spec::PackageName& name) override {
    auto found = come_.contains(name.text()) ? source_.candidates(name) : fail(ErrorCode::network, "under way");
    if (!found) {
      return std::nullopt;
    }
    found->installed.reset();
    return std::move(*found);
  }
  std::optional<MetadataAnswer> find_metadata(const Candidate& candidate) override {
    auto found = come_.contains(text_of(candidate)) ? source_.metadata(candidate)
                                                    : Result<MetadataAnswer>(fail(ErrorCode::network, "under way"));
    return found ? std::optional(std::move(*found)) : std::nullopt;
  }

  /// All that had been asked for when the search had waited for the first time.
  std::string asked_at_first;

 private:
  void wait_for(const std::string& what) {
    while (!come_.contains(what) || come_.size() < asked_.size()) {
      std::vector<std::string> under_way;
      std::ranges::set_difference(asked_, come_, std::back_inserter(under_way));
      std::ranges::shuffle(under_way, random_);
      under_way.resize((under_way.size() + 1) / 2);
      come_.insert(under_way.begin(), under_way.end());
      while (look_ && look_()) {
      }
    }
    for (const std::string& one : asked_at_first.empty() ? asked_ : std::set<std::string>()) {
      asked_at_first += asked_at_first.empty() ? one : " " + one;
    }
  }

  FakeSource& source_;
  std::function<bool()> look_;
  std::minstd_rand random_;
  std::set<std::string> asked_;
  std::set<std::string> come_;
};

std::string asked_at_first(const Problem& problem, const Releases& index) {
  FakeSource source(index);
  SlowSource slow(source);
  REQUIRE(solve(problem, slow).has_value());
  return slow.asked_at_first;
}

std::string text_of(const Result<Outcome>& outcome) {
  if (!outcome) {
    return outcome.error().message();
  }
  if (const auto* proof = std::get_if<NoSolution>(&*outcome)) {
    JsonWriter json;
    json.begin_object();
    write_proof(*proof, json);
    json.end_object();
    return json.take();
  }
  std::string text;
  for (const ResolvedPackage& package : std::get<Resolution>(*outcome).packages) {
    text += package.name.text() + "==" + package.version.to_string() + ' ';
  }
  return text;
}

const Releases k_chain = {{.name = "a", .version = "1", .needs = {"b", "z"}},
                          {.name = "b", .version = "1", .needs = {"c"}},
                          {.name = "b", .version = "2", .needs = {"d", "e; extra == 'x'"}},
                          {.name = "c", .version = "1"},
                          {.name = "d", .version = "1"},
                          {.name = "e", .version = "1"},
                          {.name = "z", .version = "1"}};

TEST_CASE("while the first answer is waited for, all is asked for that it leads to", "[resolver][scout]") {
  CHECK(asked_at_first(problem_of({"a"}), k_chain) == "a a==1 b b==2 d d==1 z z==1");
}

TEST_CASE("what is asked for ahead is what the search would take", "[resolver][scout]") {
  Problem constrained = problem_of({"a"});
  constrained.constraints.push_back(given("b<2"));
  CHECK(asked_at_first(constrained, k_chain) == "a a==1 b b==1 c c==1 z z==1");
  Problem preferred = problem_of({"a"});
  preferred.preferences.push_back({spec::PackageName::of("b"), spec::Version::of("1")});
  CHECK(asked_at_first(preferred, k_chain) == "a a==1 b b==1 c c==1 z z==1");
  Problem lowest = problem_of({"a"});
  lowest.options.resolution = ResolutionMode::lowest;
  CHECK(asked_at_first(lowest, k_chain) == "a a==1 b b==1 c c==1 z z==1");
}

TEST_CASE("an extra that is required late leads further", "[resolver][scout]") {
  Releases index = k_chain;
  index.push_back({.name = "y", .version = "1", .needs = {"b[x]"}});
  CHECK(asked_at_first(problem_of({"a", "y"}), index) == "a a==1 b b==2 d d==1 e e==1 y y==1 z z==1");
}

TEST_CASE("nothing is asked for ahead that the user left out", "[resolver][scout]") {
  Problem alone = problem_of({"a"});
  alone.options.no_deps = true;
  CHECK(asked_at_first(alone, k_chain) == "a");
  Problem overridden = problem_of({"a"});
  overridden.overrides.push_back(given("b==1"));
  CHECK(asked_at_first(overridden, k_chain) == "a a==1 z z==1");
}

/// Counts the pages that are hinted at.
class CountingSource final : public MetadataSource {
 public:
  void hint(std::span<const spec::PackageName> names) override { hinted += names.size(); }
  Result<Candidates> candidates(const spec::PackageName& /*name*/) override { return Candidates{}; }
  void hint_metadata(std::span<const Candidate> /*candidates*/) override {}
  Result<MetadataAnswer> metadata(const Candidate& /*candidate*/) override { return MetadataReady{}; }
  std::size_t hinted = 0;
};

TEST_CASE("of packages without end a bounded number is asked for ahead", "[resolver][scout]") {
  const Problem problem = problem_of({"a"});
  const FirstParty first_party = FirstParty::gather(problem).value();
  CountingSource source;
  Scout scout(problem, first_party, source);
  for (std::size_t i = 0; i < Scout::k_most_packages + 100; ++i) {
    scout.expect(spec::PackageName::of("p" + std::to_string(i)), {}, {});
  }
  scout.look();
  CHECK(source.hinted == Scout::k_most_packages);
}

TEST_CASE("no answer and no proof depends on what came first", "[resolver][scout][fuzz]") {
  test::Worlds worlds(Catch::rngSeed());
  for (int i = 0; i < test::fuzz_instances(500); ++i) {
    const test::World world = worlds.next();
    FakeSource source = test::source_of(world, test::releases_of(world, worlds));
    const Problem problem = test::problem_of(world, worlds);
    const std::string at_once = text_of(solve(problem, source));
    for (const std::uint32_t seed : {1U, 2U}) {
      SlowSource slow(source, seed);
      INFO("instance " << i);
      REQUIRE(text_of(solve(problem, slow)) == at_once);
    }
  }
}

}  // namespace
