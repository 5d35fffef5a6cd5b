// SPDX-License-Identifier: MIT OR Apache-2.0
// Chains of resolution steps as a proof.
#include "resolver/derivation.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/format.hpp"
#include "base/text.hpp"
#include "resolver/clause_words.hpp"
#include "resolver/explained_package.hpp"

namespace axle::resolver {
namespace {

/// A clause under work: terms by name.
using Terms = std::map<NameId, SetId>;

class ProofMaker {
 public:
  ProofMaker(const Options& options, PackageUniverse& universe, const ClauseStore& clauses, std::stop_token stop)
      : cutoffs_(options.exclude_newer),
        room_(options.search_memory),
        stop_(std::move(stop)),
        universe_(universe),
        sets_(universe.sets()),
        sets_before_(sets_.size_in_bytes()),
        clauses_(clauses) {}

  Result<NoSolution> make(ClauseId refutation) {
    proof_.packages.emplace_back();  // the user
    const std::vector<ClauseId> lessons = needed_lessons(refutation);
    narrow_bans(lessons);
    for (const ClauseId learned : lessons) {
      add_chain(learned);
      if (stop_.stop_requested()) {
        return fail(ErrorCode::cancelled, "the resolution was cancelled");
      }
      if (is_full()) {
        return fail(Error(ErrorCode::no_solution, "no solution was found, and why is too long to tell")
                        .caused_by(Error(ErrorCode::no_solution,
                                         format("the proof takes more than {} of memory", format_bytes(room_)))));
      }
    }
    for (const auto& [base, number] : package_numbers_) {
      drop_unasked(base, proof_.packages[number]);
    }
    return std::move(proof_);
  }

 private:
  /// Facts, and the sets that they were made of.
  [[nodiscard]] bool is_full() const { return size_ + (sets_.size_in_bytes() - sets_before_) > room_; }
  /// Asked at each step of a chain: one lesson may have very many. Then what was made is worth nothing.
  [[nodiscard]] bool must_end() const { return is_full() || stop_.stop_requested(); }

  /// Learned clauses that the refutation rests on, oldest first. Causes are older than what follows from them.
  std::vector<ClauseId> needed_lessons(ClauseId refutation) const {
    std::set<ClauseId> needed{refutation};
    for (auto place = needed.end(); place != needed.begin();) {
      --place;
      for (const Step& step : clauses_.steps(*place)) {
        if (clauses_.clause(step.clause).kind == ClauseKind::learned) {
          needed.insert(step.clause);
        }
      }
    }
    return {needed.begin(), needed.end()};
  }

  [[nodiscard]] SetId full(NameId name) { return sets_.full(universe_.bits(name)); }

  Terms terms_of(ClauseId id) {
    if (const auto known = lesson_terms_.find(id); known != lesson_terms_.end()) {
      return known->second;
    }
    Terms terms;
    for (const Term& term : clauses_.terms(id)) {
      if (const SetId set = told_set(id, term); set != full(term.name)) {
        terms.emplace(term.name, set);
      }
    }
    return terms;
  }

  /// False when the resolvent says nothing.
  bool resolve(Terms& terms, const Terms& with, NameId pivot) {
    const auto own = terms.find(pivot);
    const auto other = with.find(pivot);
    if (own == terms.end() || other == with.end()) {
      return false;
    }
    own->second = sets_.united(own->second, other->second);
    if (own->second == full(pivot)) {
      terms.erase(own);
    }
    for (const auto& [name, set] : with) {
      if (name == pivot) {
        continue;
      }
      const auto [place, is_new] = terms.try_emplace(name, set);
      if (!is_new) {
        place->second = sets_.intersection(place->second, set);
      }
      if (sets_.is_empty(place->second)) {
        return false;
      }
    }
    return true;
  }

  /// The user's own requirements last, if that proves the same: sentences read better.
  std::vector<Step> ordered_steps(ClauseId learned) {
    const auto steps = clauses_.steps(learned);
    std::vector<Step> given(steps.begin(), steps.end());
    std::vector<Step> ordered = given;
    std::stable_partition(ordered.begin() + 1, ordered.end(),
                          [&](const Step& step) { return !is_requirement(step.clause); });
    const auto original = run(given);
    return run(ordered) == original ? ordered : given;
  }

  std::optional<Terms> run(const std::vector<Step>& steps) {
    Terms terms = terms_of(steps.front().clause);
    for (std::size_t i = 1; i < steps.size() && !must_end(); ++i) {
      if (!resolve(terms, terms_of(steps[i].clause), steps[i].pivot)) {
        return std::nullopt;
      }
    }
    return terms;
  }

  [[nodiscard]] bool is_requirement(ClauseId id) const {
    return clauses_.clause(id).kind == ClauseKind::dependency && clauses_.terms(id).front().name == k_root;
  }

  /// Of versions that cannot be used those are told that the chains need: the one that is asked for, and not all others
  /// of the same fault. What each chain proves stays the same. That no version at all can be used is told as it is.
  void narrow_bans(const std::vector<ClauseId>& lessons) {
    std::map<ClauseId, SetId> needed;
    for (const ClauseId learned : lessons) {
      const std::vector<Step>& steps = steps_.emplace(learned, ordered_steps(learned)).first->second;
      const std::optional<Terms> proved = run(steps);
      if (!proved || must_end()) {
        return;
      }
      lesson_terms_[learned] = *proved;
      add_needed(steps, *proved, needed);
    }
    told_of_bans_ = std::move(needed);
  }

  /// Backwards from what a chain proves: what a step does not give, those before it must.
  void add_needed(const std::vector<Step>& steps, Terms wanted, std::map<ClauseId, SetId>& needed) {
    for (std::size_t i = steps.size(); i-- > 0 && !must_end();) {
      const ClauseId id = steps[i].clause;
      const NameId pivot = i == 0 ? clauses_.terms(id).front().name : steps[i].pivot;
      const SetId before = wanted.try_emplace(pivot, full(pivot)).first->second;
      if (is_unusable(id)) {
        add_part(id, before, needed);
      }
      const Terms given = terms_of(id);
      if (const auto found = given.find(pivot); found != given.end()) {
        wanted[pivot] = sets_.difference(before, found->second);
      }
    }
  }

  [[nodiscard]] bool is_unusable(ClauseId id) const {
    const Clause& clause = clauses_.clause(id);
    return clause.kind == ClauseKind::ban && clause.term_count == 1 &&
           universe_.fact(clause.fact).kind == FactKind::unusable;
  }

  void add_part(ClauseId ban, SetId wanted, std::map<ClauseId, SetId>& needed) {
    const Term whole = clauses_.terms(ban).front();
    const SetId all = sets_.difference(full(whole.name), sets_.single(universe_.bits(whole.name), 0));
    const SetId part = sets_.intersection(whole.set, wanted);
    const SetId told = sets_.is_empty(part) || whole.set == all ? whole.set : part;
    const auto [place, is_new] = needed.try_emplace(ban, told);
    if (!is_new) {
      place->second = sets_.united(place->second, told);
    }
  }

  [[nodiscard]] SetId told_set(ClauseId id, const Term& term) const {
    const auto found = told_of_bans_.find(id);
    return found == told_of_bans_.end() ? term.set : found->second;
  }

  void add_chain(ClauseId learned) {
    const auto known = steps_.find(learned);
    const std::vector<Step> steps = known == steps_.end() ? ordered_steps(learned) : known->second;
    Terms terms = terms_of(steps.front().clause);
    std::uint32_t fact = fact_of(steps.front().clause);
    for (std::size_t i = 1; i < steps.size() && !must_end(); ++i) {
      const std::uint32_t reason = fact_of(steps[i].clause);
      resolve(terms, terms_of(steps[i].clause), steps[i].pivot);
      fact = add_derived(terms, fact, reason);
    }
    lesson_terms_[learned] = terms;
    clause_facts_[learned] = fact;
  }

  std::uint32_t add_derived(const Terms& terms, std::uint32_t first, std::uint32_t second) {
    Fact fact;
    fact.terms = fact_terms(terms);
    fact.causes = {first, second};
    proof_.facts.push_back(std::move(fact));
    return static_cast<std::uint32_t>(proof_.facts.size() - 1);
  }

  std::uint32_t fact_of(ClauseId id) {
    if (const auto known = clause_facts_.find(id); known != clause_facts_.end()) {
      return known->second;
    }
    Fact fact = external_fact(id);
    proof_.facts.push_back(fact);
    auto number = static_cast<std::uint32_t>(proof_.facts.size() - 1);
    const Term last = clauses_.terms(id).back();
    if (clauses_.clause(id).kind == ClauseKind::dependency && last.set == full(last.name)) {
      Fact nothing;
      nothing.kind = is_impossible(id) ? FactKind::empty_range : FactKind::no_versions;
      nothing.text = fact.text;
      nothing.texts = fact.texts;
      nothing.terms.push_back(fact_term(last.name, sets_.none(universe_.bits(last.name))));
      proof_.facts.push_back(std::move(nothing));
      number = add_derived(terms_of(id), number, number + 1);
    }
    clause_facts_.emplace(id, number);
    return number;
  }

  /// Whether no version at all satisfies any requirement behind the clause.
  [[nodiscard]] bool is_impossible(ClauseId id) const {
    return std::ranges::all_of(facts_behind(universe_, clauses_, id), [&](FactId fact) {
      return universe_.specifier(universe_.fact(fact).specifier).set.intervals().empty();
    });
  }

  Fact external_fact(ClauseId id) {
    const Clause& clause = clauses_.clause(id);
    Fact fact;
    const auto terms = clauses_.terms(id);
    for (const Term& term : terms) {
      fact.terms.push_back(fact_term(term.name, told_set(id, term)));
    }
    switch (clause.kind) {
      case ClauseKind::dependency:
        fact.kind = terms.front().name == k_root ? FactKind::requirement : FactKind::dependency;
        break;
      case ClauseKind::self_dependency:
        fact.kind = FactKind::self_dependency;
        break;
      case ClauseKind::ban:
        fact.kind = universe_.fact(clause.fact).kind;
        break;
      case ClauseKind::face:
        fact.kind = FactKind::extra_needs_base;
        break;
      case ClauseKind::learned:
        ASSERT(false, "a lesson is made before it is used");
        break;
    }
    add_words(id, fact);
    return fact;
  }

  void add_words(ClauseId id, Fact& fact) {
    const std::vector<FactId> behind = facts_behind(universe_, clauses_, id);
    const auto terms = clauses_.terms(id);
    if (behind.size() == 1) {
      describe(universe_.fact(behind.front()), fact);
    }
    if (fact.reason == UnusableReason::yanked) {
      fact.text = shared_yank_reason(universe_, {terms.front().name, told_set(id, terms.front())});
    }
    for (std::size_t i = 0; i < behind.size() && behind.size() > 1; ++i) {
      fact.texts.push_back(universe_.requirement_text(universe_.fact(behind[i])));
      size_ += sizeof(std::string) + fact.texts.back().size();
    }
    if (fact.kind == FactKind::requirement || fact.kind == FactKind::dependency) {
      std::vector<SpecifierId>& asked = asked_[universe_.base(terms.back().name)].emplace_back();
      std::ranges::transform(behind, std::back_inserter(asked),
                             [&](FactId one) { return universe_.fact(one).specifier; });
    }
  }

  void describe(const FactRecord& record, Fact& fact) const {
    fact.reason = record.reason;
    fact.text = record.kind == FactKind::unusable ? record.detail : universe_.requirement_text(record);
    fact.origin = record.given == nullptr ? std::string() : record.given->origin;
    fact.is_installed = record.given != nullptr && record.given->is_installed;
  }

  /// Of versions that a policy hides, those matter that every requirement of the proof lets in. Of several texts that
  /// mean the same for listed versions, one is enough: they may differ on hidden ones.
  void drop_unasked(NameId base, ExplainedPackage& package) const {
    const auto found = asked_.find(base);
    if (found == asked_.end()) {
      return;
    }
    const auto is_excluded = [&](const spec::Version& version) {
      return std::ranges::any_of(found->second, [&](const std::vector<SpecifierId>& texts) {
        return std::ranges::none_of(texts,
                                    [&](SpecifierId id) { return universe_.specifier(id).set.contains(version); });
      });
    };
    std::erase_if(package.hidden_prereleases, is_excluded);
    std::erase_if(package.hidden_newer, [&](const HiddenVersion& hidden) { return is_excluded(hidden.version); });
  }

  std::vector<FactTerm> fact_terms(const Terms& terms) {
    std::vector<FactTerm> out;
    for (const auto& [name, set] : terms) {
      out.push_back(fact_term(name, set));
    }
    return out;
  }

  FactTerm fact_term(NameId name, SetId set) {
    FactTerm term;
    size_ += sizeof(Fact) + sizeof(FactTerm) + universe_.bits(name) / 8;
    if (name == k_root) {
      return term;
    }
    const PackageUniverse::Name& entry = universe_.name(name);
    term.package = package_number(entry.base);
    term.absent = sets_.contains(set, 0);
    if (entry.extra) {
      term.extra = entry.extra;
      return term;
    }
    const VersionTable& table = universe_.table(name);
    term.versions.assign(words_for(table.size()), 0);
    for (const std::uint32_t bit : sets_.members(set)) {
      if (bit != 0) {
        const std::size_t row = table.row_of_bit(bit);
        term.versions[row / 64] |= 1ULL << (row % 64);
      }
    }
    return term;
  }

  std::uint32_t package_number(NameId base) {
    const auto [entry, is_new] = package_numbers_.try_emplace(base, static_cast<std::uint32_t>(proof_.packages.size()));
    if (is_new) {
      proof_.packages.push_back(explain_package(universe_.name(base), cutoffs_));
    }
    return entry->second;
  }

  const ExcludeNewer& cutoffs_;
  std::size_t room_;      // bytes
  std::size_t size_ = 0;  // about so much has been made
  std::stop_token stop_;
  PackageUniverse& universe_;
  SetPool& sets_;
  std::size_t sets_before_;  // bytes
  const ClauseStore& clauses_;
  NoSolution proof_;
  std::map<ClauseId, std::vector<Step>> steps_;  // in the order in which they are told
  std::map<ClauseId, SetId> told_of_bans_;       // of versions that cannot be used
  std::map<ClauseId, Terms> lesson_terms_;
  std::map<ClauseId, std::uint32_t> clause_facts_;
  std::map<NameId, std::uint32_t> package_numbers_;
  std::map<NameId, std::vector<std::vector<SpecifierId>>> asked_;  // for each requirement of the proof: its texts
};

}  // namespace

Result<NoSolution> make_no_solution(const Problem& problem, PackageUniverse& universe, const ClauseStore& clauses,
                                    ClauseId refutation, const std::stop_token& stop) {
  TRY_ASSIGN(NoSolution proof, ProofMaker(problem.options, universe, clauses, stop).make(refutation));
  proof.python_version = problem.target.version.to_string();
  if (!problem.tags.tags().empty()) {
    proof.best_tag = problem.tags.tags().front().to_string();
  }
  return proof;
}

}  // namespace axle::resolver
