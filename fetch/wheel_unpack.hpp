// SPDX-License-Identifier: MIT OR Apache-2.0
// Unpacks a checked wheel into a private folder, piece by piece on any threads.
//
// Idea:    the entries of an archive lie one behind the other, so a chunk of neighbours is one read; each file is then
//          inflated, checked against CRC and RECORD, and written with one open, one write, one close.
// Measured: libdeflate and two threads write 1,500 files in 28 ms, a streaming pipeline needs 240 (performance.md 3.2).
// Safety:  the target is a new 0700 folder of the cache; nothing outside sees it before everything agreed.
// Not here: which bytes a wheel may contain (fetch/wheel_contents), where it is kept (fetch/artifact_cache).
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "base/result.hpp"
#include "fetch/wheel_contents.hpp"
#include "spec/artifact.hpp"
#include "spec/dist_name.hpp"

namespace axle::fetch {

/// Buffers that outlive the files they are used for: fresh memory costs a page fault for every 4 KiB.
class ScratchBuffers {
 public:
  using Buffer = std::vector<std::byte>;
  /// A buffer of at least `size` bytes; give it back with release().
  [[nodiscard]] std::unique_ptr<Buffer> acquire(std::size_t size);
  void release(std::unique_ptr<Buffer> buffer);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Buffer>> free_;  // guarded by mutex_
};

/// Neighbouring entries [first, last) that one task unpacks.
struct UnpackChunk {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// One wheel on its way from an archive into a folder. The steps: prepare(), then unpack_chunk() for every chunk, on
/// any threads, then finish() on one.
class WheelUnpack {
 public:
  /// Reads and checks everything but the contents of files, and creates the folders.
  /// Errors: bad_wheel "invalid wheel `F`: RULE: …"; io, no_space while creating.
  [[nodiscard]] static Result<std::unique_ptr<WheelUnpack>> prepare(FileReader archive, std::string file_name,
                                                                    const spec::WheelName& name, Directory target);

  [[nodiscard]] const std::vector<UnpackChunk>& chunks() const { return chunks_; }
  [[nodiscard]] const WheelContents& contents() const { return contents_; }
  /// Errors: bad_wheel, io, no_space; cancelled, at the next file or piece of a file.
  [[nodiscard]] Result<void> unpack_chunk(const UnpackChunk& chunk, ScratchBuffers& buffers,
                                          const std::stop_token& stop = {});
  /// The manifest with the stamps of the files just written.
  [[nodiscard]] spec::WheelManifest finish();

 private:
  WheelUnpack(FileReader archive, std::string file_name, Directory target, WheelContents contents);
  void cut_chunks();
  [[nodiscard]] Result<void> make_folders();
  [[nodiscard]] Result<void> unpack_small(std::size_t index, std::span<const std::byte> span, ScratchBuffers& buffers);
  [[nodiscard]] Result<void> unpack_large(std::size_t index, ScratchBuffers& buffers, const std::stop_token& stop);
  [[nodiscard]] Result<void> unpack_neighbours(const UnpackChunk& chunk, ScratchBuffers& buffers,
                                               const std::stop_token& stop);
  void keep_file(std::size_t index, const Sha256& digest, const FileStatus& status);

  FileReader archive_;
  std::string file_name_;
  Directory target_;
  WheelContents contents_;
  std::vector<UnpackChunk> chunks_;
  std::vector<std::string> folders_;       // parents first
  std::vector<spec::ManifestFile> files_;  // one for each entry; written by the chunk that owns the entry
};

}  // namespace axle::fetch
