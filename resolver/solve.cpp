// SPDX-License-Identifier: MIT OR Apache-2.0
// Problem and source to outcome: gather, search, then the resolution or the proof.
#include "resolver/solve.hpp"

#include <optional>
#include <utility>

#include "base/format.hpp"
#include "resolver/derivation.hpp"
#include "resolver/first_party.hpp"
#include "resolver/package_universe.hpp"
#include "resolver/passed_over.hpp"
#include "resolver/resolution_builder.hpp"
#include "resolver/search.hpp"

namespace axle::resolver {

namespace {

/// Calls out once.
class Patience {
 public:
  Patience(const SearchWatch& watch, const PackageUniverse& universe, const Search& search)
      : watch_(watch), universe_(universe), search_(search), since_(watch.clock) {}

  void check() {
    if (has_told_ || since_.elapsed() < watch_.patience) {
      return;
    }
    if (const auto name = search_.most_in_conflict()) {
      has_told_ = true;
      watch_.tell({universe_.name(*name).package, search_.statistics().conflicts, since_.elapsed()});
    }
  }

 private:
  const SearchWatch& watch_;
  const PackageUniverse& universe_;
  const Search& search_;
  Stopwatch since_;
  bool has_told_ = false;
};

Result<SearchAnswer> run_search(Search& search, const PackageUniverse& universe, const std::stop_token& stop,
                                const SearchWatch* watch) {
  std::optional<Patience> patience;
  if (watch != nullptr) {
    patience.emplace(*watch, universe, search);
  }
  auto answer = search.run(stop, [&] {
    if (patience) {
      patience->check();
    }
  });
  const auto name = search.most_in_conflict();
  if (!answer && answer.error().code() == ErrorCode::resolution_too_hard && name) {
    return fail(std::move(answer).error().with_hint(
        format("narrow the requirements: most conflicts were over `{}`", universe.name(*name).package.text())));
  }
  return answer;
}

}  // namespace

Result<Outcome> solve(const Problem& problem, MetadataSource& source, const std::stop_token& stop,
                      const SearchWatch* watch) {
  TRY_ASSIGN(const FirstParty first_party, FirstParty::gather(problem));
  PackageUniverse universe(problem, first_party, source);
  const Options& options = problem.options;
  Search search(universe, {.promote_after = options.promote_after, .memory = options.search_memory});
  TRY_ASSIGN(const SearchAnswer answer, run_search(search, universe, stop, watch));
  SearchStatistics statistics = search.statistics();
  statistics.metadata_read = universe.metadata_read();
  statistics.names = universe.name_count();
  if (answer.refutation) {
    TRY_ASSIGN(NoSolution proof, make_no_solution(problem, universe, search.clauses(), *answer.refutation, stop));
    proof.statistics = statistics;
    return Outcome(std::move(proof));
  }
  Resolution resolution = make_resolution(universe, answer.picks);
  resolution.statistics = statistics;
  for (std::string& warning : warnings_of_passed_over(problem, universe, search, answer.picks)) {
    resolution.warnings.push_back(std::move(warning));
  }
  return Outcome(std::move(resolution));
}

}  // namespace axle::resolver
