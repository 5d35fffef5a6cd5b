// SPDX-License-Identifier: MIT OR Apache-2.0
// One call of WheelSupply::obtain_all().
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.hpp"
#include "fetch/wheel_supply.hpp"

namespace axle::fetch {

/// As WheelSupply::obtain_all(), which says all about it; `supply` answers what is known.
[[nodiscard]] Result<std::vector<spec::UnpackedWheel>> obtain_wheels(const WheelSupply& supply,
                                                                     WheelSupplyServices services,
                                                                     std::span<const spec::PinnedArtifact> artifacts,
                                                                     std::stop_token stop, std::size_t& prepared);

}  // namespace axle::fetch
