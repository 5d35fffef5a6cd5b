// SPDX-License-Identifier: MIT OR Apache-2.0
// The lease that stands in for a lock where the file system has none. For base/ only.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/file_lock.hpp"

namespace axle {

/// A lease that is held: touches its file until destroyed, then removes it.
class Lease {
 public:
  /// One attempt. Nothing when somebody else holds it; `watch` remembers what was seen between attempts.
  struct Watch {
    std::string record;
    std::int64_t mtime_ns = 0;
    std::chrono::steady_clock::time_point unchanged_since;
  };
  [[nodiscard]] static Result<std::optional<Lease>> try_acquire(const std::string& path, const LeaseOptions& options,
                                                                Watch& watch);
  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) noexcept;
  ~Lease();

 private:
  struct State;
  explicit Lease(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace axle
