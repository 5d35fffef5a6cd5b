// SPDX-License-Identifier: MIT OR Apache-2.0
// Resolution along the trail, newest satisfier first.
#include "resolver/conflict_analysis.hpp"

#include <algorithm>

namespace axle::resolver {

void ConflictAnalysis::start(ClauseId conflict) {
  open_.clear();
  steps_.assign(1, Step{conflict, k_root});
  for (const Term& term : clauses_.terms(conflict)) {
    add_term(term);
  }
}

void ConflictAnalysis::add_term(const Term& term) {
  for (OpenTerm& open : open_) {
    if (open.name == term.name) {
      const SetId both = sets_.intersection(open.set, term.set);
      if (both != open.set) {
        open.set = both;
        open.satisfier = trail_.satisfier(open.name, both);
      }
      return;
    }
  }
  open_.push_back({term.name, term.set, trail_.satisfier(term.name, term.set)});
}

std::size_t ConflictAnalysis::newest() const {
  const auto found = std::ranges::max_element(
      open_, {}, [](const OpenTerm& term) { return std::pair(term.satisfier.index, term.name); });
  return static_cast<std::size_t>(found - open_.begin());
}

std::uint32_t ConflictAnalysis::highest_level_but(std::size_t place) const {
  std::uint32_t level = 0;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    if (i != place) {
      level = std::max(level, open_[i].satisfier.level);
    }
  }
  return level;
}

void ConflictAnalysis::resolve_with(ClauseId reason, std::size_t place) {
  const NameId pivot = open_[place].name;
  const SetId either = sets_.united(open_[place].set, clauses_.set_of(reason, pivot));
  open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(place));
  if (either != sets_.full(universe_.bits(pivot))) {
    open_.push_back({pivot, either, trail_.satisfier(pivot, either)});
  }
  add_causes(reason, pivot);
}

void ConflictAnalysis::add_causes(ClauseId reason, NameId pivot) {
  for (const Term& term : clauses_.terms(reason)) {
    if (term.name != pivot) {
      add_term(term);
    }
  }
  steps_.push_back({reason, pivot});
}

Lesson ConflictAnalysis::learn_from(ClauseId conflict) {
  start(conflict);
  const bool at_root = highest_level_but(open_.size()) == 0;
  Lesson lesson;
  while (!open_.empty() && !room_.must_end()) {
    const std::size_t place = newest();
    const Assignment satisfier = open_[place].satisfier;
    const std::uint32_t others = highest_level_but(place);
    if (!at_root && satisfier.level > others) {
      lesson.pivot = open_[place].name;
      lesson.return_to = others;
      break;
    }
    if (satisfier.reason == k_no_clause) {
      // The root's own assertion, or a term that no domain can leave.
      open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(place));
    } else {
      resolve_with(satisfier.reason, place);
    }
  }
  std::ranges::sort(open_, {}, &OpenTerm::name);
  for (const OpenTerm& term : open_) {
    lesson.terms.push_back({term.name, term.set});
  }
  lesson.steps = steps_;
  return lesson;
}

std::vector<ClauseId> ConflictAnalysis::reasons_of(NameId name, const Assignment& assignment) {
  open_.clear();
  steps_.clear();
  if (assignment.reason != k_no_clause) {
    add_causes(assignment.reason, name);
  }
  while (!open_.empty() && !room_.must_end()) {
    const std::size_t place = newest();
    const ClauseId reason = open_[place].satisfier.reason;
    if (reason == k_no_clause) {
      open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(place));
    } else {
      resolve_with(reason, place);
    }
  }
  std::vector<ClauseId> reasons;
  reasons.reserve(steps_.size());
  for (const Step& step : steps_) {
    reasons.push_back(step.clause);
  }
  return reasons;
}

}  // namespace axle::resolver
