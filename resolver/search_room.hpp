// SPDX-License-Identifier: MIT OR Apache-2.0
// How long a search may go on: until its sets and clauses take too much memory, or until somebody stops it.
//
// Rule:     whoever makes sets asks between two of them (once per requirement, group of versions or step), because
//           foreign metadata decides how many there are. What once must end must end for ever.
// Not here: the limit on a proof (derivation.cpp).
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>

#include "base/result.hpp"
#include "resolver/universe.hpp"

namespace axle::resolver {

class ClauseStore;

class SearchRoom {
 public:
  /// `memory` in bytes. Less when the numbers of sets would not reach so far.
  SearchRoom(const SetPool& sets, const ClauseStore& clauses, std::size_t memory);

  void stop_with(std::stop_token stop) { stop_ = std::move(stop); }
  [[nodiscard]] bool is_full() const;
  [[nodiscard]] bool must_end() const { return is_full() || stop_.stop_requested(); }
  /// `at_work`: the package whose versions are put into sets, if that is what to tell.
  /// Errors: cancelled; resolution_too_hard.
  [[nodiscard]] Result<void> check(std::optional<NameId> at_work);
  /// What was at work when it was told that the memory is used up.
  [[nodiscard]] std::optional<NameId> ended_at() const { return ended_at_; }

 private:
  const SetPool& sets_;
  const ClauseStore& clauses_;
  std::size_t memory_;
  std::stop_token stop_;
  std::optional<NameId> ended_at_;
};

}  // namespace axle::resolver
