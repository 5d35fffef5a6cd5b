// SPDX-License-Identifier: MIT OR Apache-2.0
// Locks as the input of `pip install`, `pip sync` and `pip download`: what a lock says, and nothing that an index says.
//
// Spec:     pylock-toml, *Installation*. Files come from the URLs and paths of the lock; indexes only lend their
//           credentials. Wheels of the cache that have the digest need not be fetched.
// Not here: the format (project/pylock_file), which packages count (project/pylock_selection), locks to write
//           (engine/lock_compile). Nothing is built so far: sources, repositories and folders are refused.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/install_inputs.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "project/pylock.hpp"
#include "project/pylock_selection.hpp"
#include "spec/artifact.hpp"
#include "spec/target_python.hpp"

namespace axle::engine {

/// A lock that the user named.
struct LockedInputs {
  std::string file;    ///< as the user wrote it
  std::string folder;  ///< absolute: relative paths are below it; empty for a lock that was fetched
  project::Pylock lock;
  project::LockWishes wishes;
};

/// The lock among the requirement files, which must be alone; nothing when they are something else.
/// Errors: usage; those of project::read_pylock().
[[nodiscard]] Result<std::optional<LockedInputs>> read_lock(const InputRequest& request, Session& session);

/// One wheel for each package of the lock that is for `python`. `warnings` hears of weak digests. Errors: those of
/// project::select_packages(); no_solution when no wheel fits; unsupported_source for what only a build could install;
/// bad_toml for a fetched lock that names files of this machine; bad_configuration with --require-hashes.
[[nodiscard]] Result<std::vector<spec::PinnedArtifact>> select_locked(const LockedInputs& inputs,
                                                                      const InstallOptions& options,
                                                                      const spec::TargetPython& python,
                                                                      WarningSink& warnings);

/// Files of a lock are fetched with what the indexes that the user named know of credentials.
void lend_credentials(const fetch::IndexPlan& indexes, Session& session);

/// Errors: those of select_locked() and run_pinned_install().
[[nodiscard]] Result<InstallAnswer> run_lock_install(const LockedInputs& inputs, const InstallOptions& options,
                                                     const TargetEnvironment& environment, Session& session,
                                                     InstallObserver& observer);

}  // namespace axle::engine
