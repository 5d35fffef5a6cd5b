// SPDX-License-Identifier: MIT OR Apache-2.0
// Facts of the universe as clauses; see universal.md §2, Store in the model.
#include "resolver/clause_store.hpp"

#include <algorithm>
#include <array>

#include "resolver/search_room.hpp"

namespace axle::resolver {

std::span<const ClauseId> ClauseStore::of_name(NameId name) const {
  if (name >= by_name_.size()) {
    return {};
  }
  return by_name_[name];
}

SetId ClauseStore::set_of(ClauseId id, NameId name) const {
  for (const Term& term : terms(id)) {
    if (term.name == name) {
      return term.set;
    }
  }
  ASSERT(false, "a reason has a term of the name it narrowed");
  return 0;
}

ClauseId ClauseStore::add(std::span<const Term> terms, ClauseKind kind, FactId fact) {
  const auto id = static_cast<ClauseId>(clauses_.size());
  Clause clause;
  clause.first_term = static_cast<std::uint32_t>(terms_.size());
  clause.term_count = static_cast<std::uint32_t>(terms.size());
  clause.kind = kind;
  clause.fact = fact;
  clauses_.push_back(clause);
  terms_.insert(terms_.end(), terms.begin(), terms.end());
  for (const Term& term : terms) {
    if (term.name >= by_name_.size()) {
      by_name_.resize(term.name + 1);
    }
    by_name_[term.name].push_back(id);
  }
  return id;
}

ClauseId ClauseStore::add_learned(std::span<const Term> terms, std::span<const Step> steps) {
  const ClauseId id = add(terms, ClauseKind::learned, k_no_fact);
  clauses_[id].first_step = static_cast<std::uint32_t>(steps_.size());
  clauses_[id].step_count = static_cast<std::uint32_t>(steps.size());
  steps_.insert(steps_.end(), steps.begin(), steps.end());
  return id;
}

void ClauseStore::touch(NameId name, const SearchRoom& room) {
  if (name >= touched_.size()) {
    touched_.resize(name + 1, false);
  }
  if (touched_[name]) {
    return;
  }
  touched_[name] = true;
  for (const Ban& ban : universe_.bans(name)) {
    if (room.must_end()) {
      return;
    }
    add(std::array{Term{name, ban.versions}}, ClauseKind::ban, ban.fact);
  }
  const NameId base = universe_.base(name);
  if (base != name) {
    SetPool& sets = universe_.sets();
    const std::array terms{Term{name, sets.single(2, 1)}, Term{base, sets.single(universe_.bits(base), 0)}};
    add(terms, ClauseKind::face, k_no_fact);
  }
}

Result<const VersionFacts*> ClauseStore::load(NameId name, std::size_t bit, SearchRoom& room) {
  const std::uint64_t key = (std::uint64_t{name} << 32U) | bit;
  if (const auto found = loaded_.find(key); found != loaded_.end()) {
    return found->second;
  }
  TRY_ASSIGN(const VersionFacts* facts, universe_.facts(name, bit, room));
  loaded_.emplace(key, facts);
  if (!facts->usable) {
    const NameId base = universe_.base(name);
    const Term version{base, universe_.sets().single(universe_.bits(base), bit)};
    if (name == base) {
      add(std::array{version}, ClauseKind::ban, facts->fact);
    } else {
      add(std::array{version, Term{name, universe_.sets().single(2, 1)}}, ClauseKind::ban, facts->fact);
    }
  }
  for (const Dependency& dependency : facts->dependencies) {
    TRY(room.check(universe_.base(dependency.target)));
    add_dependency(name, bit, dependency);
  }
  return facts;
}

void ClauseStore::add_dependency(NameId name, std::size_t bit, const Dependency& dependency) {
  const NameId base = universe_.base(name);
  if (dependency.target == name || dependency.target == base) {
    add_self_dependency(name, bit, dependency);
    return;
  }
  const DependencyKey key{name, dependency.target, dependency.allowed};
  if (const auto found = merged_.find(key); found != merged_.end()) {
    grow(found->second, base, bit, dependency.fact);
    return;
  }
  SetPool& sets = universe_.sets();
  std::array<Term, 3> terms;
  std::size_t count = 0;
  terms[count++] = {base, sets.single(universe_.bits(base), bit)};
  if (name != base) {
    terms[count++] = {name, sets.single(2, 1)};
  }
  terms[count++] = {dependency.target,
                    sets.difference(sets.full(universe_.bits(dependency.target)), dependency.allowed)};
  merged_.emplace(key, add({terms.data(), count}, ClauseKind::dependency, dependency.fact));
}

void ClauseStore::add_self_dependency(NameId name, std::size_t bit, const Dependency& dependency) {
  const NameId base = universe_.base(name);
  if (dependency.target != base || universe_.sets().contains(dependency.allowed, bit)) {
    return;  // a face that needs itself, or a version that needs what it is
  }
  const Term self{base, universe_.sets().single(universe_.bits(base), bit)};
  if (name == base) {
    add(std::array{self}, ClauseKind::self_dependency, dependency.fact);
  } else {
    add(std::array{self, Term{name, universe_.sets().single(2, 1)}}, ClauseKind::self_dependency, dependency.fact);
  }
}

void ClauseStore::grow(ClauseId id, NameId name, std::size_t bit, FactId fact) {
  Clause& clause = clauses_[id];
  if (clause.fact != fact) {
    clause.fact = k_mixed_fact;
  }
  SetPool& sets = universe_.sets();
  for (std::uint32_t i = 0; i < clause.term_count; ++i) {
    Term& term = terms_[clause.first_term + i];
    if (term.name == name) {
      term.set = sets.united(term.set, sets.single(universe_.bits(name), bit));
    }
  }
  if (clause.pruned) {
    clause.pruned = false;
    relist(id);
  }
}

void ClauseStore::relist(ClauseId id) {
  for (const Term& term : terms(id)) {
    std::vector<ClauseId>& list = by_name_[term.name];
    if (std::ranges::find(list, id) == list.end()) {
      list.push_back(id);
    }
  }
}

}  // namespace axle::resolver
