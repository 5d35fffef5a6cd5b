// SPDX-License-Identifier: MIT OR Apache-2.0
// One pass over the body: write, hash, report. A transfer that is cut resumes where it stopped or begins a new file.
#include "fetch/wheel_download.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "base/file_digest.hpp"
#include "base/format.hpp"

namespace axle::fetch {
namespace {

template <typename Visit>
void for_each_promise(const spec::PinnedArtifact& artifact, Visit visit) {
  for (const Hash& hash : artifact.hashes) {
    visit(hash);
  }
  for (const Hash& hash : artifact.required_hashes) {
    visit(hash);
  }
}

std::string join_hashes(const std::vector<Hash>& hashes, std::string_view separator) {
  std::string text;
  for (const Hash& hash : hashes) {
    text += text.empty() ? "" : separator;
    text += to_string(hash);
  }
  return text;
}

std::unexpected<Error> mismatch(const spec::PinnedArtifact& artifact, const std::string& expected,
                                const std::string& found) {
  return fail(ErrorCode::hash_mismatch, format("hash mismatch for `{}` from {}: expected {}, got {}",
                                               artifact.file_name, artifact.file_url.to_display(), expected, found));
}

bool is_sha256(const Hash& hash) {
  return hash.algorithm == HashAlgorithm::sha256;
}

std::vector<Hash> list_of(const ArchiveDigests& digests) {
  std::vector<Hash> list{{.algorithm = HashAlgorithm::sha256, .hex = to_hex(digests.sha256)}};
  list.insert(list.end(), digests.others.begin(), digests.others.end());
  return list;
}

/// The computed digest of that algorithm.
const Hash* find_computed(const std::vector<Hash>& computed, HashAlgorithm algorithm) {
  const auto found = std::ranges::find(computed, algorithm, &Hash::algorithm);
  return found == computed.end() ? nullptr : &*found;
}

Result<void> compare_all(const spec::PinnedArtifact& artifact, const std::vector<Hash>& computed) {
  for (const Hash& hash : artifact.hashes) {
    const Hash* found = find_computed(computed, hash.algorithm);
    if (found != nullptr && *found != hash) {
      return mismatch(artifact, to_string(hash), to_string(*found));
    }
  }
  std::vector<Hash> required = artifact.required_hashes;
  drop_insecure(required);
  std::vector<Hash> found;
  for (const Hash& hash : required) {
    const Hash* same_kind = find_computed(computed, hash.algorithm);
    if (same_kind != nullptr && *same_kind == hash) {
      return {};
    }
    if (same_kind != nullptr && std::ranges::find(found, *same_kind) == found.end()) {
      found.push_back(*same_kind);
    }
  }
  return required.empty() ? Result<void>{}
                          : mismatch(artifact, join_hashes(required, " or "), join_hashes(found, " and "));
}

}  // namespace

void drop_insecure(std::vector<Hash>& hashes) {
  const auto is_strong = [](const Hash& hash) { return is_secure(hash.algorithm); };
  if (std::ranges::any_of(hashes, is_strong)) {
    std::erase_if(hashes, [&](const Hash& hash) { return !is_strong(hash); });
  }
}

PromisedDigests::PromisedDigests(const spec::PinnedArtifact& artifact) {
  for_each_promise(artifact, [&](const Hash& hash) {
    const bool known = hash.algorithm == HashAlgorithm::sha256 ||
                       std::ranges::any_of(others_, [&](const auto& other) { return other.first == hash.algorithm; });
    if (!known) {
      others_.emplace_back(hash.algorithm, Hasher(hash.algorithm));
    }
  });
}

void PromisedDigests::update(std::span<const std::byte> data) {
  sha256_.update(data);
  for (auto& [algorithm, hasher] : others_) {
    hasher.update(data);
  }
}

Result<ArchiveDigests> PromisedDigests::finish(const spec::PinnedArtifact& artifact) {
  ArchiveDigests digests{.sha256 = sha256_.finish_sha256()};
  for (auto& [algorithm, hasher] : others_) {
    digests.others.push_back({.algorithm = algorithm, .hex = hasher.finish_hex()});
  }
  TRY(compare_all(artifact, list_of(digests)));
  return digests;
}

Result<ArchiveDigests> hash_archive(const FileReader& archive, const spec::PinnedArtifact& artifact,
                                    const std::stop_token& stop) {
  if (artifact.size_bytes && *artifact.size_bytes != archive.status().size_bytes) {
    return fail(ErrorCode::hash_mismatch,
                format("the size of `{}` is {} bytes, but it should be {}", artifact.file_name,
                       archive.status().size_bytes, *artifact.size_bytes));
  }
  PromisedDigests digests(artifact);
  TRY(read_through(archive, [&](std::span<const std::byte> bytes) {
    digests.update(bytes);
    return stop.stop_requested() ? Result<void>(fail(ErrorCode::cancelled, "cancelled")) : Result<void>();
  }));
  return digests.finish(artifact);
}

bool keeps_promises(const spec::PinnedArtifact& artifact, const ArchiveDigests& known) {
  const std::vector<Hash> digests = list_of(known);
  const bool has_sha256 = std::ranges::any_of(artifact.hashes, is_sha256);
  const bool comparable = std::ranges::all_of(artifact.hashes, [&](const Hash& hash) {
    return find_computed(digests, hash.algorithm) != nullptr || (has_sha256 && !is_secure(hash.algorithm));
  });
  return comparable && compare_all(artifact, digests).has_value();
}

bool promises_other_digests(const spec::PinnedArtifact& artifact) {
  return !std::ranges::all_of(artifact.hashes, is_sha256) || !std::ranges::all_of(artifact.required_hashes, is_sha256);
}

std::optional<Sha256> promised_sha256(const spec::PinnedArtifact& artifact) {
  const auto promised = std::ranges::find_if(artifact.hashes, is_sha256);
  if (promised != artifact.hashes.end()) {
    return parse_sha256_hex(promised->hex);
  }
  // Several --hash values stand for several files of the version: only a single one says which file this is.
  const bool single = artifact.required_hashes.size() == 1 && is_sha256(artifact.required_hashes.front());
  return single ? parse_sha256_hex(artifact.required_hashes.front().hex) : std::nullopt;
}

std::uint64_t archive_bytes_of(std::span<const spec::PinnedArtifact> artifacts, std::span<const std::size_t> indexes) {
  std::uint64_t bytes = 0;
  for (const std::size_t i : indexes) {
    bytes += artifacts[i].size_bytes.value_or(0);
  }
  return bytes;
}

WheelSink::WheelSink(const std::string& directory, const spec::PinnedArtifact& artifact, Progress& progress)
    : directory_(directory), artifact_(artifact), progress_(progress), digests_(artifact) {}

Result<void> WheelSink::on_start(const HttpResponse& head) {
  if (writer_ && head.from_offset == received_bytes_) {
    return {};
  }
  TRY_ASSIGN(const Directory directory, Directory::open(directory_));
  total_bytes_ = head.total_bytes.value_or(0);
  TRY(directory.check_space(k_file_name, total_bytes_));
  TRY_ASSIGN(FileWriter writer, FileWriter::create(directory, k_file_name));
  writer_.emplace(std::move(writer));
  return {};
}

Result<void> WheelSink::on_data(std::span<const std::byte> data) {
  digests_.update(data);
  received_bytes_ += data.size();
  progress_.advance_download(artifact_.name.text(), received_bytes_);
  auto written = writer_->write(data);
  if (!written && written.error().code() == ErrorCode::no_space) {
    // Others took the room meanwhile. What lacks is room for the wheel, not for this piece of it.
    TRY_ASSIGN(const Directory directory, Directory::open(directory_));
    TRY(directory.check_space(k_file_name, total_bytes_));
  }
  return written;
}

void WheelSink::on_restart() {
  writer_.reset();
  digests_ = PromisedDigests(artifact_);
  received_bytes_ = 0;
  const auto directory = Directory::open(directory_);
  if (directory) {
    const auto removed = directory->remove_file(k_file_name);
    static_cast<void>(removed);
  }
}

Result<ArchiveDigests> WheelSink::finish() {
  if (!writer_) {
    return fail(ErrorCode::network, format("cannot fetch `{}`: the answer was empty", artifact_.file_url.to_display()));
  }
  TRY(writer_->close());
  return digests_.finish(artifact_);
}

Error fetch_failure(const spec::PinnedArtifact& artifact, bool was_damaged, Error cause) {
  if (cause.code() == ErrorCode::hash_mismatch || cause.code() == ErrorCode::bad_wheel ||
      cause.code() == ErrorCode::bad_metadata || cause.code() == ErrorCode::cancelled) {
    return cause;
  }
  const ErrorCode code = cause.code();
  const std::string label = format("`{}=={}`", artifact.name.text(), artifact.version.to_string());
  return Error(code, was_damaged
                         ? format("the copy of {} in the cache was damaged, and fetching it again failed", label)
                         : format("failed to fetch {}", label))
      .caused_by(std::move(cause));
}

}  // namespace axle::fetch
