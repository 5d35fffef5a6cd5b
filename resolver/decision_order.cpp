// SPDX-License-Identifier: MIT OR Apache-2.0
// Two sets of names, one of them with an order.
#include "resolver/decision_order.hpp"

#include <algorithm>

namespace axle::resolver {

void DecisionOrder::set(std::vector<bool>& flags, NameId name, bool value) {
  if (name >= flags.size()) {
    flags.resize(name + 1, false);
  }
  flags[name] = value;
}

void DecisionOrder::put_early(NameId name) {
  if (!is_early(name)) {
    set(is_early_, name, true);
    early_.push_back(name);
  }
}

void DecisionOrder::put_late(NameId name) {
  if (!is_early(name)) {
    set(is_late_, name, true);
  }
}

void DecisionOrder::put_first(NameId name) {
  std::erase(early_, name);
  early_.insert(early_.begin(), name);
  set(is_early_, name, true);
  set(is_late_, name, false);
}

void DecisionOrder::put_last(NameId name) {
  std::erase(early_, name);
  set(is_early_, name, false);
  set(is_late_, name, true);
}

}  // namespace axle::resolver
