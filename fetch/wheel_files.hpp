// SPDX-License-Identifier: MIT OR Apache-2.0
// Wheels as files in a folder of the user's: for `pip download`.
//
// Rules:   a file appears whole or not at all, and none before all are there: they are fetched into a folder of their
//          own on the same file system and renamed. Bytes are held against every digest that is promised, the archive
//          and what it says of itself against the rules for wheels. A file that is there and has a promised digest
//          stays, and so does one with the bytes of the wheel on this machine that it would be a copy of, once that
//          is found to be a good one; any other one of that name is replaced.
// Threads: the calling thread coordinates; bodies are written on the network thread.
// Not here: the cache, which keeps unpacked wheels and no archives (fetch/wheel_supply).
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "fetch/http_client.hpp"
#include "fetch/wheel_supply.hpp"
#include "spec/artifact.hpp"

namespace axle::fetch {

struct WheelFileServices {
  HttpClient& http;
  Progress& progress;
  WheelCheck check{};  ///< may be empty; called on the calling thread
  std::size_t files_at_once = k_wheels_at_once;
};

/// What became of one artifact.
struct SavedWheel {
  std::string path;  ///< absolute
  Sha256 digest{};   ///< not known of a file that is not there yet
  bool was_there = false;
};

/// Which of them are in the folder already, in the order given. Errors: io when something else than a file has the name
/// of one; bad_wheel_name; cancelled; those of reading; what is wrong in a copy of a wheel on this machine.
[[nodiscard]] Result<std::vector<SavedWheel>> find_wheel_files(std::span<const spec::PinnedArtifact> artifacts,
                                                               const std::string& directory,
                                                               const std::stop_token& stop);

/// Fetches what `files`, as find_wheel_files() gave it, lacks, creating the folder; then their digests are those of
/// what lies there. Errors: of fetching, as those of WheelSupply::obtain_all(); after one nothing more is begun, and of
/// the files under way those behind it in the order given are given up, those before it are waited for, and the first
/// failure in that order is told; then those of reading the wheels and of `check`, in the same order; those of
/// creating, of room and of renaming. After all but the last of these the folder is as it was; files that were renamed
/// before another one could not be stay.
[[nodiscard]] Result<void> fetch_wheel_files(const WheelFileServices& services,
                                             std::span<const spec::PinnedArtifact> artifacts,
                                             const std::string& directory, std::vector<SavedWheel>& files,
                                             const std::stop_token& stop);

}  // namespace axle::fetch
