// SPDX-License-Identifier: MIT OR Apache-2.0
// The search loop; every step is a function of the universe alone.
#include "resolver/search.hpp"

#include <algorithm>
#include <utility>

namespace axle::resolver {
namespace {

/// Names with fewer clauses are not worth a look.
constexpr std::size_t k_prune_from = 8;
/// Packages far back that the universe is told of: a swap is tried for no more.
constexpr std::uint32_t k_most_expected_swaps = 3;

bool is_set(const std::vector<bool>& flags, NameId name) {
  return name < flags.size() && flags[name];
}

void set_flag(std::vector<bool>& flags, NameId name, bool value) {
  if (name >= flags.size()) {
    flags.resize(name + 1, false);
  }
  flags[name] = value;
}

}  // namespace

Search::Search(Universe& universe, const SearchLimits& limits)
    : universe_(universe),
      sets_(universe.sets()),
      clauses_(universe),
      room_(sets_, clauses_, limits.memory),
      trail_(universe),
      analysis_(universe, clauses_, trail_, room_),
      limits_(limits) {}

void Search::enqueue(NameId name) {
  if (!is_set(queued_, name)) {
    set_flag(queued_, name, true);
    queue_.push_back(name);
  }
}

void Search::clear_queue() {
  for (const NameId name : queue_) {
    queued_[name] = false;
  }
  queue_.clear();
}

void Search::discover(NameId name) {
  if (trail_.discover(name)) {
    clauses_.touch(name, room_);
    // Clauses may have become unit while nobody looked at the name (universal.md 7.3).
    enqueue(name);
  }
}

void Search::start() {
  discover(k_root);
  trail_.assign(k_root, sets_.single(universe_.bits(k_root), 1), k_no_clause);
}

std::optional<ClauseId> Search::propagate() {
  while (!queue_.empty() && !room_.must_end()) {
    const NameId name = queue_.back();
    queue_.pop_back();
    queued_[name] = false;
    if (const auto conflict = propagate_clauses_of(name)) {
      clear_queue();
      return conflict;
    }
  }
  return std::nullopt;
}

void Search::prune_clauses_of(NameId name) {
  const std::size_t length = clauses_.of_name(name).size();
  if (length < k_prune_from || trail_.level() != 0) {
    return;
  }
  clauses_.prune(name, [&](ClauseId id) {
    return std::ranges::any_of(clauses_.terms(id),
                               [&](const Term& term) { return !sets_.overlaps(trail_.domain(term.name), term.set); });
  });
}

std::optional<ClauseId> Search::propagate_clauses_of(NameId name) {
  prune_clauses_of(name);
  for (const ClauseId id : clauses_.of_name(name)) {
    const Term* open = nullptr;
    bool can_fire = true;
    for (const Term& term : clauses_.terms(id)) {
      const SetId domain = trail_.domain(term.name);
      if (sets_.is_subset(domain, term.set)) {
        continue;
      }
      if (open != nullptr || !sets_.overlaps(domain, term.set)) {
        can_fire = false;
        break;
      }
      open = &term;
    }
    if (!can_fire) {
      continue;
    }
    if (open == nullptr) {
      return id;
    }
    ++statistics_.propagations;
    trail_.assign(open->name, sets_.difference(trail_.domain(open->name), open->set), id);
    enqueue(open->name);
    // One page can have more clauses than there is memory for what they leave of its versions.
    if (room_.must_end()) {
      break;
    }
  }
  return std::nullopt;
}

bool Search::promote(NameId pivot, std::uint32_t return_to) {
  if (limits_.promote_after == 0 || return_to == 0) {
    return false;
  }
  const NameId affected = universe_.base(pivot);
  const NameId culprit = universe_.base(trail_.decided_at(return_to));
  const std::uint32_t clashes = ++clashes_[(std::uint64_t{affected} << 32U) | culprit];
  if (affected == culprit || clashes != limits_.promote_after || order_.is_early(affected)) {
    return false;
  }
  order_.put_early(affected);
  order_.put_late(culprit);
  return true;
}

Result<std::optional<ClauseId>> Search::handle_conflict(ClauseId conflict) {
  ++statistics_.conflicts;
  const Lesson lesson = analysis_.learn_from(conflict);
  TRY(room_.check(at_work()));
  const ClauseId learned = clauses_.add_learned(lesson.terms, lesson.steps);
  if (lesson.terms.empty()) {
    return learned;
  }
  const NameId package = universe_.base(lesson.pivot);
  conflicts_of_.resize(std::max<std::size_t>(conflicts_of_.size(), package + 1), 0);
  ++conflicts_of_[package];
  std::uint32_t return_to = lesson.return_to;
  if (promote(lesson.pivot, return_to)) {
    // Level 0 stays: what was pruned rests on it.
    ++statistics_.restarts;
    return_to = 0;
  }
  if (return_to < trail_.level()) {
    trail_.backjump(return_to);
  }
  clear_queue();
  for (const Term& term : lesson.terms) {
    enqueue(term.name);
  }
  return std::nullopt;
}

std::optional<MostInConflict> Search::most_in_conflict() const {
  const auto most = std::ranges::max_element(conflicts_of_);
  if (most == conflicts_of_.end()) {
    return std::nullopt;
  }
  return MostInConflict{static_cast<NameId>(most - conflicts_of_.begin()), *most};
}

std::optional<NameId> Search::at_work() const {
  const NameId latest = universe_.base(trail_.latest());
  return conflicts_of_.empty() && latest != k_root ? std::optional(latest) : std::nullopt;
}

std::optional<NameId> Search::next_name() {
  for (const NameId name : order_.early()) {
    if (trail_.is_discovered(name) && !trail_.is_expanded(name)) {
      return name;
    }
  }
  const std::vector<NameId>& found = trail_.discovery();
  std::size_t place = trail_.first_open();
  while (place < found.size() && trail_.is_expanded(found[place])) {
    ++place;
  }
  trail_.set_first_open(place);
  if (place == found.size()) {
    return std::nullopt;
  }
  for (std::size_t i = place; i < found.size(); ++i) {
    if (!trail_.is_expanded(found[i]) && !order_.is_late(found[i])) {
      return found[i];
    }
  }
  return found[place];
}

std::size_t Search::best_value(NameId name) {
  const SetId domain = trail_.domain(name);
  for (const std::uint32_t bit : universe_.preferred(name)) {
    if (sets_.contains(domain, bit)) {
      return bit;
    }
  }
  return sets_.highest(domain);
}

Result<void> Search::advance(NameId name) {
  const NameId base = universe_.base(name);
  if (base != name && !trail_.is_expanded(base)) {
    return advance(base);
  }
  const SetId domain = trail_.domain(name);
  ASSERT(!sets_.contains(domain, 0), "a discovered name is required");
  const std::size_t value = best_value(name);
  const std::size_t version = base == name ? value : sets_.highest(trail_.domain(base));
  if (base == name) {
    universe_.expect(name, value, domain);
  }
  TRY_ASSIGN(const VersionFacts* facts, clauses_.load(name, version, room_));
  // The new facts first: they may exclude the version without a decision.
  enqueue(base);
  enqueue(name);
  const std::size_t before = trail_.length();
  pending_conflict_ = propagate();
  if (pending_conflict_ || trail_.length() != before) {
    return {};
  }
  if (sets_.count(domain) > 1) {
    ++statistics_.decisions;
    trail_.decide(name, value);
    enqueue(name);
  }
  if (base == name && swaps_expected_ < k_most_expected_swaps && !is_set(was_chosen_, name)) {
    set_flag(was_chosen_, name, true);
    expect_swap(name, value);
  }
  expand(name, *facts);
  return {};
}

void Search::expect_swap(NameId name, std::size_t value) {
  std::uint32_t lag = 0;
  const Assignment* best = nullptr;
  for (std::size_t bit = universe_.bits(name) - 1; bit > value; --bit) {
    const Assignment* taken = trail_.removal(name, static_cast<std::uint32_t>(bit));
    if (taken != nullptr && taken->level > 0) {
      best = best == nullptr ? taken : best;
      ++lag;
    }
  }
  if (lag < k_far_back) {
    return;
  }
  ++swaps_expected_;
  for (const NameId holder : decisions_behind(name, *best)) {
    if (holder != name) {
      universe_.expect_swap({holder, static_cast<std::uint32_t>(sets_.highest(trail_.domain(holder)))});
    }
  }
}

void Search::expand(NameId name, const VersionFacts& facts) {
  trail_.mark_expanded(name);
  for (const Dependency& dependency : facts.dependencies) {
    discover(dependency.target);
  }
}

std::vector<ClauseId> Search::facts_behind(NameId name, const Assignment& removal, std::set<ClauseId>& known) {
  std::vector<ClauseId> open = analysis_.reasons_of(name, removal);
  std::vector<ClauseId> facts;
  while (!open.empty()) {
    const ClauseId id = open.back();
    open.pop_back();
    if (!known.insert(id).second) {
      continue;
    }
    if (clauses_.clause(id).kind != ClauseKind::learned) {
      facts.push_back(id);
    }
    for (const Step& step : clauses_.steps(id)) {
      open.push_back(step.clause);
    }
  }
  if (room_.must_end()) {
    return {};
  }
  std::ranges::sort(facts);
  return facts;
}

std::vector<NameId> Search::decisions_behind(NameId name, const Assignment& assignment) const {
  std::set<NameId> decisions;
  std::set<std::uint32_t> seen;
  std::vector<std::pair<NameId, ClauseId>> open;
  const auto look_at = [&](NameId subject, const Assignment& cause) {
    if (cause.level == 0 || !seen.insert(cause.index).second) {
      return;
    }
    if (cause.reason == k_no_clause) {
      decisions.insert(universe_.base(subject));
    } else {
      open.emplace_back(subject, cause.reason);
    }
  };
  look_at(name, assignment);
  while (!open.empty()) {
    const auto [subject, reason] = open.back();
    open.pop_back();
    for (const Term& term : clauses_.terms(reason)) {
      if (term.name != subject) {
        look_at(term.name, trail_.satisfier(term.name, term.set));
      }
    }
  }
  return {decisions.begin(), decisions.end()};
}

Result<SearchAnswer> Search::run(const std::stop_token& stop, const std::function<void()>& after_conflict) {
  room_.stop_with(stop);
  start();
  TRY_ASSIGN(auto answer, search(limits_.conflicts, after_conflict));
  if (!answer) {
    return fail(ErrorCode::resolution_too_hard, "the search for versions has more conflicts than it may have");
  }
  return *std::move(answer);
}

Result<std::optional<std::vector<Pick>>> Search::retry(DecisionOrder order, const Pick& surpassed,
                                                       std::uint64_t most_conflicts) {
  order_ = std::move(order);
  surpassed_ = surpassed;
  ++statistics_.restarts;
  if (trail_.level() > 0) {
    trail_.backjump(0);
  }
  clear_queue();
  TRY_ASSIGN(auto answer, search(statistics_.conflicts + most_conflicts, {}));
  ASSERT(!answer || !answer->refutation, "there is an answer already");
  return answer ? std::optional(std::move(answer->picks)) : std::nullopt;
}

Result<std::optional<SearchAnswer>> Search::search(std::uint64_t most_conflicts,
                                                   const std::function<void()>& after_conflict) {
  while (true) {
    std::optional<ClauseId> conflict = std::exchange(pending_conflict_, std::nullopt);
    if (!conflict) {
      conflict = propagate();
    }
    TRY(room_.check(at_work()));
    if (conflict) {
      TRY_ASSIGN(const auto refutation, handle_conflict(*conflict));
      if (refutation) {
        statistics_.clauses = clauses_.size();
        return SearchAnswer{{}, refutation};
      }
      if (statistics_.conflicts > most_conflicts) {
        return std::nullopt;
      }
      if (after_conflict) {
        after_conflict();
      }
      continue;
    }
    const std::optional<NameId> name = next_name();
    if (!name) {
      break;
    }
    if (surpassed_ && surpassed_->name == universe_.base(*name) && !trail_.is_expanded(surpassed_->name) &&
        best_value(surpassed_->name) <= surpassed_->bit) {
      return std::nullopt;
    }
    TRY(advance(*name));
  }
  SearchAnswer answer;
  for (const NameId name : trail_.expansion()) {
    answer.picks.push_back({name, static_cast<std::uint32_t>(sets_.highest(trail_.domain(name)))});
  }
  statistics_.clauses = clauses_.size();
  return answer;
}

}  // namespace axle::resolver
