// SPDX-License-Identifier: MIT OR Apache-2.0
// search(E) for one environment: conflict-driven, names in discovery order, values best first.
//
// Source:   universal.md §2 and §3. Without promotion the answer is the first solution of a depth-first search in that
//           order, whatever was learned on the way (invariant 6; tests/unit/resolver/search_fuzz_test.cpp).
// Not here: cells, audit and quality guard of the universal lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "resolver/clause_store.hpp"
#include "resolver/conflict_analysis.hpp"
#include "resolver/decision_order.hpp"
#include "resolver/outcome.hpp"
#include "resolver/search_room.hpp"
#include "resolver/trail.hpp"
#include "resolver/universe.hpp"

namespace axle::resolver {

/// Either picks (in the order of expansion, the root first), or the clause without terms that refutes everything.
struct SearchAnswer {
  std::vector<Pick> picks;
  std::optional<ClauseId> refutation;
};

struct MostInConflict {
  NameId package = 0;
  std::uint32_t conflicts = 0;
};

struct SearchLimits {
  /// Conflicts between two names after which the one is decided first, the other last; 0: never.
  std::uint32_t promote_after = 5;
  /// After more of them the search ends without an answer.
  std::uint64_t conflicts = std::numeric_limits<std::uint64_t>::max();
  /// Bytes of sets and clauses.
  std::size_t memory = std::numeric_limits<std::size_t>::max();
};

class Search {
 public:
  Search(Universe& universe, const SearchLimits& limits);

  /// `after_conflict` is called after each one that does not end the search.
  /// Errors: those of the universe and of SearchRoom.
  [[nodiscard]] Result<SearchAnswer> run(const std::stop_token& stop, const std::function<void()>& after_conflict = {});
  /// After picks were found: the same question with other names first, and with all that was learned. Nothing when more
  /// than `most_conflicts` come up, or when `surpassed` is due and nothing better is left of it. Errors: as run().
  [[nodiscard]] Result<std::optional<std::vector<Pick>>> retry(DecisionOrder order, const Pick& surpassed,
                                                               std::uint64_t most_conflicts);
  [[nodiscard]] const DecisionOrder& order() const { return order_; }
  /// The packages whose decisions are behind an assignment to `name`, ascending; none for what holds in any case.
  [[nodiscard]] std::vector<NameId> decisions_behind(NameId name, const Assignment& assignment) const;
  /// The package that conflicts were about most often, of several the one found first; nothing: there were none.
  [[nodiscard]] std::optional<MostInConflict> most_in_conflict() const;
  /// After resolution_too_hard: whose versions took the last memory, if they were read or there were no conflicts.
  [[nodiscard]] std::optional<NameId> ended_at() const { return room_.ended_at(); }
  [[nodiscard]] const ClauseStore& clauses() const { return clauses_; }
  /// After picks were found: what took `bit` of `name` away. Nothing when it was merely not chosen.
  [[nodiscard]] const Assignment* removal(NameId name, std::uint32_t bit) const { return trail_.removal(name, bit); }
  /// The facts (no learned clauses) behind a removal from the domain of `name`, ascending; without those that are
  /// `known` or behind known clauses. All that are found are known from then on. Nothing when the room ran out.
  [[nodiscard]] std::vector<ClauseId> facts_behind(NameId name, const Assignment& removal, std::set<ClauseId>& known);
  [[nodiscard]] const SearchStatistics& statistics() const { return statistics_; }

 private:
  void start();
  /// Decides and learns until there are picks or a refutation; nothing when more conflicts than that come up, or when
  /// no value of a name is left that surpasses what is to be surpassed.
  [[nodiscard]] Result<std::optional<SearchAnswer>> search(std::uint64_t most_conflicts,
                                                           const std::function<void()>& after_conflict);
  void enqueue(NameId name);
  void clear_queue();
  void discover(NameId name);
  /// Stops early when the room runs out, as do those that it calls.
  [[nodiscard]] std::optional<ClauseId> propagate();
  /// What to tell when the memory runs out between two reads.
  [[nodiscard]] std::optional<NameId> at_work() const;
  void prune_clauses_of(NameId name);
  [[nodiscard]] std::optional<ClauseId> propagate_clauses_of(NameId name);
  /// The clause without terms, if this conflict refutes everything.
  [[nodiscard]] Result<std::optional<ClauseId>> handle_conflict(ClauseId conflict);
  [[nodiscard]] bool promote(NameId pivot, std::uint32_t return_to);
  [[nodiscard]] std::optional<NameId> next_name();
  [[nodiscard]] std::size_t best_value(NameId name);
  /// Loads the facts of the next pick; decides and expands it if they changed nothing.
  [[nodiscard]] Result<void> advance(NameId name);
  void expand(NameId name, const VersionFacts& facts);
  /// Tells the universe when `value` lies far behind what decisions about others took away.
  void expect_swap(NameId name, std::size_t value);

  Universe& universe_;
  SetPool& sets_;
  ClauseStore clauses_;
  SearchRoom room_;
  Trail trail_;
  ConflictAnalysis analysis_;
  SearchLimits limits_;
  std::vector<std::uint32_t> conflicts_of_;  ///< by package
  std::vector<NameId> queue_;
  std::vector<bool> queued_;
  std::optional<ClauseId> pending_conflict_;
  DecisionOrder order_;
  std::optional<Pick> surpassed_;  ///< of retry()
  std::uint32_t swaps_expected_ = 0;
  /// Names of which a value was chosen before: a search that goes through thousands of versions of one (boto3) would
  /// spend two thirds of its time on looking what holds each of them back, for hints alone.
  std::vector<bool> was_chosen_;
  std::unordered_map<std::uint64_t, std::uint32_t> clashes_;  // (pivot, culprit); looked up, never walked
  SearchStatistics statistics_;
};

}  // namespace axle::resolver
