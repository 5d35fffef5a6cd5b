// SPDX-License-Identifier: MIT OR Apache-2.0
// Where warnings go: collected below cli, printed only there.
#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace axle {

/// Collects one-line warnings from any thread; equal texts are kept once.
class WarningSink {
 public:
  void warn(std::string message);
  /// What has come so far, in order of arrival; empties the sink.
  [[nodiscard]] std::vector<std::string> take();

 private:
  std::mutex mutex_;
  std::vector<std::string> messages_;  // guarded by mutex_
};

}  // namespace axle
