// SPDX-License-Identifier: MIT OR Apache-2.0
// The two companions of an unpacked wheel in the cache: a portable manifest and a local stamp.
//
// manifest  names, modes, sizes, digests; the same on every machine (docs/cache-layout.md)
// stamp     modification times of the files as unpacked here, and the kernel's boot id; a stamp that disagrees leads to
//           re-hashing and a new stamp, only a wrong digest is damage (design, *Decisions*)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "spec/artifact.hpp"

namespace axle::fetch {

struct ManifestIdentity {
  spec::PackageName name;
  spec::Version version;
  Sha256 archive_digest;
  std::uint64_t archive_bytes = 0;
};

/// The bytes of the file, which read_manifest() takes back.
[[nodiscard]] std::string write_manifest(const ManifestIdentity& identity, const spec::WheelManifest& manifest);

struct ReadManifest {
  ManifestIdentity identity;
  spec::WheelManifest manifest;
};
/// Nothing when the bytes are damaged or of another format version.
[[nodiscard]] std::optional<ReadManifest> read_manifest(std::string_view bytes);

/// Times of the manifest's files, in its order.
[[nodiscard]] std::string write_stamp(const spec::WheelManifest& manifest, std::string_view boot_id);
/// Fills the times; false when the stamp is damaged, of another boot or does not fit the manifest.
[[nodiscard]] bool apply_stamp(std::string_view bytes, std::string_view boot_id, spec::WheelManifest& manifest);

}  // namespace axle::fetch
