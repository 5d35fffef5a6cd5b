// SPDX-License-Identifier: MIT OR Apache-2.0
// `cache clean`, `prune`, `size`: what may go from the cache while other commands use it.
//
// Rules:   an entry leaves by one rename into `tmp/`, then it is deleted: a command that links from it fails over to
//          fetching it again, and holds off the next removal until it has what it needs (reliability F13). Folders
//          that do not look like our cache are never touched (C03).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file_lock.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "spec/name.hpp"

namespace axle::engine {

struct CacheRemoval {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

/// Everything, or the wheels and byte code of these packages. `lock` says how to wait for installs that may lose
/// nothing more. Errors: bad_configuration when the folder is no cache; lock_timeout, cancelled.
[[nodiscard]] Result<CacheRemoval> clean_cache(const std::string& directory,
                                               const std::vector<spec::PackageName>& packages,
                                               const LockOptions& lock = {});
/// Leftovers of killed commands, entries that have no manifest, and byte code and links of wheels that are gone.
[[nodiscard]] Result<CacheRemoval> prune_cache(const std::string& directory, const LockOptions& lock = {});
/// What is there, in files and bytes; nothing is removed. Errors: bad_configuration when the folder is no cache.
[[nodiscard]] Result<CacheRemoval> measure_cache(const std::string& directory);

}  // namespace axle::engine
