// SPDX-License-Identifier: MIT OR Apache-2.0
// What is known of a wheel without asking anybody.
#include "fetch/wheel_supply.hpp"

#include <utility>

#include "fetch/supply_run.hpp"
#include "fetch/wheel_download.hpp"

namespace axle::fetch {

Result<std::optional<spec::UnpackedWheel>> WheelSupply::find(const spec::PinnedArtifact& artifact,
                                                             const std::stop_token& stop) const {
  if (const auto digest = promised_sha256(artifact)) {
    return keeps_promises(artifact, *digest) ? services_.cache.find(*digest, stop) : std::nullopt;
  }
  if (services_.refresh.covers(artifact.name) && !services_.http.options().offline) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto known, find_known(artifact, stop));
  return known ? std::optional(std::move(known->wheel)) : std::nullopt;
}

Result<std::optional<WheelSupply::KnownWheel>> WheelSupply::find_known(const spec::PinnedArtifact& artifact,
                                                                       const std::stop_token& stop) const {
  auto link = artifact.file_url.is_file() || promised_sha256(artifact) ? std::nullopt
                                                                       : services_.cache.find_link(artifact.file_url);
  if (!link || !keeps_promises(artifact, link->archive)) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto wheel, services_.cache.find(link->archive, stop));
  return wheel ? std::optional(KnownWheel{.wheel = std::move(*wheel), .link = std::move(*link)}) : std::nullopt;
}

Result<std::vector<spec::UnpackedWheel>> WheelSupply::obtain_all(std::span<const spec::PinnedArtifact> artifacts,
                                                                 std::stop_token stop, std::size_t& prepared) {
  return obtain_wheels(*this, services_, artifacts, std::move(stop), prepared);
}

}  // namespace axle::fetch
