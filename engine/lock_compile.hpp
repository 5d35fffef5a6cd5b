// SPDX-License-Identifier: MIT OR Apache-2.0
// From resolved packages to a lock for one environment.
//
// Spec:     pylock-toml 1.0. Like uv, a lock for one environment lists the wheels that fit there, and the source
//           distribution. Unlike uv's it also names the index, as the specification asks for, and its packages have no
//           markers: they say where something is needed, and would all hold there. Also unlike uv's, a lock for a
//           Python or a platform that was named says so in `environments`: what is left out for one target is needed
//           on another, and without it an installer cannot know. A lock for the Python at hand goes anywhere, as uv's.
// Not here: resolving (engine/pip_compile), the text (project/pylock_output), locks for many environments.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/compile_target.hpp"
#include "project/pylock.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "spec/index_page.hpp"
#include "spec/version.hpp"

namespace axle::engine {

struct CompiledPackage;

/// Files of one version.
struct LockableFiles {
  std::vector<spec::IndexFile> files;  ///< wheels by name, then the source distribution
  std::optional<std::size_t> chosen;   ///< of them, the wheel that an install would take
};

/// Those that the problem's target can use and its options do not exclude. Errors: cache_damaged.
[[nodiscard]] Result<LockableFiles> find_lockable_files(const resolver::ResolvedPackage& package,
                                                        const resolver::Problem& problem);

/// Where the lock will stand, and for whom it is.
struct LockPlace {
  std::string folder;             ///< absolute, of the lock
  std::string working_directory;  ///< files at or below one of these two are written with a relative path
  spec::Version python;
  TargetOverride named{};  ///< what the user named of the target: the lock is for nothing else
};

/// `packages` with their files, in their order; those that `left_out` names are not in the lock. Errors: bad_url.
[[nodiscard]] Result<project::Pylock> make_pylock(const std::vector<CompiledPackage>& packages, const LockPlace& place,
                                                  const std::vector<std::string>& left_out);

/// The path from a folder to a file, both absolute and without `.` and `..`.
[[nodiscard]] std::string relative_path(const std::string& path, const std::string& folder);

}  // namespace axle::engine
