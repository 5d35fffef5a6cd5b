// SPDX-License-Identifier: MIT OR Apache-2.0
// Resolves as if nothing were installed, chooses files, and has them fetched.
#include "engine/pip_download.hpp"

#include <utility>

#include "base/clock.hpp"
#include "engine/input_resolution.hpp"
#include "engine/pin_selection.hpp"
#include "engine/required_hashes.hpp"

namespace axle::engine {
namespace {

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
    return fetch(pins);
  }

 private:
  Result<DownloadAnswer> fetch(const std::vector<spec::PinnedArtifact>& pins) {
    const std::stop_token& stop = session_.sinks().stop;
    const Stopwatch watch(session_.sinks().clock);
    TRY_ASSIGN(std::vector<fetch::SavedWheel> files, fetch::find_wheel_files(pins, request_.directory, stop));
    if (!request_.options.dry_run) {
      const fetch::WheelFileServices services{
          .http = session_.http(),
          .progress = session_.sinks().progress,
          .check = [this](const spec::PinnedArtifact& artifact, const fetch::OwnMetadata& own) {
            return resolution_.check_metadata(artifact, own);
          }};
      TRY(fetch::fetch_wheel_files(services, pins, request_.directory, files, stop));
    }
    DownloadDone done{.wheels = {}, .elapsed = watch.elapsed()};
    for (std::size_t i = 0; i < pins.size(); ++i) {
      done.wheels.push_back({.artifact = pins[i], .file = std::move(files[i])});
    }
    return done;
  }

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

}  // namespace axle::engine
