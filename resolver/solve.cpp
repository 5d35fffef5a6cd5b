// SPDX-License-Identifier: MIT OR Apache-2.0
// Problem and source to outcome: gather, search, then the resolution or the proof.
#include "resolver/solve.hpp"

#include "resolver/derivation.hpp"
#include "resolver/first_party.hpp"
#include "resolver/package_universe.hpp"
#include "resolver/passed_over.hpp"
#include "resolver/resolution_builder.hpp"
#include "resolver/search.hpp"

namespace axle::resolver {

Result<Outcome> solve(const Problem& problem, MetadataSource& source, const std::stop_token& stop) {
  TRY_ASSIGN(const FirstParty first_party, FirstParty::gather(problem));
  PackageUniverse universe(problem, first_party, source);
  Search search(universe, problem.options.promote_after);
  TRY_ASSIGN(const SearchAnswer answer, search.run(stop));
  SearchStatistics statistics = search.statistics();
  statistics.metadata_read = universe.metadata_read();
  statistics.names = universe.name_count();
  if (answer.refutation) {
    NoSolution proof = make_no_solution(problem, universe, search.clauses(), *answer.refutation);
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
