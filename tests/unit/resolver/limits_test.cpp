// SPDX-License-Identifier: MIT OR Apache-2.0
// How a resolution ends that takes too much memory, too long, or that somebody stops.
#include <functional>
#include <stop_token>

#include "base/format.hpp"
#include "resolver/derivation.hpp"
#include "resolver/first_party.hpp"
#include "resolver/package_universe.hpp"
#include "resolver/search.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

constexpr std::size_t k_kib = 1024;

/// One package more than there are versions, and no two may have the same one: nothing but trying shows that it cannot
/// be done.
Releases pigeons_for(int holes) {
  Releases index;
  for (int pigeon = 0; pigeon <= holes; ++pigeon) {
    for (int hole = 1; hole <= holes; ++hole) {
      Release& release = index.emplace_back();
      release.name = "p" + std::to_string(pigeon);
      release.version = std::to_string(hole);
      for (int other = 0; other <= holes; ++other) {
        if (other != pigeon) {
          release.needs.push_back("p" + std::to_string(other) + "!=" + release.version);
        }
      }
    }
  }
  return index;
}

/// `foo` in versions that each share the Python they ask for with one other version, far away.
Releases pairs_by_python(int count) {
  Releases index;
  for (int i = 0; i < count; ++i) {
    Release& release = index.emplace_back();
    release.name = "foo";
    release.version = std::to_string(i + 1);
    release.requires_python = format(">=4,!=9.{}", std::min(i, count - 1 - i));
  }
  return index;
}

/// `foo` that excludes two versions of `bar` again and again.
Releases pairs_of_holes(int count) {
  Releases index;
  Release foo{.name = "foo", .version = "1"};
  for (int i = 0; i < count; ++i) {
    index.push_back({.name = "bar", .version = std::to_string(i + 1)});
    foo.needs.push_back(format("bar!={},!={}", i + 1, count - i));
  }
  index.push_back(foo);
  return index;
}

std::string full_text(const Error& first) {
  std::string text{to_string(first.code())};
  for (const Error* error = &first; error != nullptr; error = error->cause()) {
    text += ": " + error->message();
    for (const std::string& hint : error->hints()) {
      text += " (" + hint + ")";
    }
  }
  return text;
}

std::string refusal_of(const Releases& index, const std::string& root, std::size_t memory) {
  FakeSource source(index);
  Problem problem = problem_of({root});
  problem.options.search_memory = memory;
  const auto outcome = solve(problem, source);
  REQUIRE_FALSE(outcome);
  return full_text(outcome.error());
}

/// A search with what belongs to it.
struct WholeSearch {
  WholeSearch(const Releases& index, const std::string& root, std::size_t memory)
      : source(index),
        problem(problem_of({root})),
        first_party(FirstParty::gather(problem).value()),
        universe(problem, first_party, source),
        search(universe, {.memory = memory}) {}

  FakeSource source;
  Problem problem;
  FirstParty first_party;
  PackageUniverse universe;
  Search search;
};

/// What the sets and clauses of a search take in the end.
std::size_t memory_after(const Releases& index, const std::string& root, std::size_t memory) {
  WholeSearch whole(index, root, memory);
  const auto answer = whole.search.run({});
  CHECK((answer || answer.error().code() == ErrorCode::resolution_too_hard));
  return whole.universe.sets().size_in_bytes() + whole.search.clauses().size_in_bytes();
}

/// Does something whenever it is asked, and then what another source does.
class HookedSource final : public MetadataSource {
 public:
  HookedSource(FakeSource& source, std::function<void()> hook) : source_(source), hook_(std::move(hook)) {}

  void hint(std::span<const spec::PackageName> names) override { source_.hint(names); }
  Result<Candidates> candidates(const spec::PackageName& name) override {
    hook_();
    return source_.candidates(name);
  }
  void hint_metadata(std::span<const Candidate> soon) override { source_.hint_metadata(soon); }
  Result<MetadataAnswer> metadata(const Candidate& candidate) override {
    hook_();
    return source_.metadata(candidate);
  }

 private:
  FakeSource& source_;
  std::function<void()> hook_;
};

/// Each look at it takes a second.
class HeldUpClock final : public Clock {
 public:
  [[nodiscard]] UnixTime now() const override { return UnixTime{}; }
  [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override {
    return std::chrono::steady_clock::time_point(passed_ += std::chrono::seconds(1));
  }
  void hold_up() { passed_ += std::chrono::hours(1); }

 private:
  mutable std::chrono::nanoseconds passed_{};
};

/// Lets others look while it is asked for a page, and takes an hour for each hint.
class LookedAtSource final : public MetadataSource {
 public:
  LookedAtSource(FakeSource& source, HeldUpClock& clock) : source_(source), clock_(clock) {}

  void hint(std::span<const spec::PackageName> names) override {
    clock_.hold_up();
    source_.hint(names);
  }
  Result<Candidates> candidates(const spec::PackageName& name) override {
    look_();
    return source_.candidates(name);
  }
  void hint_metadata(std::span<const Candidate> soon) override { source_.hint_metadata(soon); }
  Result<MetadataAnswer> metadata(const Candidate& candidate) override { return source_.metadata(candidate); }
  void while_waiting(const std::function<bool()>& look) override { look_ = look; }

 private:
  FakeSource& source_;
  HeldUpClock& clock_;
  std::function<bool()> look_;
};

using Told = std::vector<std::string>;

SearchWatch telling(Told& told, const Clock& clock, std::chrono::microseconds patience) {
  return {.clock = clock, .patience = patience, .tell = [&told](const HardSearch& search) {
            told.push_back(to_string(search.conflicts));
          }};
}

/// The search's statistics, and what was told of it.
std::pair<SearchStatistics, Told> watched(std::chrono::microseconds patience) {
  FakeSource source(pigeons_for(5));
  const axle::test::FakeClock clock{UnixTime{}};
  Told told;
  const SearchWatch watch = telling(told, clock, patience);
  const auto outcome = solve(problem_of({"p0"}), source, {}, &watch);
  REQUIRE(outcome);
  return {std::get<NoSolution>(*outcome).statistics, told};
}

/// Names that are asked for, until the search is stopped at one of them.
FakeSource stopped_at(const std::string& name) {
  Releases index = {{.name = "a", .version = "1", .needs = {"b", "c", "d", "e"}}};
  for (const char* other : {"b", "c", "d", "e"}) {
    index.push_back({.name = other, .version = "1"});
  }
  FakeSource source(index);
  std::stop_source stop;
  HookedSource hooked(source, [&] {
    if (!source.pages_read.empty() && source.pages_read.back() == name) {
      stop.request_stop();
    }
  });
  const auto outcome = solve(problem_of({"a"}), hooked, stop.get_token());
  REQUIRE_FALSE(outcome);
  CHECK(full_text(outcome.error()) == "cancelled: the resolution was cancelled");
  return source;
}

}  // namespace

TEST_CASE("a search that takes too much memory ends, always at the same place", "[resolver][limits]") {
  const std::string refusal = refusal_of(pigeons_for(7), "p0", 64 * k_kib);
  CHECK(
      refusal ==
      "resolution-too-hard: choosing versions would take more than 64.0KiB of memory (narrow the requirements: the "
      "search ended after 252 conflicts, 85 of them over `p6` (the most over one package)) (the last of it went to the "
      "versions of `p4`: narrow what is required of it, or leave it out)");
  CHECK(refusal_of(pigeons_for(7), "p0", 64 * k_kib) == refusal);
}

TEST_CASE("a search that takes too much memory before any conflict names the package at work", "[resolver][limits]") {
  CHECK(refusal_of(pairs_by_python(1000), "foo", 64 * k_kib) ==
        "resolution-too-hard: choosing versions would take more than 64.0KiB of memory (the last of it went to the "
        "versions of `foo`: narrow what is required of it, or leave it out)");
  CHECK(refusal_of(pairs_of_holes(1000), "foo", 64 * k_kib) ==
        "resolution-too-hard: choosing versions would take more than 64.0KiB of memory (the last of it went to the "
        "versions of `bar`: narrow what is required of it, or leave it out)");
}

TEST_CASE("no page, no metadata and no lesson takes much more than the limit", "[resolver][limits]") {
  // A set of a thousand versions is up to 152 bytes, and a few are made in a step; the last lesson has a few hundred
  // steps of eight bytes.
  const std::size_t step = 4 * k_kib;
  for (std::size_t limit = 8 * k_kib; limit < 256 * k_kib; limit += 3333) {
    CHECK(memory_after(pairs_by_python(1000), "foo", limit) < limit + step);
    CHECK(memory_after(pairs_of_holes(1000), "foo", limit) < limit + step);
    CHECK(memory_after(pigeons_for(7), "p0", limit) < limit + step);
  }
}

TEST_CASE("a proof that takes too much memory is not told", "[resolver][limits]") {
  CHECK(
      refusal_of(pigeons_for(7), "p0", 512 * k_kib) ==
      "no-solution: no solution was found, and why is too long to tell: the proof takes more than 512.0KiB of memory");
}

TEST_CASE("who watches is told of a long search once, and changes nothing", "[resolver][limits]") {
  const auto [quiet, nothing] = watched(std::chrono::seconds(1));
  const auto [told_of, told] = watched(std::chrono::seconds(0));
  CHECK(nothing.empty());
  CHECK(told == Told{"1 conflict, over `p3`"});
  CHECK(quiet.conflicts > 50);
  CHECK(told_of == quiet);
}

TEST_CASE("conflicts are told with the package that they were over most often", "[resolver][limits]") {
  const auto most = spec::PackageName::of("a");
  CHECK(to_string(ConflictCount{.all = 1, .over_most = 1, .most = most}) == "1 conflict, over `a`");
  CHECK(to_string(ConflictCount{.all = 84, .over_most = 12, .most = most}) ==
        "84 conflicts, 12 of them over `a` (the most over one package)");
}

TEST_CASE("waiting for the source does not make a search long", "[resolver][limits]") {
  FakeSource source(pigeons_for(5));
  axle::test::FakeClock clock{UnixTime{}};
  HookedSource slow(source, [&] { clock.advance(std::chrono::hours(1)); });
  Told told;
  const SearchWatch watch = telling(told, clock, std::chrono::seconds(60));
  REQUIRE(solve(problem_of({"p0"}), slow, {}, &watch));
  CHECK(told.empty());
}

TEST_CASE("what is asked for while the source waits counts once", "[resolver][limits]") {
  FakeSource source(pigeons_for(5));
  HeldUpClock clock;
  LookedAtSource looked_at(source, clock);
  Told told;
  const SearchWatch watch = telling(told, clock, std::chrono::seconds(60));
  REQUIRE(solve(problem_of({"p0"}), looked_at, {}, &watch));
  CHECK(told.size() == 1);
}

TEST_CASE("choosing between answers of the source makes a search long", "[resolver][limits]") {
  FakeSource source(pigeons_for(5));
  const axle::test::TickingClock clock{std::chrono::seconds(1)};
  Told told;
  const SearchWatch watch = telling(told, clock, std::chrono::seconds(60));
  REQUIRE(solve(problem_of({"p0"}), source, {}, &watch));
  CHECK(told == Told{"29 conflicts, 14 of them over `p3` (the most over one package)"});
}

TEST_CASE("a cancelled resolution says so", "[resolver][limits]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0"}});
  std::stop_source stop;
  stop.request_stop();
  const auto outcome = solve(problem_of({"a"}), source, stop.get_token());
  REQUIRE_FALSE(outcome);
  CHECK(full_text(outcome.error()) == "cancelled: the resolution was cancelled");
}

TEST_CASE("between two pages of one version's needs a cancellation is heard", "[resolver][limits]") {
  CHECK(stopped_at("b").pages_read == std::vector<std::string>{"a", "b", "c"});
  // With all pages there, nothing is made of them.
  CHECK(stopped_at("d").metadata_hinted == std::vector<std::string>{"a==1"});
}

TEST_CASE("a cancellation is heard while the proof is made", "[resolver][limits]") {
  WholeSearch whole(pigeons_for(5), "p0", 64 * k_kib * k_kib);
  const auto answer = whole.search.run({});
  REQUIRE(answer);
  REQUIRE(answer->refutation);
  std::stop_source stop;
  stop.request_stop();
  const auto proof =
      make_no_solution(whole.problem, whole.universe, whole.search.clauses(), *answer->refutation, stop.get_token());
  REQUIRE_FALSE(proof);
  CHECK(full_text(proof.error()) == "cancelled: the resolution was cancelled");
}
