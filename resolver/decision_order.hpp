// SPDX-License-Identifier: MIT OR Apache-2.0
// Which names are decided before all others, and which behind them; the rest follows in order of discovery.
//
// Source:  universal.md §2 rule 7 and *search* ("promoted, then discovery order, then demoted").
#pragma once

#include <vector>

#include "resolver/universe.hpp"

namespace axle::resolver {

class DecisionOrder {
 public:
  [[nodiscard]] const std::vector<NameId>& early() const { return early_; }
  [[nodiscard]] bool is_early(NameId name) const { return is_set(is_early_, name); }
  [[nodiscard]] bool is_late(NameId name) const { return is_set(is_late_, name); }
  /// Behind those that were put there before.
  void put_early(NameId name);
  /// An early name stays early.
  void put_late(NameId name);
  /// Before those that were put there before; no longer late.
  void put_first(NameId name);
  /// No longer early.
  void put_last(NameId name);

 private:
  static bool is_set(const std::vector<bool>& flags, NameId name) { return name < flags.size() && flags[name]; }
  static void set(std::vector<bool>& flags, NameId name, bool value);

  std::vector<NameId> early_;
  std::vector<bool> is_early_, is_late_;
};

}  // namespace axle::resolver
