// SPDX-License-Identifier: MIT OR Apache-2.0
// Which packages of a lock belong into one environment.
//
// Spec:     pylock-toml, *Installation*: requires-python, environments, markers with extras and dependency groups; one
//           package a name. Both requires-python count with their upper bounds, which a locker has looked at.
// Not here: which file of a package, and whether it can be installed (engine/lock_install).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "project/pylock.hpp"
#include "spec/lock_marker.hpp"
#include "spec/target_python.hpp"

namespace axle::project {

/// What the user wants of a lock, as typed.
struct LockWishes {
  std::vector<std::string> extras;
  bool all_extras = false;
  std::vector<std::string> groups;  ///< none: the default groups of the lock
};

/// Errors: bad_configuration "`FILE` has no extra `x`", "… no dependency group `x`".
[[nodiscard]] Result<spec::LockChoice> make_lock_choice(const Pylock& lock, const LockWishes& wishes,
                                                        const std::string& file);

/// In the order of the lock; it must outlive the answer. Errors: bad_configuration when the lock, or a package that is
/// to be installed, is not for this Python or platform, or when two are to be installed for one name.
[[nodiscard]] Result<std::vector<const LockedPackage*>> select_packages(const Pylock& lock,
                                                                        const spec::TargetPython& python,
                                                                        const spec::LockChoice& choice,
                                                                        const std::string& file);

}  // namespace axle::project
