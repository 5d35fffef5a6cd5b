// SPDX-License-Identifier: MIT OR Apache-2.0
// A lock file as a value: everything that pylock.toml says and that an installer or a locker needs.
//
// Spec:     pylock-toml (PEP 751), version 1.0.
// Not here: `dependencies` and `attestation-identities`, which must not change an installation, and the tables of
//           tools; reading (pylock_file.hpp), writing (pylock_output.hpp), choosing for one environment
//           (pylock_selection.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/url.hpp"
#include "spec/marker.hpp"
#include "spec/name.hpp"
#include "spec/specifier.hpp"
#include "spec/version.hpp"

namespace axle::project {

/// A wheel or an archive of sources. It has a path, a URL, or both; then the path counts.
struct LockedFile {
  std::string file_name;
  std::optional<Url> url;  ///< http, https or file; may hold credentials, which are never written
  std::string path;        ///< as written: absolute, or below the folder of the lock
  std::optional<std::uint64_t> size_bytes;
  std::optional<UnixTime> upload_time;
  std::vector<Hash> hashes;  ///< one an algorithm, never none; by algorithm
  bool operator==(const LockedFile&) const = default;
};

/// What an index has of a version.
struct LockedDistributions {
  std::optional<LockedFile> sdist;
  std::vector<LockedFile> wheels;
  bool operator==(const LockedDistributions&) const = default;
};

/// A file that was named by path or URL.
struct LockedArchive {
  LockedFile file;
  std::string subdirectory;
  bool operator==(const LockedArchive&) const = default;
};

struct LockedDirectory {
  std::string path;
  bool editable = false;
  std::string subdirectory;
  bool operator==(const LockedDirectory&) const = default;
};

struct LockedRepository {
  std::string type;  ///< `git`, …
  std::string url;   ///< as written, or empty: then there is a path
  std::string path;
  std::string requested_revision;
  std::string commit_id;
  std::string subdirectory;
  bool operator==(const LockedRepository&) const = default;
};

struct LockedPackage {
  spec::PackageName name;
  std::optional<spec::Version> version;
  std::optional<Url> index;
  spec::Marker marker;
  spec::SpecifierSet requires_python;
  std::variant<LockedDistributions, LockedArchive, LockedDirectory, LockedRepository> source;
  bool operator==(const LockedPackage&) const = default;
};

struct Pylock {
  std::string created_by;
  spec::SpecifierSet requires_python;
  std::vector<spec::Marker> environments;  ///< one of them must hold; none: all do
  std::vector<spec::ExtraName> extras;
  std::vector<spec::GroupName> groups;
  std::vector<spec::GroupName> default_groups;  ///< chosen where nobody chooses
  std::vector<LockedPackage> packages;
  bool operator==(const Pylock&) const = default;
};

}  // namespace axle::project
