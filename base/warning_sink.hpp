// SPDX-License-Identifier: MIT OR Apache-2.0
// Where warnings go: collected below cli, printed only there.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace axle {

/// Collects one-line warnings from any thread; equal texts are kept once.
class WarningSink {
 public:
  void warn(std::string message);
  /// For what is of use only while it lasts, such as "waiting for …": told to the listener at once, else collected.
  void warn_at_once(std::string message);
  /// Set before other threads use the sink.
  void listen(std::function<void(const std::string&)> listener) { listener_ = std::move(listener); }
  /// What has come so far, in order of arrival; empties the sink.
  [[nodiscard]] std::vector<std::string> take();

 private:
  std::function<void(const std::string&)> listener_;
  std::mutex mutex_;
  std::vector<std::string> messages_;        // guarded by mutex_
  std::unordered_set<std::string> known_{};  // the same ones; guarded by mutex_
};

}  // namespace axle
