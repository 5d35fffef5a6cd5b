// SPDX-License-Identifier: MIT OR Apache-2.0
// The trail: assignments with levels, and their undoing.
#include "resolver/trail.hpp"

#include <algorithm>

namespace axle::resolver {

void Trail::open(NameId name) {
  if (name >= domains_.size()) {
    domains_.resize(name + 1, 0);
    history_.resize(name + 1);
  }
  domains_[name] = sets_.full(universe_.bits(name));
  history_[name].push_back({domains_[name], 0, 0, k_no_clause});
}

void Trail::assign(NameId name, SetId domain_now, ClauseId reason) {
  static_cast<void>(domain(name));
  order_.push_back(name);
  domains_[name] = domain_now;
  history_[name].push_back({domain_now, static_cast<std::uint32_t>(order_.size()), level(), reason});
}

void Trail::decide(NameId name, std::size_t bit) {
  marks_.push_back({order_.size(), discovery_.size(), expansion_.size(), first_open_});
  assign(name, sets_.single(universe_.bits(name), bit), k_no_clause);
}

void Trail::backjump(std::uint32_t level) {
  cut_back(marks_[level]);
  marks_.resize(level);
}

void Trail::cut_back(const Mark& mark) {
  for (std::size_t i = order_.size(); i > mark.order; --i) {
    const NameId name = order_[i - 1];
    history_[name].pop_back();
    domains_[name] = history_[name].back().domain;
  }
  order_.resize(mark.order);
  for (std::size_t i = mark.discovery; i < discovery_.size(); ++i) {
    discovered_[discovery_[i]] = false;
  }
  discovery_.resize(mark.discovery);
  for (std::size_t i = mark.expansion; i < expansion_.size(); ++i) {
    expanded_[expansion_[i]] = false;
  }
  expansion_.resize(mark.expansion);
  first_open_ = mark.first_open;
}

const Assignment& Trail::satisfier(NameId name, SetId set) const {
  const std::vector<Assignment>& entries = history_[name];
  const auto found = std::ranges::partition_point(
      entries, [&](const Assignment& entry) { return !sets_.is_subset(entry.domain, set); });
  ASSERT(found != entries.end(), "the term is satisfied");
  return *found;
}

const Assignment* Trail::removal(NameId name, std::size_t bit) const {
  if (name >= history_.size()) {
    return nullptr;
  }
  const std::vector<Assignment>& entries = history_[name];
  const auto found =
      std::ranges::partition_point(entries, [&](const Assignment& entry) { return sets_.contains(entry.domain, bit); });
  return found == entries.end() ? nullptr : &*found;
}

bool Trail::discover(NameId name) {
  if (name >= discovered_.size()) {
    discovered_.resize(name + 1, false);
  }
  if (discovered_[name]) {
    return false;
  }
  discovered_[name] = true;
  discovery_.push_back(name);
  return true;
}

void Trail::mark_expanded(NameId name) {
  if (name >= expanded_.size()) {
    expanded_.resize(name + 1, false);
  }
  expanded_[name] = true;
  expansion_.push_back(name);
}

}  // namespace axle::resolver
