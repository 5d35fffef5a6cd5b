// SPDX-License-Identifier: MIT OR Apache-2.0
// The one door to the file system: verbs on paths, and on directories held open.
//
// Safety:  a Directory resolves names below itself without following links (openat2 RESOLVE_BENEATH | NO_SYMLINKS,
//          with a tested component-by-component fallback where the kernel denies it). Files are created O_EXCL,
//          every close is checked, EINTR is invisible (reliability F5, F37).
// Errors:  not_found, permission_denied, read_only, no_space (message names the mount), otherwise io; each message
//          names the operation and the path: "cannot create `…`: File name too long".
// Not here: locks (base/file_lock.hpp), linking many files (base/link_tree.hpp), processes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/rel_path.hpp"
#include "base/result.hpp"

namespace axle {

enum class FileKind : std::uint8_t { regular, directory, symlink, other };

/// What one stat (never following a final link unless said) tells.
struct FileStatus {
  FileKind kind = FileKind::other;
  std::uint64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  std::uint32_t mode = 0;  ///< permission bits
  std::uint32_t links = 0;
  std::uint32_t owner = 0;
  bool operator==(const FileStatus&) const = default;
};

/// Whether its owner may read it. A link to it has its permissions: what its owner may not read would be no use there.
[[nodiscard]] bool is_readable(const FileStatus& status);

struct DirectoryEntry {
  std::string name;
  FileKind kind = FileKind::other;
};

struct SpaceInfo {
  std::uint64_t free_bytes = 0;
  std::string mount;  ///< mount point that holds the path
};

/// Calls that a container may deny or an old kernel lack; each has a fallback. Only tests say `false`.
struct KernelFeatures {
  bool openat2 = true;
  bool renameat2 = true;
  bool folder_renames = true;  ///< not in a lower layer of overlayfs, where they fail with EXDEV
};

enum class IfExists : std::uint8_t { fail, replace };
enum class Durability : std::uint8_t { none, synced };

/// A directory held open. Relative names are RelPath rules; an empty name means the directory itself where it makes
/// sense (list, status). Movable handle; thread-safe for concurrent use.
class Directory {
 public:
  [[nodiscard]] static Result<Directory> open(const std::string& path, KernelFeatures features = {});
  Directory(Directory&&) noexcept;
  Directory& operator=(Directory&&) noexcept;
  ~Directory();

  /// The path it was opened by, for messages and for programs that need one.
  [[nodiscard]] const std::string& path() const;

  [[nodiscard]] Result<Directory> open_directory(std::string_view name) const;
  [[nodiscard]] Result<std::optional<FileStatus>> status(std::string_view name) const;
  [[nodiscard]] Result<std::vector<DirectoryEntry>> list(std::string_view name = {}) const;
  /// Whole file; at most `limit_bytes`.
  [[nodiscard]] Result<std::string> read_file(std::string_view name, std::uint64_t limit_bytes) const;
  [[nodiscard]] Result<std::string> read_symlink(std::string_view name) const;

  [[nodiscard]] Result<void> make_directory(std::string_view name, std::uint32_t mode = 0755) const;
  /// New directories, parents first, in a tree that nobody else has yet: links on the way are not looked for.
  [[nodiscard]] Result<void> make_new_directories(std::span<const std::string_view> names) const;
  /// Creates missing parents too; existing directories are fine. Returns those it created, parents first.
  [[nodiscard]] Result<std::vector<std::string>> make_directories(std::string_view name) const;
  [[nodiscard]] Result<void> write_file(std::string_view name, std::string_view data, std::uint32_t mode = 0644,
                                        IfExists if_exists = IfExists::fail) const;
  /// Temporary name beside the target, then rename; `synced` adds fsync of file and directory.
  [[nodiscard]] Result<void> replace_file(std::string_view name, std::string_view data, std::uint32_t mode = 0644,
                                          Durability durability = Durability::none) const;
  /// The bytes of a file as another one, in pieces, with its permissions but for those that the umask takes; as with
  /// replace_file() it is there whole or not at all.
  [[nodiscard]] Result<void> copy_file(std::string_view name, std::string_view to,
                                       Durability durability = Durability::none) const;
  [[nodiscard]] Result<void> make_symlink(std::string_view name, std::string_view target) const;
  [[nodiscard]] Result<void> change_mode(std::string_view name, std::uint32_t mode) const;
  /// Fails with io "… exists" when `to` exists and `if_exists` is fail (RENAME_NOREPLACE, with a fallback).
  [[nodiscard]] Result<void> rename(std::string_view from, const Directory& to_directory, std::string_view to,
                                    IfExists if_exists = IfExists::fail) const;
  /// As rename(), replacing nothing. False: the kernel cannot rename this from there to there, which is so between file
  /// systems, and for a folder in a lower layer of overlayfs.
  [[nodiscard]] Result<bool> try_rename(std::string_view from, const Directory& to_directory,
                                        std::string_view to) const;
  /// Gives a file or link a second name. False where it can have none: the file system knows no hard links, or no more
  /// of them, or other ones there, or the kernel keeps them to the owner.
  [[nodiscard]] Result<bool> try_link(std::string_view name, const Directory& to_directory, std::string_view to) const;
  /// Swaps two existing names atomically. `io` "exchange is not supported" where the kernel cannot: callers journal
  /// two renames instead.
  [[nodiscard]] Result<void> exchange(std::string_view name, const Directory& other_directory,
                                      std::string_view other) const;
  [[nodiscard]] Result<void> remove_file(std::string_view name) const;
  /// Only when empty; false when it still holds something.
  [[nodiscard]] Result<bool> remove_directory_if_empty(std::string_view name) const;
  /// Removes a whole tree without following links. Missing is fine.
  [[nodiscard]] Result<void> remove_tree(std::string_view name) const;
  [[nodiscard]] Result<SpaceInfo> space() const;
  /// Before `needed_bytes` are written to `name`. Errors: no_space that tells what is needed and what is there.
  [[nodiscard]] Result<void> check_space(std::string_view name, std::uint64_t needed_bytes) const;
  /// Whether names that differ only by case are one file here.
  [[nodiscard]] Result<bool> folds_case() const;
  /// syncfs; for --durable.
  [[nodiscard]] Result<void> sync_file_system() const;

  /// For base/ only: adaptors beside this one need the descriptor.
  struct State;
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  explicit Directory(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A file that is written in pieces, O_EXCL, under a RelPath of a directory.
class FileWriter {
 public:
  [[nodiscard]] static Result<FileWriter> create(const Directory& directory, std::string_view name,
                                                 std::uint32_t mode = 0644);
  FileWriter(FileWriter&&) noexcept;
  FileWriter& operator=(FileWriter&&) noexcept;
  ~FileWriter();
  [[nodiscard]] Result<void> write(std::span<const std::byte> data);
  [[nodiscard]] Result<void> write_at(std::uint64_t offset, std::span<const std::byte> data);
  /// Closes and reports the status that a manifest or stamp needs.
  [[nodiscard]] Result<FileStatus> close(Durability durability = Durability::none);

 private:
  struct State;
  explicit FileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A file opened for positioned reads.
class FileReader {
 public:
  [[nodiscard]] static Result<FileReader> open(const std::string& path);
  [[nodiscard]] static Result<FileReader> open(const Directory& directory, std::string_view name);
  FileReader(FileReader&&) noexcept;
  FileReader& operator=(FileReader&&) noexcept;
  ~FileReader();
  [[nodiscard]] const FileStatus& status() const;
  /// Fills `out` from `offset`; returns the bytes read, fewer only at the end of the file.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const;
  /// Overwrites bytes in place; only for the times in our own cache files. Nothing happens when the file that is open
  /// then has another size than `file_bytes`: it is another one.
  struct Place {
    std::uint64_t offset = 0;
    std::uint64_t file_bytes = 0;
  };
  [[nodiscard]] static Result<void> overwrite(const std::string& path, Place place, std::string_view data);

 private:
  struct State;
  explicit FileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Whole paths: what the user names. These follow links like any program does.

[[nodiscard]] Result<std::optional<FileStatus>> status_of(const std::string& path);       ///< follows links
[[nodiscard]] Result<std::optional<FileStatus>> link_status_of(const std::string& path);  ///< does not
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::uint64_t limit_bytes);
/// As read_file(), for what may be a pipe or a terminal: nothing need arrive there. Errors: also cancelled, within a
/// moment of `stop`.
[[nodiscard]] Result<std::string> read_input(const std::string& path, std::uint64_t limit_bytes,
                                             const std::stop_token& stop);
/// Standard input to its end. Errors: as read_input().
[[nodiscard]] Result<std::string> read_standard_input(std::uint64_t limit_bytes, const std::stop_token& stop);
/// Replaces what a final link points to, and keeps the permission bits of a file that exists (reliability F43).
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view data, std::uint32_t mode = 0644,
                                        Durability durability = Durability::none);
/// As replace_file(), but a link at the path is replaced itself, and the mode is the one given: for files that only we
/// write, where a link is damage or a trap (reliability F37).
[[nodiscard]] Result<void> replace_own_file(const std::string& path, std::string_view data, std::uint32_t mode = 0644);
[[nodiscard]] Result<void> make_directories(const std::string& path, std::uint32_t mode = 0755);
[[nodiscard]] Result<void> rename_path(const std::string& from, const std::string& to,
                                       IfExists if_exists = IfExists::fail);
/// As Directory::try_rename().
[[nodiscard]] Result<bool> try_rename_path(const std::string& from, const std::string& to);
/// As rename_path(), for what is to be deleted: where the kernel cannot rename it, it is deleted at once, and a process
/// that is killed meanwhile leaves a part of it.
[[nodiscard]] Result<void> take_away(const std::string& path, const std::string& to);
[[nodiscard]] Result<void> remove_tree(const std::string& path);
/// Resolves all links; not_found when a component is missing.
[[nodiscard]] Result<std::string> real_path(const std::string& path);
[[nodiscard]] Result<std::string> current_directory();
/// Makes a path absolute and removes "." and "x/.." by text, without asking the file system.
[[nodiscard]] std::string absolute_path(std::string_view path, std::string_view base_directory);
[[nodiscard]] std::string join_path(std::string_view directory, std::string_view name);
[[nodiscard]] std::string_view path_parent(std::string_view path);
/// By text, of two paths in one form; everything is below the empty one.
[[nodiscard]] bool is_at_or_below(std::string_view path, std::string_view folder);
[[nodiscard]] std::string_view path_file_name(std::string_view path);
/// Whether the caller may execute the file.
[[nodiscard]] bool is_executable(const std::string& path);
/// Whether the caller may write into the directory.
[[nodiscard]] bool is_writable(const std::string& path);

/// A directory of our own with a random name and mode 0700 below `parent`; removed by the destructor unless released.
class TemporaryDirectory {
 public:
  [[nodiscard]] static Result<TemporaryDirectory> create(const std::string& parent, std::string_view prefix);
  TemporaryDirectory(TemporaryDirectory&&) noexcept;
  TemporaryDirectory& operator=(TemporaryDirectory&&) noexcept;
  ~TemporaryDirectory();
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Keeps the directory; the caller has renamed or adopted it.
  void release() { path_.clear(); }

 private:
  explicit TemporaryDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// Paths of the directories that TemporaryDirectory::create() made below `parent` and nobody works in any more: nothing
/// in them was changed for an hour. Their process was killed, or could not remove them.
[[nodiscard]] std::vector<std::string> find_abandoned(const std::string& parent, std::string_view prefix);
/// Removes those of our own user; links and files of such names were made by somebody else, and stay, as does what
/// cannot be removed.
void remove_abandoned(const std::string& parent, std::string_view prefix);

/// 16 hexadecimal digits from the kernel's random source.
[[nodiscard]] std::string random_name();
/// The kernel's boot id: stamps of another boot are verified again (reliability F3).
[[nodiscard]] std::string read_boot_id();
/// Raises the soft limit of descriptors towards the hard one; returns the limit in force.
[[nodiscard]] std::uint64_t raise_descriptor_limit();

}  // namespace axle
