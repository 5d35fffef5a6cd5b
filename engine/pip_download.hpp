// SPDX-License-Identifier: MIT OR Apache-2.0
// `pip download`: the wheels of a resolution, or of a lock, as files, for a Python that need not be there. Nothing is
// installed, and no environment is looked at.
//
// Not here: reading requirement files (engine/install_inputs), getting the bytes (fetch/wheel_files).
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "engine/lock_install.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "fetch/wheel_files.hpp"
#include "resolver/outcome.hpp"
#include "spec/artifact.hpp"
#include "spec/target_python.hpp"

namespace axle::engine {

struct DownloadedWheel {
  spec::PinnedArtifact artifact;
  fetch::SavedWheel file;
};

struct DownloadDone {
  std::vector<DownloadedWheel> wheels;  ///< by name
  std::chrono::nanoseconds elapsed{};   ///< of fetching
};

struct DownloadRequest {
  const InstallInputs& inputs;
  const InstallOptions& options;  ///< those that have to do with resolving and with hashes; `dry_run`
  const spec::TargetPython& target;
  std::string directory;  ///< absolute; need not be there
};

using DownloadAnswer = std::variant<DownloadDone, resolver::NoSolution>;

/// Tells `resolved` of the observer. In a dry run only what is in the folder already is looked for. Errors: those of
/// the resolution, of choosing files (--require-hashes), of find_wheel_files() and fetch_wheel_files().
[[nodiscard]] Result<DownloadAnswer> run_pip_download(const DownloadRequest& request, Session& session,
                                                      InstallObserver& observer);

/// The wheels of a lock for `request.target`; `request.inputs` is not looked at. Errors: those of select_locked(),
/// find_wheel_files() and fetch_wheel_files().
[[nodiscard]] Result<DownloadAnswer> run_lock_download(const LockedInputs& lock, const DownloadRequest& request,
                                                       Session& session);

}  // namespace axle::engine
