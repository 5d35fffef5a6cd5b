// SPDX-License-Identifier: MIT OR Apache-2.0
// The limit on sets and clauses, counted and not measured, so that the same search always ends at the same place.
#include "resolver/search_room.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"
#include "resolver/clause_store.hpp"

namespace axle::resolver {

SearchRoom::SearchRoom(const SetPool& sets, const ClauseStore& clauses, std::size_t memory)
    : sets_(sets), clauses_(clauses), memory_(std::min(memory, SetPool::k_most_bytes)) {}

bool SearchRoom::is_full() const {
  return sets_.size_in_bytes() + clauses_.size_in_bytes() > memory_;
}

Result<void> SearchRoom::check(std::optional<NameId> at_work) {
  if (stop_.stop_requested()) {
    return fail(ErrorCode::cancelled, "the resolution was cancelled");
  }
  if (is_full()) {
    ended_at_ = at_work;
    return fail(ErrorCode::resolution_too_hard,
                format("choosing versions would take more than {} of memory", format_bytes(memory_)));
  }
  return {};
}

}  // namespace axle::resolver
