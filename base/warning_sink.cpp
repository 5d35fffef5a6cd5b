// SPDX-License-Identifier: MIT OR Apache-2.0
// Collects warnings from any thread; equal texts are kept once.
//
// Not here: printing them (cli/printer).
#include "base/warning_sink.hpp"

#include <utility>

namespace axle {

void WarningSink::warn(std::string message) {
  const std::lock_guard lock(mutex_);
  if (known_.insert(message).second) {
    messages_.push_back(std::move(message));
  }
}

void WarningSink::warn_at_once(std::string message) {
  if (listener_) {
    listener_(message);
  } else {
    warn(std::move(message));
  }
}

std::vector<std::string> WarningSink::take() {
  const std::lock_guard lock(mutex_);
  known_.clear();
  return std::exchange(messages_, {});
}

}  // namespace axle
