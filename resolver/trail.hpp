// SPDX-License-Identifier: MIT OR Apache-2.0
// The state of a search: domains with their histories, levels, and the order in which names were discovered.
//
// Source:  universal.md §10 *Trail entry*: per name a stack of entries, so the satisfier of a term is a binary search;
//          discovery and expansion are cut back together with the domains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "resolver/clause_store.hpp"
#include "resolver/universe.hpp"
#include "resolver/version_set.hpp"

namespace axle::resolver {

/// Why and when a domain became what it is. Index 0 is before everything.
struct Assignment {
  SetId domain = 0;
  std::uint32_t index = 0;
  std::uint32_t level = 0;
  ClauseId reason = k_no_clause;  ///< none: a decision, or the start
};

class Trail {
 public:
  Trail(Universe& universe) : universe_(universe), sets_(universe.sets()) {}

  [[nodiscard]] SetId domain(NameId name) {
    if (name >= domains_.size() || domains_[name] == 0) {
      open(name);
    }
    return domains_[name];
  }
  /// Narrows a domain on the present level.
  void assign(NameId name, SetId domain, ClauseId reason);
  /// Starts a level with the decision name := bit.
  void decide(NameId name, std::size_t bit);
  [[nodiscard]] std::uint32_t level() const { return static_cast<std::uint32_t>(marks_.size()); }
  void backjump(std::uint32_t level);
  /// The name decided on a level, 1 … level().
  [[nodiscard]] NameId decided_at(std::uint32_t level) const { return order_[marks_[level - 1].order]; }
  /// The first entry from which on the name lies within `set`; the domain must.
  [[nodiscard]] const Assignment& satisfier(NameId name, SetId set) const;
  /// What took `bit` out of the domain of the name; nothing: it is in it, or the name was never looked at.
  [[nodiscard]] const Assignment* removal(NameId name, std::size_t bit) const;
  [[nodiscard]] std::size_t length() const { return order_.size(); }
  /// The name assigned to last; there is one from the start on.
  [[nodiscard]] NameId latest() const { return order_.back(); }

  /// Appends a name to the discovery list; false when it stands there.
  bool discover(NameId name);
  void mark_expanded(NameId name);
  [[nodiscard]] bool is_discovered(NameId name) const { return name < discovered_.size() && discovered_[name]; }
  [[nodiscard]] bool is_expanded(NameId name) const { return name < expanded_.size() && expanded_[name]; }
  /// Discovered names in order.
  [[nodiscard]] const std::vector<NameId>& discovery() const { return discovery_; }
  /// Everything before this place of discovery() is expanded, but for names passed over on purpose.
  [[nodiscard]] std::size_t first_open() const { return first_open_; }
  void set_first_open(std::size_t place) { first_open_ = place; }
  /// Expanded names in order.
  [[nodiscard]] const std::vector<NameId>& expansion() const { return expansion_; }

 private:
  struct Mark {
    std::size_t order, discovery, expansion, first_open;
  };
  void open(NameId name);
  void cut_back(const Mark& mark);

  Universe& universe_;
  SetPool& sets_;
  std::vector<SetId> domains_;  // 0: not opened
  std::vector<std::vector<Assignment>> history_;
  std::vector<NameId> order_;
  std::vector<Mark> marks_;
  std::vector<NameId> discovery_, expansion_;
  std::vector<bool> discovered_, expanded_;
  std::size_t first_open_ = 0;
};

}  // namespace axle::resolver
