// SPDX-License-Identifier: MIT OR Apache-2.0
// The coordinator of one call: one event queue, fed by the network thread and the pool, drained by the calling thread.
//
// Not here: what counts as known (fetch/wheel_supply.cpp).
#include "fetch/supply_run.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/metadata_check.hpp"
#include "fetch/wheel_archive.hpp"
#include "fetch/wheel_download.hpp"
#include "fetch/wheel_job.hpp"
#include "spec/dist_name.hpp"

namespace axle::fetch {
namespace {

/// One call of obtain_all.
class SupplyRun {
 public:
  SupplyRun(WheelSupplyServices services, std::span<const spec::PinnedArtifact> artifacts, std::stop_token stop)
      : services_(std::move(services)),
        artifacts_(artifacts),
        stop_(std::move(stop)),
        wheels_(artifacts.size()),
        failures_(artifacts.size()),
        forwarded_(stop_, [this] { downloads_stop_.request_stop(); }) {}

  Result<std::vector<spec::UnpackedWheel>> run(const WheelSupply& supply, std::size_t& prepared) {
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < artifacts_.size(); ++i) {
      TRY_ASSIGN(wheels_[i], supply.find(artifacts_[i], stop_));
      if (wheels_[i]) {
        TRY(check_known(artifacts_[i], *wheels_[i]));
      } else {
        missing.push_back(i);
      }
    }
    const std::size_t wanted = missing.size();
    if (!missing.empty()) {
      TRY(services_.cache.check_space(archive_bytes_of(artifacts_, missing)));
      services_.progress.begin_phase("Preparing packages", missing.size());
      obtain(std::move(missing), supply);
      services_.progress.end_phase();
    }
    prepared = wanted - unchanged_;
    return collect();
  }

 private:
  void obtain(std::vector<std::size_t> missing, const WheelSupply& supply) {
    std::ranges::stable_sort(missing, std::ranges::greater{},
                             [&](std::size_t i) { return artifacts_[i].size_bytes.value_or(0); });
    waiting_.assign(missing.begin(), missing.end());
    start_more(LockMode::try_once, supply);
    drain(supply);
    // What other processes were making: by now they are done, or their locks are free.
    for (const std::size_t index : std::exchange(deferred_, {})) {
      waiting_.assign(1, index);
      start_more(LockMode::wait, supply);
      drain(supply);
    }
  }

  enum class LockMode : std::uint8_t { try_once, wait };

  void drain(const WheelSupply& supply) {
    while (running_ > 0) {
      WheelEvent event = events_.pop();
      if (event.is_unchanged) {
        on_unchanged(*event.job);
      } else if (event.kind == WheelEvent::Kind::downloaded) {
        on_downloaded(*event.job, std::move(event.failure));
      } else {
        on_unpacked(*event.job);
      }
      start_more(LockMode::try_once, supply);
    }
  }

  void start_more(LockMode mode, const WheelSupply& supply) {
    while (running_ < services_.wheels_at_once && !waiting_.empty()) {
      const std::size_t index = waiting_.front();
      waiting_.pop_front();
      if (downloads_stop_.stop_requested()) {
        failures_[index] = Error(ErrorCode::cancelled, "cancelled");
        continue;
      }
      auto started = start(index, mode, supply);
      if (!started) {
        note_failure(index, std::move(started).error());
      }
    }
  }

  /// Takes the entry's lock, looks again, and starts the download or the reading of a local file.
  Result<void> start(std::size_t index, LockMode mode, const WheelSupply& supply) {
    const spec::PinnedArtifact& artifact = artifacts_[index];
    auto job = std::make_unique<WheelJob>();
    job->artifact = &artifact;
    job->index = index;
    TRY_ASSIGN(const bool locked, lock(*job, mode));
    if (!locked) {
      deferred_.push_back(index);
      return {};
    }
    TRY_ASSIGN(wheels_[index], supply.find(artifact, stop_));
    if (wheels_[index]) {
      return check_known(artifact, *wheels_[index]);
    }
    TRY_ASSIGN(job->known, supply.find_known(artifact, stop_));
    TRY_ASSIGN(TemporaryDirectory workspace, services_.cache.make_workspace());
    TRY(make_directories(workspace.path() + "/tree", 0755));
    job->workspace.emplace(std::move(workspace));
    WheelJob& placed = *jobs_.emplace_back(std::move(job));
    ++running_;
    services_.progress.begin_download(artifact.name.text(), artifact.size_bytes.value_or(0));
    if (artifact.file_url.is_file()) {
      on_downloaded(placed, std::nullopt);
    } else {
      submit(placed);
    }
    return {};
  }

  Result<bool> lock(WheelJob& job, LockMode mode) {
    const Sha256 key =
        promised_sha256(*job.artifact).value_or(sha256_of(job.artifact->file_url.without_fragment().to_request()));
    LockOptions options;
    options.timeout = mode == LockMode::wait ? services_.entry_timeout : std::chrono::milliseconds(0);
    options.stop = stop_;
    options.on_wait = [&](const std::string& holder) {
      services_.warnings.warn_at_once(format("waiting for `{}=={}`, which is fetched by {}", job.artifact->name.text(),
                                             job.artifact->version.to_string(), holder));
    };
    auto lock = services_.cache.lock_entry(key, options);
    if (lock) {
      job.lock.emplace(std::move(*lock));
      return true;
    }
    if (mode == LockMode::try_once && lock.error().code() == ErrorCode::lock_timeout) {
      return false;
    }
    return std::unexpected(std::move(lock).error());
  }

  void submit(WheelJob& job) {
    job.sink = std::make_shared<WheelSink>(job.workspace->path(), *job.artifact, services_.progress);
    HttpRequest request{.url = job.artifact->file_url.without_fragment(),
                        .limit_bytes = job.artifact->size_bytes.value_or(k_file_limit_bytes),
                        .expected_size_bytes = job.artifact->size_bytes,
                        .sink = job.sink};
    if (job.known) {
      request.if_none_match = job.known->link.etag;
      request.if_modified_since = job.known->link.last_modified;
    }
    services_.http.submit(
        std::move(request),
        [this, &job](Result<HttpResponse> response) { events_.push(download_event(job, std::move(response))); },
        CompletionThread::network, downloads_stop_.get_token());
  }

  static WheelEvent download_event(WheelJob& job, Result<HttpResponse> response) {
    WheelEvent event{.kind = WheelEvent::Kind::downloaded, .job = &job};
    if (!response) {
      event.failure = std::move(response).error();
    } else if (response->status == 304 && job.known) {
      event.is_unchanged = true;
    } else if (response->status != 200) {
      event.failure = Error(artifact_failure(response->status),
                            format("`{}` answered with status {}{}", job.artifact->file_url.to_display(),
                                   response->status, credentials_told(*response)));
    } else {
      job.link.etag = response->header("etag");
      job.link.last_modified = response->header("last-modified");
    }
    return event;
  }

  void on_unchanged(WheelJob& job) {
    services_.progress.end_download(job.artifact->name.text());
    auto checked = check_known(*job.artifact, job.known->wheel);
    if (!checked) {
      finish_job(job, std::move(checked).error());
      return;
    }
    wheels_[job.index] = std::move(job.known->wheel);
    ++unchanged_;
    finish_job(job, std::nullopt);
  }

  void on_downloaded(WheelJob& job, std::optional<Error> failure) {
    services_.progress.end_download(job.artifact->name.text());
    if (failure) {
      finish_job(job, std::move(failure));
      return;
    }
    auto begun = begin_unpacking(job);
    if (!begun) {
      finish_job(job, std::move(begun).error());
    } else if (!*begun) {
      finish_job(job, std::nullopt);
    }
  }

  /// False when the archive turned out to be in the cache already.
  Result<bool> begin_unpacking(WheelJob& job) {
    TRY_ASSIGN(FileReader archive, open_archive(job));
    job.archive_bytes = archive.status().size_bytes;
    TRY_ASSIGN(auto known, services_.cache.find(job.link.archive, stop_));
    if (known) {
      TRY(check_known(*job.artifact, *known));
      services_.cache.remember_link(job.artifact->file_url, job.link);
      wheels_[job.index] = std::move(known);
      return false;
    }
    TRY_ASSIGN(const spec::WheelName name, spec::parse_wheel_name(job.artifact->file_name));
    TRY_ASSIGN(Directory tree, Directory::open(job.workspace->path() + "/tree"));
    TRY_ASSIGN(job.unpack, WheelUnpack::prepare(std::move(archive), job.artifact->file_name, name, std::move(tree)));
    if (services_.check) {
      const std::string& text = job.unpack->contents().metadata;
      TRY(services_.check(*job.artifact,
                          {.digest = sha256_of(text), .read_text = [&text]() -> Result<std::string> { return text; }}));
    }
    const auto& chunks = job.unpack->chunks();
    job.open_chunks = chunks.size();
    if (chunks.empty()) {
      events_.push({.kind = WheelEvent::Kind::unpacked, .job = &job, .failure = std::nullopt});
    }
    for (const UnpackChunk& chunk : chunks) {
      services_.pool.submit([this, &job, chunk] { unpack_chunk(job, chunk); });
    }
    return true;
  }

  /// A wheel of the cache may have come from elsewhere: it was judged when it was unpacked, but what was read of it for
  /// this run is another matter. Its manifest has the digest of METADATA, so that nothing is read here as a rule.
  [[nodiscard]] Result<void> check_known(const spec::PinnedArtifact& artifact, const spec::UnpackedWheel& wheel) const {
    if (wheel.name != artifact.name || wheel.version != artifact.version) {  // the same bytes under another file name
      return fail(wheel_error(artifact.file_name, "Z58",
                              format("`{}` belongs to another distribution", wheel.manifest.dist_info)));
    }
    if (!services_.check) {
      return {};
    }
    const std::string path = wheel.manifest.dist_info + "/METADATA";
    const auto found = std::ranges::lower_bound(wheel.manifest.files, path, {}, &spec::ManifestFile::path);
    if (found == wheel.manifest.files.end() || found->path != path) {
      return {};
    }
    return services_.check(
        artifact, {.digest = found->digest,
                   .read_text = [&] { return read_file(join_path(wheel.directory, path), k_metadata_limit_bytes); },
                   .is_met_again = true});
  }

  Result<FileReader> open_archive(WheelJob& job) {
    if (job.sink) {
      TRY(note_digests(job, job.sink->finish()));
      return FileReader::open(format("{}/{}", job.workspace->path(), WheelSink::k_file_name));
    }
    TRY_ASSIGN(const std::string path, job.artifact->file_url.file_path());
    TRY_ASSIGN(FileReader archive, FileReader::open(path));
    TRY(note_digests(job, hash_archive(archive, *job.artifact, stop_)));
    return archive;
  }

  static Result<void> note_digests(WheelJob& job, Result<ArchiveDigests> found) {
    TRY_ASSIGN(ArchiveDigests digests, std::move(found));
    job.link.archive = digests.sha256;
    job.link.others = std::move(digests.others);
    return {};
  }

  void unpack_chunk(WheelJob& job, const UnpackChunk& chunk) {
    auto done = job.unpack->unpack_chunk(chunk, buffers_, stop_);
    if (!done) {
      const std::lock_guard lock(job.failure_mutex);
      if (!job.failure) {
        job.failure = std::move(done).error();
      }
    }
    if (job.open_chunks.fetch_sub(1) == 1) {
      events_.push({.kind = WheelEvent::Kind::unpacked, .job = &job, .failure = std::nullopt});
    }
  }

  void on_unpacked(WheelJob& job) {
    if (job.failure) {
      finish_job(job, std::move(job.failure));
      return;
    }
    auto placed = place(job);
    if (!placed) {
      finish_job(job, std::move(placed).error());
      return;
    }
    wheels_[job.index] = std::move(*placed);
    finish_job(job, std::nullopt);
  }

  Result<spec::UnpackedWheel> place(WheelJob& job) {
    spec::UnpackedWheel wheel{.name = job.artifact->name,
                              .version = job.artifact->version,
                              .directory = {},
                              .archive_digest = job.link.archive,
                              .archive_bytes = job.archive_bytes,
                              .manifest = job.unpack->finish()};
    for (const std::string& warning : wheel.manifest.warnings) {
      services_.warnings.warn(warning);
    }
    job.unpack.reset();
    if (job.sink) {
      TRY_ASSIGN(const Directory workspace, Directory::open(job.workspace->path()));
      TRY(workspace.remove_file(WheelSink::k_file_name));
    }
    TemporaryDirectory workspace = std::move(*job.workspace);
    job.workspace.reset();
    TRY_ASSIGN(spec::UnpackedWheel placed, services_.cache.adopt(std::move(workspace), wheel));
    services_.cache.remember_link(job.artifact->file_url, job.link);
    return placed;
  }

  [[nodiscard]] bool was_damaged(const spec::PinnedArtifact& artifact) const {
    auto digest = promised_sha256(artifact);
    if (!digest) {
      const auto link = services_.cache.find_link(artifact.file_url);
      digest = link ? std::optional(link->archive) : std::nullopt;
    }
    return digest && services_.cache.was_damaged(*digest);
  }

  /// One failure is enough: nothing more is downloaded. What is being unpacked still reaches the cache.
  void note_failure(std::size_t index, Error failure) {
    failures_[index] = std::move(failure);
    downloads_stop_.request_stop();
  }

  void finish_job(WheelJob& job, std::optional<Error> failure) {
    if (failure) {
      note_failure(job.index, fetch_failure(*job.artifact, was_damaged(*job.artifact), std::move(*failure)));
    }
    job.sink.reset();
    job.unpack.reset();
    job.workspace.reset();
    job.lock.reset();
    --running_;
    services_.progress.advance_phase(++finished_);
  }

  /// The first failure that is a reason; the others were only given up for its sake.
  [[nodiscard]] std::optional<std::size_t> find_failure() const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < failures_.size(); ++i) {
      if (failures_[i] && (!found || (failures_[*found]->code() == ErrorCode::cancelled &&
                                      failures_[i]->code() != ErrorCode::cancelled))) {
        found = i;
      }
    }
    return found;
  }

  Result<std::vector<spec::UnpackedWheel>> collect() {
    if (const auto failed = find_failure()) {
      return std::unexpected(std::move(*failures_[*failed]));
    }
    std::vector<spec::UnpackedWheel> wheels;
    wheels.reserve(wheels_.size());
    for (std::optional<spec::UnpackedWheel>& wheel : wheels_) {
      wheels.push_back(std::move(*wheel));
    }
    return wheels;
  }

  WheelSupplyServices services_;
  std::span<const spec::PinnedArtifact> artifacts_;
  std::stop_token stop_;
  std::vector<std::optional<spec::UnpackedWheel>> wheels_;
  std::vector<std::optional<Error>> failures_;
  std::deque<std::size_t> waiting_;
  std::vector<std::size_t> deferred_;
  std::vector<std::unique_ptr<WheelJob>> jobs_;
  EventQueue events_;
  ScratchBuffers buffers_;
  std::size_t running_ = 0;
  std::size_t finished_ = 0;
  std::size_t unchanged_ = 0;
  std::stop_source downloads_stop_;
  std::stop_callback<std::function<void()>> forwarded_;
};

}  // namespace

Result<std::vector<spec::UnpackedWheel>> obtain_wheels(const WheelSupply& supply, WheelSupplyServices services,
                                                       std::span<const spec::PinnedArtifact> artifacts,
                                                       std::stop_token stop, std::size_t& prepared) {
  SupplyRun run(std::move(services), artifacts, std::move(stop));
  return run.run(supply, prepared);
}

}  // namespace axle::fetch
