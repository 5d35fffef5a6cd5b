// SPDX-License-Identifier: MIT OR Apache-2.0
// One run over all files: submit, await, judge, and rename once all of them are good.
#include "fetch/wheel_files.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "base/file_digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "fetch/wheel_contents.hpp"
#include "fetch/wheel_download.hpp"
#include "spec/dist_name.hpp"

namespace axle::fetch {
namespace {

constexpr std::string_view k_workspace_prefix = ".axle-download-";

bool promises_much(const spec::PinnedArtifact& artifact) {
  const auto is_strong = [](const Hash& hash) { return is_secure(hash.algorithm); };
  return std::ranges::any_of(artifact.hashes, is_strong) || std::ranges::any_of(artifact.required_hashes, is_strong);
}

/// Without a promised digest the wheel of this machine that would be copied says which bytes are the right ones. One
/// that cannot be read says nothing: copying it tells why.
Result<bool> is_copy_of_source(const Sha256& digest, const spec::PinnedArtifact& artifact,
                               const std::stop_token& stop) {
  const auto path = artifact.file_url.file_path();
  const auto file = path ? FileReader::open(*path) : Result<FileReader>(fail(path.error().clone()));
  if (!file) {
    return false;
  }
  const auto source = hash_archive(*file, artifact, stop);
  if (!source && source.error().code() == ErrorCode::cancelled) {
    return fail(source.error().clone());
  }
  return source && source->sha256 == digest;
}

/// Errors: what is wrong in the wheel.
Result<WheelContents> read_wheel(const FileReader& archive, const spec::PinnedArtifact& artifact) {
  TRY_ASSIGN(const spec::WheelName name, spec::parse_wheel_name(artifact.file_name));
  return read_wheel_contents(archive, artifact.file_name, name);
}

/// The digest of a file of the user's that is the artifact; nothing for another one.
Result<std::optional<Sha256>> find_same(const std::string& path, const spec::PinnedArtifact& artifact,
                                        const std::stop_token& stop) {
  TRY_ASSIGN(const auto status, status_of(path));
  if (!status) {
    return std::nullopt;
  }
  if (status->kind != FileKind::regular) {
    return fail(ErrorCode::io,
                format("cannot save `{}`: something else than a file has that name", to_printable(path)));
  }
  const bool has_other_size = artifact.size_bytes && *artifact.size_bytes != status->size_bytes;
  const bool is_known = promises_much(artifact);
  if (has_other_size || (!is_known && !artifact.file_url.is_file())) {
    return std::nullopt;
  }
  TRY_ASSIGN(const FileReader file, FileReader::open(path));
  auto digest = hash_archive(file, artifact, stop);
  if (!digest && digest.error().code() != ErrorCode::hash_mismatch) {
    return fail(std::move(digest).error());
  }
  if (!digest) {
    return std::nullopt;
  }
  if (!is_known) {
    TRY_ASSIGN(const bool is_copy, is_copy_of_source(digest->sha256, artifact, stop));
    if (!is_copy) {
      return std::nullopt;
    }
    TRY(read_wheel(file, artifact));
  }
  return digest->sha256;
}

/// The folder itself, or the one below which it will be made; files can be put there.
Result<std::string> find_existing_folder(std::string path) {
  while (true) {
    TRY_ASSIGN(const auto status, status_of(path));
    if (status && status->kind != FileKind::directory) {
      return fail(ErrorCode::io, format("`{}` is no folder", to_printable(path)));
    }
    if (status && !is_writable(path)) {
      return fail(ErrorCode::permission_denied,
                  format("cannot save files in `{}`: the folder is read-only", to_printable(path)));
    }
    if (status || path == "/") {
      return path;
    }
    path = std::string(path_parent(path));
  }
}

struct FileJob {
  const spec::PinnedArtifact* artifact = nullptr;
  std::size_t index = 0;
  std::string folder;  ///< of its own, in the workspace
  std::shared_ptr<WheelSink> sink{};
  std::stop_source given_up{};
  std::optional<std::stop_callback<std::function<void()>>> forwarded{};  ///< to it, from the caller's stop

  [[nodiscard]] std::string archive() const { return join_path(folder, WheelSink::k_file_name); }
};

struct Arrival {
  FileJob* job = nullptr;
  Result<HttpResponse> response;
};

/// What the network thread hands to the calling one.
class Arrivals {
 public:
  void push(Arrival arrival) {
    const std::lock_guard lock(mutex_);
    arrivals_.push_back(std::move(arrival));
    ready_.notify_one();
  }
  Arrival pop() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return !arrivals_.empty(); });
    Arrival arrival = std::move(arrivals_.front());
    arrivals_.pop_front();
    return arrival;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Arrival> arrivals_;  // guarded by mutex_
};

class FilesRun {
 public:
  FilesRun(const WheelFileServices& services, std::span<const spec::PinnedArtifact> artifacts,
           std::vector<SavedWheel>& files, const std::stop_token& stop)
      : services_(services),
        artifacts_(artifacts),
        files_(files),
        stop_(stop),
        failures_(artifacts.size()),
        first_failed_(artifacts.size()) {}

  Result<void> run(const std::string& directory) {
    if (std::ranges::all_of(files_, &SavedWheel::was_there)) {
      return {};
    }
    TRY_ASSIGN(const std::string parent, find_existing_folder(directory));
    remove_abandoned(parent, k_workspace_prefix);
    TRY_ASSIGN(const TemporaryDirectory workspace, TemporaryDirectory::create(parent, k_workspace_prefix));
    TRY(make_jobs(workspace.path()));
    services_.progress.begin_phase("Downloading files", jobs_.size());
    fetch_all();
    services_.progress.end_phase();
    TRY(check_all());
    if (stop_.stop_requested()) {
      return fail(ErrorCode::cancelled, "cancelled");
    }
    TRY(make_directories(directory));
    for (const FileJob& job : jobs_) {
      TRY(rename_path(job.archive(), files_[job.index].path, IfExists::replace));
    }
    return {};
  }

 private:
  Result<void> make_jobs(const std::string& workspace) {
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (!files_[i].was_there) {
        missing.push_back(i);
      }
    }
    TRY_ASSIGN(const Directory held, Directory::open(workspace));
    TRY(held.check_space("files", archive_bytes_of(artifacts_, missing)));
    std::ranges::stable_sort(missing, std::ranges::greater{},
                             [this](std::size_t i) { return artifacts_[i].size_bytes.value_or(0); });
    for (const std::size_t i : missing) {
      FileJob& job = jobs_.emplace_back(&artifacts_[i], i, format("{}/{}", workspace, i));
      job.forwarded.emplace(stop_, [&job] { job.given_up.request_stop(); });
      TRY(make_directories(job.folder));
    }
    return {};
  }

  void fetch_all() {
    auto next = jobs_.begin();
    std::size_t running = 0;
    while (next != jobs_.end() || running > 0) {
      if (next != jobs_.end() && running < services_.files_at_once) {
        running += start(*next++) ? 1U : 0U;
        continue;
      }
      Arrival arrival = arrivals_.pop();
      --running;
      services_.progress.end_download(arrival.job->artifact->name.text());
      settle(*arrival.job, finish(*arrival.job, std::move(arrival.response)));
    }
  }

  /// False when nothing is on its way: the file lies on this machine, or something has failed.
  bool start(FileJob& job) {
    const spec::PinnedArtifact& artifact = *job.artifact;
    if (job.given_up.stop_requested() || first_failed_ < artifacts_.size()) {
      failures_[job.index] = Error(ErrorCode::cancelled, "cancelled");
      return false;
    }
    if (artifact.file_url.is_file()) {
      settle(job, copy(job));
      return false;
    }
    services_.progress.begin_download(artifact.name.text(), artifact.size_bytes.value_or(0));
    job.sink = std::make_shared<WheelSink>(job.folder, artifact, services_.progress);
    services_.http.submit(
        HttpRequest{.url = artifact.file_url.without_fragment(),
                    .limit_bytes = artifact.size_bytes.value_or(k_file_limit_bytes),
                    .expected_size_bytes = artifact.size_bytes,
                    .sink = job.sink},
        [this, &job](Result<HttpResponse> response) { arrivals_.push({&job, std::move(response)}); },
        CompletionThread::network, job.given_up.get_token());
    return true;
  }

  Result<Sha256> finish(FileJob& job, Result<HttpResponse> response) {
    if (!response) {
      return fail(std::move(response).error());
    }
    if (response->status != 200) {
      return fail(artifact_failure(response->status),
                  format("`{}` answered with status {}{}", job.artifact->file_url.to_display(), response->status,
                         credentials_told(*response)));
    }
    TRY_ASSIGN(const ArchiveDigests digests, job.sink->finish());
    return digests.sha256;
  }

  Result<Sha256> copy(const FileJob& job) {
    TRY_ASSIGN(const std::string path, job.artifact->file_url.file_path());
    TRY_ASSIGN(const FileReader from, FileReader::open(path));
    TRY_ASSIGN(const Directory folder, Directory::open(job.folder));
    TRY_ASSIGN(FileWriter to, FileWriter::create(folder, WheelSink::k_file_name));
    PromisedDigests digests(*job.artifact);
    TRY(read_through(from, [&](std::span<const std::byte> bytes) -> Result<void> {
      digests.update(bytes);
      return stop_.stop_requested() ? Result<void>(fail(ErrorCode::cancelled, "cancelled")) : to.write(bytes);
    }));
    TRY(to.close());
    TRY_ASSIGN(const ArchiveDigests found, digests.finish(*job.artifact));
    return found.sha256;
  }

  /// One failure is enough: nothing more is begun. Of those under way the first failure in the order given is told,
  /// whichever came first: what stands behind it is given up, what stands before it may fail, too.
  void settle(FileJob& job, Result<Sha256> digest) {
    job.sink.reset();
    services_.progress.advance_phase(++settled_);
    if (digest) {
      files_[job.index].digest = *digest;
      return;
    }
    failures_[job.index] = fetch_failure(*job.artifact, false, std::move(digest).error());
    first_failed_ = std::min(first_failed_, job.index);
    for (FileJob& other : jobs_) {
      if (other.index > first_failed_) {
        other.given_up.request_stop();
      }
    }
  }

  /// Failures to fetch; then what is wrong in the wheels. Only what has its digest is read.
  Result<void> check_all() {
    const auto is_reason = [](const std::optional<Error>& failure) {
      return failure && failure->code() != ErrorCode::cancelled;
    };
    auto failed = std::ranges::find_if(failures_, is_reason);
    if (failed == failures_.end()) {
      failed = std::ranges::find_if(failures_, [](const auto& failure) { return failure.has_value(); });
    }
    if (failed != failures_.end()) {
      return fail(std::move(**failed));
    }
    std::vector<const FileJob*> in_order;
    in_order.reserve(jobs_.size());
    for (const FileJob& job : jobs_) {
      in_order.push_back(&job);
    }
    std::ranges::sort(in_order, {}, &FileJob::index);
    for (const FileJob* const job : in_order) {
      TRY(check(*job));
    }
    return {};
  }

  Result<void> check(const FileJob& job) const {
    TRY_ASSIGN(const FileReader archive, FileReader::open(job.archive()));
    TRY_ASSIGN(const WheelContents contents, read_wheel(archive, *job.artifact));
    const auto read_text = [&contents]() -> Result<std::string> { return contents.metadata; };
    return services_.check
               ? services_.check(*job.artifact, {.digest = sha256_of(contents.metadata), .read_text = read_text})
               : Result<void>{};
  }

  const WheelFileServices& services_;
  std::span<const spec::PinnedArtifact> artifacts_;
  std::vector<SavedWheel>& files_;
  const std::stop_token& stop_;
  std::vector<std::optional<Error>> failures_;
  std::deque<FileJob> jobs_;  // the network thread holds pointers to them
  Arrivals arrivals_;
  std::size_t settled_ = 0;
  std::size_t first_failed_;  // in the order given
};

}  // namespace

Result<std::vector<SavedWheel>> find_wheel_files(std::span<const spec::PinnedArtifact> artifacts,
                                                 const std::string& directory, const std::stop_token& stop) {
  std::vector<SavedWheel> files;
  for (const spec::PinnedArtifact& artifact : artifacts) {
    TRY(spec::parse_wheel_name(artifact.file_name));  // it is a name, and leads nowhere else
    SavedWheel file{.path = join_path(directory, artifact.file_name)};
    TRY_ASSIGN(const auto digest, find_same(file.path, artifact, stop));
    file.was_there = digest.has_value();
    file.digest = digest.value_or(Sha256{});
    files.push_back(std::move(file));
  }
  return files;
}

Result<void> fetch_wheel_files(const WheelFileServices& services, std::span<const spec::PinnedArtifact> artifacts,
                               const std::string& directory, std::vector<SavedWheel>& files,
                               const std::stop_token& stop) {
  return FilesRun(services, artifacts, files, stop).run(directory);
}

}  // namespace axle::fetch
