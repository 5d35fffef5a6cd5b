// SPDX-License-Identifier: MIT OR Apache-2.0
// Resolves as if nothing were installed, or reads a lock; chooses files, and has them fetched.
#include "engine/pip_download.hpp"

#include <utility>

#include "base/clock.hpp"
#include "engine/input_resolution.hpp"
#include "engine/pin_selection.hpp"
#include "engine/required_hashes.hpp"

namespace axle::engine {
namespace {

Result<DownloadAnswer> fetch_pins(const std::vector<spec::PinnedArtifact>& pins, const DownloadRequest& request,
                                  const fetch::WheelCheck& check, Session& session) {
  const std::stop_token& stop = session.sinks().stop;
  const Stopwatch watch(session.sinks().clock);
  TRY_ASSIGN(std::vector<fetch::SavedWheel> files, fetch::find_wheel_files(pins, request.directory, stop));
  if (!request.options.dry_run) {
    const fetch::WheelFileServices services{
        .http = session.http(), .progress = session.sinks().progress, .check = check};
    TRY(fetch::fetch_wheel_files(services, pins, request.directory, files, stop));
  }
  DownloadDone done{.wheels = {}, .elapsed = watch.elapsed()};
  for (std::size_t i = 0; i < pins.size(); ++i) {
    done.wheels.push_back({.artifact = pins[i], .file = std::move(files[i])});
  }
  return done;
}

class DownloadRun {
 public:
  DownloadRun(const DownloadRequest& request, Session& session)
      : request_(request),
        session_(session),
        resolution_(request.inputs,
                    ResolutionScope{.options = request.options.resolver,
                                    .indexes = request.options.indexes,
                                    .refresh = request.options.refresh,
                                    .target = request.target,
                                    .installed = {nothing_, [](const spec::PackageName&) { return false; }},
                                    .preferences = {}},
                    session) {}

  Result<DownloadAnswer> run(InstallObserver& observer) {
    const Stopwatch watch(session_.sinks().clock);
    TRY_ASSIGN(resolver::Outcome outcome, resolution_.run());
    if (auto* proof = std::get_if<resolver::NoSolution>(&outcome)) {
      return std::move(*proof);
    }
    const auto& resolution = std::get<resolver::Resolution>(outcome);
    observer.resolved(resolution.packages.size(), watch.elapsed());
    TRY_ASSIGN(const auto pins, select_pins(resolution, resolution_.problem(), resolution_.inputs(), request_.options));
    const auto check = [this](const spec::PinnedArtifact& artifact, const fetch::OwnMetadata& own) {
      return resolution_.check_metadata(artifact, own);
    };
    return fetch_pins(pins, request_, check, session_);
  }

 private:
  const DownloadRequest& request_;
  Session& session_;
  const venv::Installed nothing_;
  InputResolution resolution_;
};

}  // namespace

Result<DownloadAnswer> run_pip_download(const DownloadRequest& request, Session& session, InstallObserver& observer) {
  if (request.options.require_hashes) {
    TRY(check_required_hashes(request.inputs, request.target.markers));
  }
  return DownloadRun(request, session).run(observer);
}

Result<DownloadAnswer> run_lock_download(const LockedInputs& lock, const DownloadRequest& request, Session& session) {
  TRY_ASSIGN(const auto pins, select_locked(lock, request.options, request.target, session.sinks().warnings));
  lend_credentials(request.options.indexes, session);
  return fetch_pins(pins, request, {}, session);
}

}  // namespace axle::engine
