// SPDX-License-Identifier: MIT OR Apache-2.0
// The body of a wheel on its way into a private file of the cache: written and hashed as it arrives.
//
// Rules:   every digest that the index, the lock or the user promises is computed in one pass; md5 and sha1 prove
//          nothing (reliability F38): of the digests that the user gives they count only where there is no other.
// Not here: HTTP (fetch/http_client), unpacking (fetch/wheel_unpack).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/fs.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "fetch/http_message.hpp"
#include "spec/artifact.hpp"

namespace axle::fetch {

/// Of the digests that a user gives: takes those away that prove nothing, unless there are no others.
void drop_insecure(std::vector<Hash>& hashes);

/// What was computed of one archive.
struct ArchiveDigests {
  Sha256 sha256{};
  std::vector<Hash> others{};  ///< of further algorithms, each once
};

/// Computes all digests that an artifact promises, and always SHA-256.
class PromisedDigests {
 public:
  explicit PromisedDigests(const spec::PinnedArtifact& artifact);
  void update(std::span<const std::byte> data);
  /// Compares with the promises; starts anew. Errors: hash_mismatch "hash mismatch for `F` from URL: expected …, got …".
  [[nodiscard]] Result<ArchiveDigests> finish(const spec::PinnedArtifact& artifact);

 private:
  Hasher sha256_;
  std::vector<std::pair<HashAlgorithm, Hasher>> others_;
};

/// Whether what is known of an archive satisfies all digests that the artifact promises. One that is promised and not
/// known is not kept, but for a weak one beside a SHA-256, which says it all.
[[nodiscard]] bool keeps_promises(const spec::PinnedArtifact& artifact, const ArchiveDigests& known);
/// Whether it promises digests that SHA-256 alone does not tell.
[[nodiscard]] bool promises_other_digests(const spec::PinnedArtifact& artifact);
/// The SHA-256 that the artifact promises, if there is one.
[[nodiscard]] std::optional<Sha256> promised_sha256(const spec::PinnedArtifact& artifact);

/// Reads an archive on this machine. Errors: as finish(); those of base/fs; cancelled.
[[nodiscard]] Result<ArchiveDigests> hash_archive(const FileReader& archive, const spec::PinnedArtifact& artifact,
                                                  const std::stop_token& stop);

/// What to say when no wheel came of it: reasons that lie in the wheel as they are, others below the name of the
/// distribution. `was_damaged`: the cache had the wheel, but not as it should be.
[[nodiscard]] Error fetch_failure(const spec::PinnedArtifact& artifact, bool was_damaged, Error cause);

/// What these wheels take at least (reliability F4): unpacked, a wheel takes more than its archive. One whose size the
/// index does not give counts nothing.
[[nodiscard]] std::uint64_t archive_bytes_of(std::span<const spec::PinnedArtifact> artifacts,
                                             std::span<const std::size_t> indexes);

/// Writes a body to `directory`/`name`.
class WheelSink final : public HttpSink {
 public:
  WheelSink(const std::string& directory, const spec::PinnedArtifact& artifact, Progress& progress);
  [[nodiscard]] Result<void> on_start(const HttpResponse& head) override;
  [[nodiscard]] Result<void> on_data(std::span<const std::byte> data) override;
  void on_restart() override;
  /// Closes the file and compares the digests.
  [[nodiscard]] Result<ArchiveDigests> finish();
  /// Name of the file in the directory.
  static constexpr std::string_view k_file_name = "archive";

 private:
  const std::string directory_;
  const spec::PinnedArtifact& artifact_;
  Progress& progress_;
  std::optional<FileWriter> writer_;
  PromisedDigests digests_;
  std::uint64_t received_bytes_ = 0;
  std::uint64_t total_bytes_ = 0;  ///< 0: not known
};

}  // namespace axle::fetch
