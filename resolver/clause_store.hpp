// SPDX-License-Identifier: MIT OR Apache-2.0
// Clauses ("not all of these terms hold"): facts about the world and what was learned from conflicts.
//
// Source:   universal.md §1, §3, §10. Equal dependencies of several versions share one clause whose set of versions
//           grows (invariant 8). Learned clauses keep the steps they were derived by: the proof is made from them.
//           Nothing is ever deleted (137 learned clauses on the largest recorded set).
// Guards:   each clause has the number of a guard set; with one environment there is only `k_always`.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "resolver/universe.hpp"
#include "resolver/version_set.hpp"

namespace axle::resolver {

using ClauseId = std::uint32_t;
using GuardSetId = std::uint32_t;

inline constexpr ClauseId k_no_clause = 0xFFFFFFFF;
inline constexpr GuardSetId k_always = 0;
/// The fact of a clause that several differing texts share.
inline constexpr FactId k_mixed_fact = 0xFFFFFFFE;

struct Term {
  NameId name = 0;
  SetId set = 0;
  bool operator==(const Term&) const = default;
};

enum class ClauseKind : std::uint8_t { dependency, self_dependency, ban, face, learned };

struct Clause {
  std::uint32_t first_term = 0;
  std::uint32_t term_count = 0;
  ClauseKind kind = ClauseKind::dependency;
  bool pruned = false;  ///< missing in the list of one of its names
  GuardSetId guards = k_always;
  FactId fact = k_no_fact;
  std::uint32_t first_step = 0;  ///< learned: into steps()
  std::uint32_t step_count = 0;
};

/// One step of a derivation: resolve with `clause` on `pivot`. The first step has no pivot, it is where one starts.
struct Step {
  ClauseId clause = k_no_clause;
  NameId pivot = 0;
};

class ClauseStore {
 public:
  ClauseStore(Universe& universe) : universe_(universe) {}

  /// The first time a name is met: its bans, and for a face the tie to its package. Stops early when the room runs out.
  void touch(NameId name, const SearchRoom& room);
  /// The facts of one version (of a face: what the extra adds). The first call may block. Errors: those of the
  /// universe; those of `room`, and then not all of them became clauses.
  [[nodiscard]] Result<const VersionFacts*> load(NameId name, std::size_t bit, SearchRoom& room);
  ClauseId add_learned(std::span<const Term> terms, std::span<const Step> steps);

  [[nodiscard]] const Clause& clause(ClauseId id) const { return clauses_[id]; }
  [[nodiscard]] std::span<const Term> terms(ClauseId id) const {
    return {terms_.data() + clauses_[id].first_term, clauses_[id].term_count};
  }
  [[nodiscard]] std::span<const Step> steps(ClauseId id) const {
    return {steps_.data() + clauses_[id].first_step, clauses_[id].step_count};
  }
  /// Clauses with a term of that name.
  [[nodiscard]] std::span<const ClauseId> of_name(NameId name) const;
  /// Takes the clauses out of the name's list that `is_dead` says can never fire again (level 0); they come back when
  /// they grow.
  template <typename IsDead>
  void prune(NameId name, const IsDead& is_dead) {
    std::vector<ClauseId>& list = by_name_[name];
    std::erase_if(list, [&](ClauseId id) {
      const bool dead = is_dead(id);
      clauses_[id].pruned = clauses_[id].pruned || dead;
      return dead;
    });
  }
  [[nodiscard]] SetId set_of(ClauseId id, NameId name) const;
  [[nodiscard]] std::size_t size() const { return clauses_.size(); }
  /// What all clauses take up with their terms, steps and places in lists; a function of what was added.
  [[nodiscard]] std::size_t size_in_bytes() const {
    return clauses_.size() * sizeof(Clause) + terms_.size() * (sizeof(Term) + sizeof(ClauseId)) +
           steps_.size() * sizeof(Step);
  }

 private:
  ClauseId add(std::span<const Term> terms, ClauseKind kind, FactId fact);
  void add_dependency(NameId name, std::size_t bit, const Dependency& dependency);
  void add_self_dependency(NameId name, std::size_t bit, const Dependency& dependency);
  void relist(ClauseId id);
  void grow(ClauseId id, NameId name, std::size_t bit, FactId fact);

  /// Equal dependencies: the one who needs, the one needed, and the set.
  struct DependencyKey {
    NameId from = 0;
    NameId target = 0;
    SetId allowed = 0;
    bool operator==(const DependencyKey&) const = default;
  };
  struct DependencyKeyHash {
    std::size_t operator()(const DependencyKey& key) const noexcept {
      const std::uint64_t pair = (std::uint64_t{key.from} << 32U) | key.target;
      return (pair * 0x9E3779B97F4A7C15ULL) ^ (key.allowed * 0xD6E8FEB86659FD93ULL);
    }
  };

  Universe& universe_;
  std::vector<Clause> clauses_;
  std::vector<Term> terms_;
  std::vector<Step> steps_;
  std::vector<std::vector<ClauseId>> by_name_;
  std::vector<bool> touched_;
  std::unordered_map<std::uint64_t, const VersionFacts*> loaded_;  // (name, bit); looked up, never walked
  std::unordered_map<DependencyKey, ClauseId, DependencyKeyHash> merged_;
};

}  // namespace axle::resolver
