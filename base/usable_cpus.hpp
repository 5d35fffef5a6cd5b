// SPDX-License-Identifier: MIT OR Apache-2.0
// How many CPUs a control group's quota allows. For base/ only; everybody else calls usable_cpus().
//
// Spec:    Linux control groups v2, `cpu.max`: "QUOTA PERIOD" in microseconds, or "max PERIOD".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace axle {

/// Whole CPUs (at least 1) of the content of a `cpu.max` file; nothing when there is no quota.
[[nodiscard]] std::optional<std::size_t> cpus_of_quota(std::string_view cpu_max);

}  // namespace axle
