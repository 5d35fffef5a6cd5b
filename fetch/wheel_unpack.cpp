// SPDX-License-Identifier: MIT OR Apache-2.0
// Chunks of small entries are read at once and inflated one-shot; large entries are streamed, so memory stays flat.
#include "fetch/wheel_unpack.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "base/format.hpp"
#include "base/inflate.hpp"
#include "fetch/archive_end.hpp"
#include "fetch/archive_fields.hpp"

namespace axle::fetch {
namespace {

/// Above this an entry is streamed, alone in its chunk.
constexpr std::uint64_t k_one_shot_limit_bytes = 4ULL * 1024 * 1024;
constexpr std::uint64_t k_chunk_bytes = 1024 * 1024;
constexpr std::size_t k_chunk_entries = 64;
constexpr std::size_t k_stream_step_bytes = 256 * 1024;

bool is_large(const ArchiveEntry& entry) {
  return entry.size_bytes > k_one_shot_limit_bytes || entry.span_bytes > k_one_shot_limit_bytes;
}

/// Gives a buffer back when the scope ends.
class BorrowedBuffer {
 public:
  BorrowedBuffer(ScratchBuffers& pool, std::size_t size) : pool_(pool), buffer_(pool.acquire(size)), size_(size) {}
  ~BorrowedBuffer() { pool_.release(std::move(buffer_)); }
  BorrowedBuffer(const BorrowedBuffer&) = delete;
  BorrowedBuffer& operator=(const BorrowedBuffer&) = delete;
  [[nodiscard]] std::span<std::byte> bytes() { return std::span(*buffer_).first(size_); }

 private:
  ScratchBuffers& pool_;
  std::unique_ptr<ScratchBuffers::Buffer> buffer_;
  std::size_t size_;
};

/// Digests of a file's bytes: SHA-256 always, and the algorithm of RECORD when that is another.
class FileDigests {
 public:
  explicit FileDigests(const ExpectedFile& expected) {
    if (expected.algorithm && *expected.algorithm != HashAlgorithm::sha256) {
      other_.emplace(*expected.algorithm);
    }
  }
  void update(std::span<const std::byte> bytes) {
    sha256_.update(bytes);
    if (other_) {
      other_->update(bytes);
    }
  }
  /// Compares with RECORD. Errors: "R01: …".
  Result<Sha256> finish(const ExpectedFile& expected, const std::string& path) {
    const Sha256 digest = sha256_.finish_sha256();
    const std::string found = other_ ? other_->finish_base64() : to_base64(digest);
    if (expected.algorithm && found != expected.digest_base64) {
      return rule_failure("R01", format("`{}` does not have the hash that RECORD promises", path));
    }
    return digest;
  }

 private:
  Hasher sha256_;
  std::optional<Hasher> other_;
};

Result<void> check_crc(const ArchiveEntry& entry, std::uint32_t crc) {
  if (crc != entry.crc) {
    return rule_failure("Z06", format("the checksum of `{}` is wrong", entry.path));
  }
  return {};
}

Result<void> check_running(const std::stop_token& stop) {
  return stop.stop_requested() ? Result<void>(fail(ErrorCode::cancelled, "cancelled")) : Result<void>{};
}

/// Feeds the data of one large entry to `sink` in steps.
class EntryStream {
 public:
  EntryStream(const FileReader& archive, const ArchiveEntry& entry) : archive_(archive), entry_(entry) {}

  Result<void> run(ScratchBuffers& buffers, const InflateSink& sink) {
    TRY_ASSIGN(std::uint64_t at, read_head(buffers));
    const std::uint64_t end = at + entry_.compressed_bytes;
    InflateStream inflate(entry_.size_bytes);
    BorrowedBuffer step(buffers, k_stream_step_bytes);
    while (at < end) {
      const auto bytes = step.bytes().first(std::min<std::uint64_t>(k_stream_step_bytes, end - at));
      TRY(fill(at, bytes));
      at += bytes.size();
      if (entry_.method == EntryMethod::stored) {
        TRY(sink(bytes));
      } else {
        TRY(feed(inflate, bytes, sink));
      }
    }
    if (entry_.method == EntryMethod::deflated && !inflate.finished()) {
      return rule_failure("Z08", format("the data of `{}` is cut off", entry_.path));
    }
    TRY_ASSIGN(const std::string tail, read_exactly(archive_, end, entry_.offset + entry_.span_bytes - end));
    return check_descriptor(entry_, std::as_bytes(std::span(tail)));
  }

 private:
  Result<std::uint64_t> read_head(ScratchBuffers& buffers) {
    BorrowedBuffer head(buffers, std::min(entry_.span_bytes, k_local_head_limit));
    TRY(fill(entry_.offset, head.bytes()));
    TRY_ASSIGN(const std::uint64_t data, check_local_header(entry_, head.bytes()));
    return entry_.offset + data;
  }

  Result<void> fill(std::uint64_t at, std::span<std::byte> bytes) {
    TRY_ASSIGN(const std::size_t count, archive_.read_at(at, bytes));
    return count == bytes.size() ? Result<void>{} : rule_failure("Z64", "the archive is cut off");
  }

  Result<void> feed(InflateStream& inflate, std::span<const std::byte> bytes, const InflateSink& sink) {
    auto used = inflate.feed(bytes, sink);
    if (!used) {
      return inflate_failure(entry_.path, std::move(used).error());
    }
    if (*used != bytes.size()) {
      return rule_failure("Z08", format("`{}` has more data than it needs", entry_.path));
    }
    return {};
  }

  const FileReader& archive_;
  const ArchiveEntry& entry_;
};

}  // namespace

std::unique_ptr<ScratchBuffers::Buffer> ScratchBuffers::acquire(std::size_t size) {
  std::unique_ptr<Buffer> buffer;
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      buffer = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (!buffer) {
    buffer = std::make_unique<Buffer>();
  }
  if (buffer->size() < size) {
    buffer->resize(size);
  }
  return buffer;
}

void ScratchBuffers::release(std::unique_ptr<Buffer> buffer) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(buffer));
}

WheelUnpack::WheelUnpack(FileReader archive, std::string file_name, Directory target, WheelContents contents)
    : archive_(std::move(archive)),
      file_name_(std::move(file_name)),
      target_(std::move(target)),
      contents_(std::move(contents)),
      files_(contents_.archive.entries.size()) {}

Result<std::unique_ptr<WheelUnpack>> WheelUnpack::prepare(FileReader archive, std::string file_name,
                                                          const spec::WheelName& name, Directory target) {
  TRY_ASSIGN(WheelContents contents, read_wheel_contents(archive, file_name, name));
  TRY(target.check_space("", contents.archive.total_bytes()));
  std::unique_ptr<WheelUnpack> unpack(
      new WheelUnpack(std::move(archive), std::move(file_name), std::move(target), std::move(contents)));
  unpack->cut_chunks();
  TRY(unpack->make_folders());
  return unpack;
}

void WheelUnpack::cut_chunks() {
  const auto& entries = contents_.archive.entries;
  UnpackChunk chunk;
  std::uint64_t bytes = 0;
  const auto close = [&](std::size_t end) {
    if (chunk.first < end) {
      chunks_.push_back({chunk.first, end});
    }
    chunk.first = end;
    bytes = 0;
  };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_large(entries[i])) {
      close(i);
      close(i + 1);
      continue;
    }
    bytes += entries[i].span_bytes + entries[i].size_bytes;
    if (bytes > k_chunk_bytes || i + 1 - chunk.first >= k_chunk_entries) {
      close(i + 1);
    }
  }
  close(entries.size());
}

Result<void> WheelUnpack::make_folders() {
  std::set<std::string_view> folders;
  for (const ArchiveEntry& entry : contents_.archive.entries) {
    std::string_view path = entry.path;
    if (entry.is_directory) {
      folders.insert(path);
    }
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos; slash = path.rfind('/')) {
      path = path.substr(0, slash);
      if (!folders.insert(path).second) {
        break;
      }
    }
  }
  for (const std::string_view folder : folders) {
    TRY(target_.make_directory(folder));
    folders_.emplace_back(folder);
  }
  return {};
}

Result<void> WheelUnpack::unpack_chunk(const UnpackChunk& chunk, ScratchBuffers& buffers, const std::stop_token& stop) {
  const bool large = chunk.last - chunk.first == 1 && is_large(contents_.archive.entries[chunk.first]);
  auto done = large ? unpack_large(chunk.first, buffers, stop) : unpack_neighbours(chunk, buffers, stop);
  if (!done) {
    return fail(wheel_error(file_name_, std::move(done).error()));
  }
  return {};
}

Result<void> WheelUnpack::unpack_neighbours(const UnpackChunk& chunk, ScratchBuffers& buffers,
                                            const std::stop_token& stop) {
  const auto& entries = contents_.archive.entries;
  const std::uint64_t begin = entries[chunk.first].offset;
  const ArchiveEntry& back = entries[chunk.last - 1];
  BorrowedBuffer spans(buffers, back.offset + back.span_bytes - begin);
  TRY_ASSIGN(const std::size_t count, archive_.read_at(begin, spans.bytes()));
  if (count != spans.bytes().size()) {
    return rule_failure("Z64", "the archive is cut off");
  }
  for (std::size_t i = chunk.first; i < chunk.last; ++i) {
    TRY(check_running(stop));
    TRY(unpack_small(i, spans.bytes().subspan(entries[i].offset - begin, entries[i].span_bytes), buffers));
  }
  return {};
}

Result<void> WheelUnpack::unpack_small(std::size_t index, std::span<const std::byte> span, ScratchBuffers& buffers) {
  const ArchiveEntry& entry = contents_.archive.entries[index];
  TRY_ASSIGN(const std::uint64_t data, check_local_header(entry, span));
  TRY(check_descriptor(entry, span.subspan(data + entry.compressed_bytes)));
  std::span<const std::byte> bytes = span.subspan(data, entry.compressed_bytes);
  BorrowedBuffer plain(buffers, entry.method == EntryMethod::deflated ? entry.size_bytes : 0);
  if (entry.method == EntryMethod::deflated) {
    auto inflated = inflate_raw(bytes, plain.bytes());
    if (!inflated) {
      return inflate_failure(entry.path, std::move(inflated).error());
    }
    bytes = plain.bytes();
  }
  TRY(check_crc(entry, crc32_of(bytes)));
  const ExpectedFile& expected = contents_.expected[index];
  if (!expected.is_written) {
    return {};
  }
  FileDigests digests(expected);
  digests.update(bytes);
  TRY_ASSIGN(const Sha256 digest, digests.finish(expected, entry.path));
  if (entry.is_repeated) {
    return {};
  }
  TRY_ASSIGN(FileWriter writer, FileWriter::create(target_, entry.path, entry.is_executable ? 0755 : 0644));
  TRY(writer.write(bytes));
  TRY_ASSIGN(const FileStatus status, writer.close());
  keep_file(index, digest, status);
  return {};
}

Result<void> WheelUnpack::unpack_large(std::size_t index, ScratchBuffers& buffers, const std::stop_token& stop) {
  const ArchiveEntry& entry = contents_.archive.entries[index];
  const ExpectedFile& expected = contents_.expected[index];
  std::optional<FileWriter> writer;
  if (expected.is_written && !entry.is_repeated) {
    TRY_ASSIGN(FileWriter created, FileWriter::create(target_, entry.path, entry.is_executable ? 0755 : 0644));
    writer.emplace(std::move(created));
  }
  FileDigests digests(expected);
  std::uint32_t crc = 0;
  std::uint64_t size = 0;
  TRY(EntryStream(archive_, entry).run(buffers, [&](std::span<const std::byte> bytes) -> Result<void> {
    if (stop.stop_requested()) {
      return fail(ErrorCode::cancelled, "cancelled");
    }
    crc = crc32_of(bytes, crc);
    size += bytes.size();
    digests.update(bytes);
    return writer ? writer->write(bytes) : Result<void>{};
  }));
  if (size != entry.size_bytes) {
    return rule_failure("Z08", format("`{}` has {} bytes, {} were declared", entry.path, size, entry.size_bytes));
  }
  TRY(check_crc(entry, crc));
  TRY_ASSIGN(const Sha256 digest, digests.finish(expected, entry.path));
  if (!writer) {
    return {};
  }
  TRY_ASSIGN(const FileStatus status, writer->close());
  keep_file(index, digest, status);
  return {};
}

void WheelUnpack::keep_file(std::size_t index, const Sha256& digest, const FileStatus& status) {
  const ArchiveEntry& entry = contents_.archive.entries[index];
  files_[index] = spec::ManifestFile{.path = entry.path,
                                     .size_bytes = entry.size_bytes,
                                     .digest = digest,
                                     .executable = entry.is_executable,
                                     .mtime_ns = status.mtime_ns};
}

spec::WheelManifest WheelUnpack::finish() {
  spec::WheelManifest manifest{.dist_info = contents_.dist_info,
                               .data_directory = contents_.data_directory,
                               .root_is_purelib = contents_.wheel.root_is_purelib,
                               .directories = std::move(folders_),
                               .files = {},
                               .entry_points = contents_.entry_points,
                               .warnings = contents_.warnings};
  manifest.files.reserve(files_.size());
  for (spec::ManifestFile& file : files_) {
    if (!file.path.empty()) {
      manifest.files.push_back(std::move(file));
    }
  }
  std::ranges::sort(manifest.files, {}, &spec::ManifestFile::path);
  return manifest;
}

}  // namespace axle::fetch
