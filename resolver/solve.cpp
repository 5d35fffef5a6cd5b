// SPDX-License-Identifier: MIT OR Apache-2.0
// Problem and source to outcome: gather, search, then the resolution or the proof.
#include "resolver/solve.hpp"

#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "resolver/derivation.hpp"
#include "resolver/first_party.hpp"
#include "resolver/package_universe.hpp"
#include "resolver/passed_over.hpp"
#include "resolver/resolution_builder.hpp"
#include "resolver/search.hpp"
#include "resolver/swap.hpp"

namespace axle::resolver {
namespace {

/// Another source, and the time that it takes.
class TimedSource final : public MetadataSource {
 public:
  TimedSource(MetadataSource& source, const Clock& clock) : source_(source), clock_(clock) {}

  void hint(std::span<const spec::PackageName> names) override {
    const Call call(*this);
    source_.hint(names);
  }
  Result<Candidates> candidates(const spec::PackageName& name) override {
    const Call call(*this);
    return source_.candidates(name);
  }
  void hint_metadata(std::span<const Candidate> soon) override {
    const Call call(*this);
    source_.hint_metadata(soon);
  }
  Result<MetadataAnswer> metadata(const Candidate& candidate) override {
    const Call call(*this);
    return source_.metadata(candidate);
  }
  void while_waiting(const std::function<bool()>& look) override { source_.while_waiting(look); }
  std::optional<Candidates> find_candidates(const spec::PackageName& name) override {
    return source_.find_candidates(name);
  }
  std::optional<MetadataAnswer> find_metadata(const Candidate& candidate) override {
    return source_.find_metadata(candidate);
  }
  [[nodiscard]] std::chrono::nanoseconds spent() const { return spent_; }

 private:
  /// Calls from within a call, of who goes ahead while it waits, take no time of their own.
  class Call {
   public:
    explicit Call(TimedSource& source) : source_(source) {
      if (!std::exchange(source_.is_called_, true)) {
        since_.emplace(source.clock_);
      }
    }
    ~Call() {
      if (since_) {
        source_.spent_ += since_->elapsed();
        source_.is_called_ = false;
      }
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    TimedSource& source_;
    std::optional<Stopwatch> since_;
  };

  MetadataSource& source_;
  const Clock& clock_;
  std::chrono::nanoseconds spent_{};
  bool is_called_ = false;
};

std::optional<ConflictCount> count_conflicts(const Search& search, const PackageUniverse& universe) {
  const auto most = search.most_in_conflict();
  if (!most) {
    return std::nullopt;
  }
  return ConflictCount{search.statistics().conflicts, most->conflicts, universe.name(most->package).package};
}

/// Calls out once.
class Patience {
 public:
  Patience(const SearchWatch& watch, const TimedSource& source) : watch_(watch), source_(source), since_(watch.clock) {}

  void check(const Search& search, const PackageUniverse& universe) {
    const std::chrono::nanoseconds elapsed = since_.elapsed() - source_.spent();
    if (has_told_ || elapsed < watch_.patience) {
      return;
    }
    if (const auto conflicts = count_conflicts(search, universe)) {
      has_told_ = true;
      watch_.tell({*conflicts, elapsed});
    }
  }

 private:
  const SearchWatch& watch_;
  const TimedSource& source_;
  Stopwatch since_;
  bool has_told_ = false;
};

Result<SearchAnswer> run_search(Search& search, const PackageUniverse& universe, const std::stop_token& stop,
                                const std::function<void()>& after_conflict) {
  auto answer = search.run(stop, after_conflict);
  if (answer || answer.error().code() != ErrorCode::resolution_too_hard) {
    return answer;
  }
  if (const auto conflicts = count_conflicts(search, universe)) {
    answer = fail(std::move(answer).error().with_hint(
        format("narrow the requirements: the search ended after {}", to_string(*conflicts))));
  }
  if (const auto name = search.ended_at()) {
    answer = fail(std::move(answer).error().with_hint(
        format("the last of it went to the versions of `{}`: narrow what is required of it, or leave it out",
               universe.name(*name).package.text())));
  }
  return answer;
}

SearchStatistics statistics_of(const Search& search, const PackageUniverse& universe) {
  SearchStatistics statistics = search.statistics();
  statistics.metadata_read = universe.metadata_read();
  statistics.names = universe.name_count();
  return statistics;
}

Result<Outcome> solve_with(const Problem& problem, MetadataSource& source, const std::stop_token& stop,
                           const std::function<void(const Search&, const PackageUniverse&)>& after_conflict) {
  TRY_ASSIGN(const FirstParty first_party, FirstParty::gather(problem));
  PackageUniverse universe(problem, first_party, source);
  const Options& options = problem.options;
  Search search(
      universe,
      {.promote_after = options.promote_after, .conflicts = options.most_conflicts, .memory = options.search_memory});
  TRY_ASSIGN(const SearchAnswer answer, run_search(search, universe, stop, [&] { after_conflict(search, universe); }));
  if (answer.refutation) {
    TRY_ASSIGN(NoSolution proof, make_no_solution(problem, universe, search.clauses(), *answer.refutation, stop));
    proof.statistics = statistics_of(search, universe);
    return Outcome(std::move(proof));
  }
  Resolution resolution;
  const auto take = [&](std::span<const Pick> picks) {
    resolution = make_resolution(universe, picks);
    if (options.tells_markers) {
      resolution.markers = markers_of(universe, picks);
    }
    for (std::string& warning : warnings_of_passed_over(problem, universe, search, picks)) {
      resolution.warnings.push_back(std::move(warning));
    }
  };
  take(answer.picks);
  if (options.swap && options.resolution == ResolutionMode::highest) {
    TRY(try_swaps(search, universe, answer.picks, take));
  }
  resolution.statistics = statistics_of(search, universe);
  return Outcome(std::move(resolution));
}

}  // namespace

std::string to_string(const ConflictCount& conflicts) {
  const std::string count = count_of(conflicts.all, "conflict");
  return conflicts.all == 1 ? format("{}, over `{}`", count, conflicts.most.text())
                            : format("{}, {} of them over `{}` (the most over one package)", count, conflicts.over_most,
                                     conflicts.most.text());
}

Result<Outcome> solve(const Problem& problem, MetadataSource& source, const std::stop_token& stop,
                      const SearchWatch* watch) {
  if (watch == nullptr) {
    return solve_with(problem, source, stop, [](const Search&, const PackageUniverse&) {});
  }
  TimedSource timed(source, watch->clock);
  Patience patience(*watch, timed);
  return solve_with(problem, timed, stop,
                    [&](const Search& search, const PackageUniverse& universe) { patience.check(search, universe); });
}

}  // namespace axle::resolver
