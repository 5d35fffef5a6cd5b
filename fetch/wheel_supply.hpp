// SPDX-License-Identifier: MIT OR Apache-2.0
// Turns pinned artifacts into unpacked wheels: from the cache, from a local file, or from the network.
//
// Threads: the calling thread coordinates; bodies arrive on the network thread, entries are inflated on the pool, and
//          wheels overlap freely: the first is unpacked while the last still downloads (performance.md 4.6).
// Order:   largest download first. Two processes that want one archive fetch it once: each entry is made under its
//          lock, entries that another process makes are waited for last, while holding no lock (reliability F12).
// Not here: hashes (fetch/wheel_download), the store (fetch/artifact_cache).
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

#include "base/report.hpp"
#include "base/result.hpp"
#include "base/thread_pool.hpp"
#include "base/warning_sink.hpp"
#include "fetch/artifact_cache.hpp"
#include "fetch/freshness.hpp"
#include "fetch/http_client.hpp"
#include "fetch/metadata_check.hpp"
#include "fetch/wheel_download.hpp"
#include "spec/artifact.hpp"

namespace axle::fetch {

/// Looks at the METADATA of a wheel before it is unpacked, or as the cache has it; an error refuses the wheel. Called
/// on the calling thread, for every wheel of obtain_all().
using WheelCheck = std::function<Result<void>(const spec::PinnedArtifact& artifact, const OwnMetadata& metadata)>;

/// More are of no use.
constexpr std::size_t k_wheels_at_once = 50;
/// What a wheel takes while it is fetched and unpacked: its lock, its archive, its folder.
constexpr std::size_t k_descriptors_of_wheel = 3;

struct WheelSupplyServices {
  HttpClient& http;
  const ArtifactCache& cache;
  ThreadPool& pool;
  Progress& progress;
  Log& log;
  WarningSink& warnings;
  RefreshPolicy refresh{};  ///< whose URLs are asked again, where no digest says what they serve
  WheelCheck check{};       ///< may be empty
  std::chrono::milliseconds entry_timeout = k_wait_for_holder;  ///< how long to wait for another command's download
  std::size_t wheels_at_once = k_wheels_at_once;
};

class WheelSupply {
 public:
  explicit WheelSupply(WheelSupplyServices services) : services_(std::move(services)) {}

  /// The wheel, if the cache holds it and nobody must be asked. For plans and dry runs.
  [[nodiscard]] Result<std::optional<spec::UnpackedWheel>> find(const spec::PinnedArtifact& artifact,
                                                                const std::stop_token& stop = {}) const;
  /// What the cache holds of a URL, whether or not it must be asked again, with what to ask it with.
  struct KnownWheel {
    spec::UnpackedWheel wheel;
    WheelLink link;
  };
  [[nodiscard]] Result<std::optional<KnownWheel>> find_known(const spec::PinnedArtifact& artifact,
                                                             const std::stop_token& stop) const;

  /// All of them, in the order given; `prepared` counts those that were not ready in the cache: fetched, read from this
  /// machine, or made by another process meanwhile; not those that a server says are the same as before. Errors: the
  /// first failure in that order: hash_mismatch, bad_wheel, bad_metadata, no_space, "failed to fetch `NAME==VERSION`" or
  /// "the copy of `NAME==VERSION` in the cache was damaged, …" over network causes, offline, cancelled. After a failure
  /// no download begins and those under way end. What was fetched stays in the cache.
  [[nodiscard]] Result<std::vector<spec::UnpackedWheel>> obtain_all(std::span<const spec::PinnedArtifact> artifacts,
                                                                    std::stop_token stop, std::size_t& prepared);

 private:
  /// The wheel of the archive that is known, if that is all that the artifact promises: digests and size.
  [[nodiscard]] Result<std::optional<spec::UnpackedWheel>> find_kept(const spec::PinnedArtifact& artifact,
                                                                     const ArchiveDigests& known,
                                                                     const std::stop_token& stop) const;
  /// Digests that were computed of the archive when it was fetched; only where the artifact promises such.
  [[nodiscard]] std::vector<Hash> find_others(const spec::PinnedArtifact& artifact, const Sha256& archive) const;

  WheelSupplyServices services_;
};

}  // namespace axle::fetch
