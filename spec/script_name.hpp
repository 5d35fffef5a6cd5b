// SPDX-License-Identifier: MIT OR Apache-2.0
// Names that no package may take in an environment's folder of programs: the interpreters and the activation scripts.
//
// Rules:   reliability E03, D02: an exact list, in any case; `activate-global-python-argcomplete` stays allowed.
#pragma once

#include <string_view>

namespace axle::spec {

[[nodiscard]] bool is_reserved_script_name(std::string_view name);

}  // namespace axle::spec
