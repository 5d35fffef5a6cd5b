// SPDX-License-Identifier: MIT OR Apache-2.0
// Which of several reasons against a version is told: that of the file which came closest to being usable.
//
// Source:   resolver.md 1.5 *Unusable files*.
#pragma once

#include "resolver/outcome.hpp"
#include "spec/tag.hpp"

namespace axle::resolver {

/// Each kind of mismatch is a reason of its own.
[[nodiscard]] UnusableReason reason_of(spec::TagMismatch mismatch);
/// How close a file with this reason came to being usable; more is closer, `none` is closest.
[[nodiscard]] int closeness(UnusableReason reason);

}  // namespace axle::resolver
