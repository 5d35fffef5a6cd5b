// SPDX-License-Identifier: MIT OR Apache-2.0
// What flows from a resolution into an environment: pinned artifacts and unpacked wheels.
//
// A PinnedArtifact says exactly which file to get; an UnpackedWheel is that file as a plain directory with a manifest.
// fetch makes UnpackedWheels, venv consumes them, neither knows the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/url.hpp"
#include "spec/installed_files.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"

namespace axle::spec {

/// Where a distribution comes from.
struct Source {
  enum class Kind : std::uint8_t { index, direct_url };
  Kind kind = Kind::index;
  Url url;  ///< of the index, or the direct URL (http, https or file) as the user gave it
  auto operator<=>(const Source&) const = default;
};

struct PinnedArtifact {
  PackageName name;
  Version version;
  Source source;
  std::string file_name;
  Url file_url;
  std::vector<Hash> hashes;           ///< all must hold: of the index, and of URLs that name the file
  std::vector<Hash> required_hashes;  ///< --hash values: one of them must match; empty: not asked
  std::optional<std::uint64_t> size_bytes;
  bool yanked = false;
  std::string yanked_reason;
  /// REQUESTED: named by the user, not only a dependency.
  bool requested = false;
  /// Named in a list of all that is to be there: it may be a dependency, for all that the list tells.
  bool from_list = false;
  std::optional<DirectUrl> direct_url;  ///< written as direct_url.json
  bool operator==(const PinnedArtifact&) const = default;
};

/// One file of an unpacked wheel. Paths are RelPath texts.
struct ManifestFile {
  std::string path;
  std::uint64_t size_bytes = 0;
  Sha256 digest;
  bool executable = false;
  /// From the local stamp, not the portable manifest: what the source file's mtime was after unpacking; -1 unknown.
  std::int64_t mtime_ns = -1;
};

/// Portable description of an unpacked wheel: no path, time or inode of this machine.
struct WheelManifest {
  std::string dist_info;       ///< `foo-1.0.dist-info`
  std::string data_directory;  ///< `foo-1.0.data`, empty when the wheel has none
  bool root_is_purelib = true;
  std::vector<std::string> directories;  ///< parents first
  std::vector<ManifestFile> files;       ///< sorted by path; without RECORD itself
  std::vector<EntryPoint> entry_points;
  std::vector<std::string> warnings;  ///< of reading it, told at install
};

struct UnpackedWheel {
  PackageName name;
  Version version;
  std::string directory;  ///< absolute path of the unpacked tree
  Sha256 archive_digest;  ///< of the wheel file
  std::uint64_t archive_bytes = 0;
  WheelManifest manifest;
};

}  // namespace axle::spec
