// SPDX-License-Identifier: MIT OR Apache-2.0
// Descriptors, errno and name resolution: what the files base/fs_*.cpp, link_tree.cpp and file_lock.cpp share.
//
// For base/ only: nobody above sees a descriptor.
#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/fs.hpp"

namespace axle {

/// Owns a descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  /// Gives the number away, to an owner of another kind.
  [[nodiscard]] int release() { return std::exchange(number_, -1); }
  /// 0 or the errno of close(2). EINTR counts as closed: Linux has released the descriptor by then.
  int close();

 private:
  int number_ = -1;
};

struct Directory::State {
  Descriptor descriptor;
  std::string path;
  KernelFeatures features;
};

/// Repeats a call that returns -1 with EINTR.
template <typename Call>
auto retry_interrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) {
    result = call();
  }
  return result;
}

/// What failed, for messages: "cannot create `/a/b`: …".
struct FsOperation {
  std::string_view verb;
  std::string path;
  std::uint64_t needed_bytes = 0;  ///< 0: not known
};

/// The error for `error_number`; no_space names the mount, what is needed and what is free.
[[nodiscard]] Error fs_error(const FsOperation& operation, int error_number,
                             std::source_location origin = std::source_location::current());
/// The same for an entry of a directory.
[[nodiscard]] Error fs_error(std::string_view verb, const Directory::State& directory, std::string_view name,
                             int error_number, std::source_location origin = std::source_location::current());
[[nodiscard]] Error fs_error_because(const FsOperation& operation, std::string_view reason,
                                     std::source_location origin = std::source_location::current());

/// Where links lead to that end at nothing. Errors: ELOOP for rings of them, which may be made after the kernel looked.
[[nodiscard]] Result<std::string> end_of_links(std::string path);

/// A name with a NUL at the end, without touching the heap. Only for names that passed RelPath's rules.
class TerminatedName {
 public:
  explicit TerminatedName(std::string_view name);
  [[nodiscard]] const char* c_str() const { return text_; }

 private:
  char text_[4097];
};

/// The directory that holds the last component of a name, and that component.
struct Place {
  Descriptor owned;  ///< open only for names with "/"
  int directory = -1;
  std::string_view leaf;
};

/// Opens `name` below `root` and follows no link on the way nor at the end. Returns a descriptor or -1 with errno.
[[nodiscard]] Descriptor open_below(const Directory::State& root, std::string_view name, int flags, mode_t mode = 0);
/// Finds the place of `name`: no system call for a name without "/". Errors name `verb` and the path.
[[nodiscard]] Result<Place> find_place(const Directory::State& root, std::string_view name, std::string_view verb);
/// So that an entry that was made at the place is there after power loss.
[[nodiscard]] Result<void> sync_parent(const Directory::State& root, const Place& place, std::string_view name);

/// Writes all of `data`; -1 with errno. `offset` < 0 appends at the descriptor's position.
[[nodiscard]] int write_all(int descriptor, const void* data, std::size_t size, std::int64_t offset = -1);
/// Reads to the end of a file, at most `limit_bytes`.
[[nodiscard]] Result<std::string> read_all(int descriptor, std::uint64_t limit_bytes, const std::string& path);

/// One name in an open directory, as system calls take it.
struct NameAt {
  int directory;
  const char* name;
};

/// renameat2 with its fallbacks; 0 or errno.
[[nodiscard]] int rename_between(NameAt from, NameAt to, IfExists if_exists, KernelFeatures features);

[[nodiscard]] FileStatus status_from(const struct stat& raw);
/// "need 7.6MiB, have 1.0MiB", for a disk that had too little; in bytes where rounding would make both equal.
[[nodiscard]] std::string space_figures(std::uint64_t needed_bytes, std::uint64_t free_bytes);
/// Mount and free space of an open file or directory.
[[nodiscard]] Result<SpaceInfo> space_at(const std::string& path);
/// The path a descriptor has now.
[[nodiscard]] std::string path_of(int descriptor);
/// The soft limit of descriptors this process was started with: children get it back (reliability F16).
[[nodiscard]] std::uint64_t original_descriptor_limit();

}  // namespace axle
