// SPDX-License-Identifier: MIT OR Apache-2.0
// What is known of a wheel without asking anybody.
#include "fetch/wheel_supply.hpp"

#include <utility>

#include "fetch/supply_run.hpp"

namespace axle::fetch {

Result<std::optional<spec::UnpackedWheel>> WheelSupply::find(const spec::PinnedArtifact& artifact,
                                                             const std::stop_token& stop) const {
  if (const auto digest = promised_sha256(artifact)) {
    return find_kept(artifact, {.sha256 = *digest, .others = find_others(artifact, *digest)}, stop);
  }
  if (services_.refresh.covers(artifact.name) && !services_.http.options().offline) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto known, find_known(artifact, stop));
  return known ? std::optional(std::move(known->wheel)) : std::nullopt;
}

Result<std::optional<spec::UnpackedWheel>> WheelSupply::find_kept(const spec::PinnedArtifact& artifact,
                                                                  const ArchiveDigests& known,
                                                                  const std::stop_token& stop) const {
  if (!keeps_promises(artifact, known)) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto wheel, services_.cache.find(known.sha256, stop));
  const bool has_size = wheel && artifact.size_bytes.value_or(wheel->archive_bytes) == wheel->archive_bytes;
  return has_size ? std::move(wheel) : std::nullopt;
}

std::vector<Hash> WheelSupply::find_others(const spec::PinnedArtifact& artifact, const Sha256& archive) const {
  if (!promises_other_digests(artifact)) {
    return {};
  }
  auto link = services_.cache.find_link(artifact.file_url);
  return link && link->archive == archive ? std::move(link->others) : std::vector<Hash>();
}

Result<std::optional<WheelSupply::KnownWheel>> WheelSupply::find_known(const spec::PinnedArtifact& artifact,
                                                                       const std::stop_token& stop) const {
  auto link = artifact.file_url.is_file() || promised_sha256(artifact) ? std::nullopt
                                                                       : services_.cache.find_link(artifact.file_url);
  if (!link) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto wheel, find_kept(artifact, {.sha256 = link->archive, .others = link->others}, stop));
  return wheel ? std::optional(KnownWheel{.wheel = std::move(*wheel), .link = std::move(*link)}) : std::nullopt;
}

Result<std::vector<spec::UnpackedWheel>> WheelSupply::obtain_all(std::span<const spec::PinnedArtifact> artifacts,
                                                                 std::stop_token stop, std::size_t& prepared) {
  return obtain_wheels(*this, services_, artifacts, std::move(stop), prepared);
}

}  // namespace axle::fetch
