// SPDX-License-Identifier: MIT OR Apache-2.0
// Platform tags of one machine, best first.
//
// Spec:    PEP 600 with the legacy names of PEP 513, 571 and 599, PEP 656, macOS and Windows as PEP 425 has them,
//          PEP 730 (iOS), PEP 738 (Android), PEP 783 (Pyodide); the order is that of packaging 26.3 (the plain `linux_`
//          tag before manylinux).
#pragma once

#include <string>
#include <vector>

#include "spec/target_python.hpp"

namespace axle::spec {

/// For example `linux_x86_64`, `manylinux_2_36_x86_64`, …, `manylinux1_x86_64`. Empty for an unknown system.
[[nodiscard]] std::vector<std::string> make_platform_tags(const PlatformFacts& facts);

}  // namespace axle::spec
