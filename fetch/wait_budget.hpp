// SPDX-License-Identifier: MIT OR Apache-2.0
// How long one may still wait for the network, over several waits together.
//
// Source:   resolver.md 5.3 no. 6: what would be nice to know must not keep back what is known already.
// Rules:    only waiting counts, until what is asked for has come, was read and kept; searching meanwhile does not.
// Not here: timeouts of single requests (fetch/http_exchange).
#pragma once

#include <algorithm>
#include <chrono>

namespace axle::fetch {

/// Belongs to the thread that waits.
class WaitBudget {
 public:
  explicit WaitBudget(std::chrono::nanoseconds total) : total_(total), left_(total) {}

  [[nodiscard]] std::chrono::nanoseconds total() const { return total_; }
  [[nodiscard]] std::chrono::nanoseconds left() const { return left_; }
  /// Whether somebody waited in vain.
  [[nodiscard]] bool was_short() const { return was_short_; }

  /// After a wait; `in_time` says whether it brought what was waited for.
  void take(std::chrono::nanoseconds waited, bool in_time) {
    left_ = in_time ? std::max(left_ - waited, std::chrono::nanoseconds::zero()) : std::chrono::nanoseconds::zero();
    was_short_ = was_short_ || !in_time;
  }

 private:
  std::chrono::nanoseconds total_;
  std::chrono::nanoseconds left_;
  bool was_short_ = false;
};

}  // namespace axle::fetch
