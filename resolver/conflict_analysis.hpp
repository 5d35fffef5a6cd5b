// SPDX-License-Identifier: MIT OR Apache-2.0
// What a violated clause teaches: resolution backwards along the trail until one decision alone is to blame.
//
// Source:   universal.md §2 *resolve*, §3 no. 5: terms of level 0 stay, they carry guards (and the proof).
#pragma once

#include <vector>

#include "resolver/clause_store.hpp"
#include "resolver/search_room.hpp"
#include "resolver/trail.hpp"
#include "resolver/universe.hpp"

namespace axle::resolver {

/// A derived clause and how it came about.
struct Lesson {
  std::vector<Term> terms;      ///< by name; empty: there is no solution
  NameId pivot = 0;             ///< the name whose domain the clause will narrow
  std::uint32_t return_to = 0;  ///< the level on which it does
  std::vector<Step> steps;
};

class ConflictAnalysis {
 public:
  ConflictAnalysis(Universe& universe, const ClauseStore& clauses, const Trail& trail, const SearchRoom& room)
      : universe_(universe), sets_(universe.sets()), clauses_(clauses), trail_(trail), room_(room) {}

  /// `conflict` must be violated under the trail. If that is so on level 0 already, the lesson has no terms.
  /// Worth nothing when the room ran out meanwhile.
  [[nodiscard]] Lesson learn_from(ClauseId conflict);
  /// The clauses that made a domain what the assignment says, each as often as it was used, back to decisions; not all
  /// of them when the room ran out.
  [[nodiscard]] std::vector<ClauseId> reasons_of(NameId name, const Assignment& assignment);

 private:
  /// A term of the clause under work, with the assignment that made it true.
  struct OpenTerm {
    NameId name = 0;
    SetId set = 0;
    Assignment satisfier;
  };
  void start(ClauseId conflict);
  void resolve_with(ClauseId reason, std::size_t place);
  /// The other terms of a clause that narrowed `pivot`.
  void add_causes(ClauseId reason, NameId pivot);
  void add_term(const Term& term);
  [[nodiscard]] std::size_t newest() const;
  [[nodiscard]] std::uint32_t highest_level_but(std::size_t place) const;

  Universe& universe_;
  SetPool& sets_;
  const ClauseStore& clauses_;
  const Trail& trail_;
  const SearchRoom& room_;
  std::vector<OpenTerm> open_;
  std::vector<Step> steps_;
};

}  // namespace axle::resolver
