// SPDX-License-Identifier: MIT OR Apache-2.0
// The verbs of an open directory: look, make, write, rename, remove one thing.
//
// Cost:    a name without "/" is one system call; a deeper one adds openat2 and close for its parent.
// Not here: whole trees (base/fs_tree.cpp), files in pieces (base/fs_file.cpp).
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>

#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/temporary_name.hpp"

namespace axle {
namespace {

FileKind kind_of(int directory, const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return FileKind::regular;
    case DT_DIR:
      return FileKind::directory;
    case DT_LNK:
      return FileKind::symlink;
    case DT_UNKNOWN: {
      // Some file systems do not tell.
      struct stat raw{};
      return fstatat(directory, entry.d_name, &raw, AT_SYMLINK_NOFOLLOW) == 0 ? status_from(raw).kind : FileKind::other;
    }
    default:
      return FileKind::other;
  }
}

/// A file to create as `leaf`; messages call it `name`.
struct NewFile {
  const Place& place;
  const char* leaf;
  std::string_view name;
  std::string_view data;
  std::uint32_t mode;
  Durability durability;
};

/// Creates, writes and closes a file; removes it again when that fails.
Result<void> write_new_file(const Directory::State& root, const NewFile& wanted) {
  Descriptor file(retry_interrupted([&] {
    return openat(wanted.place.directory, wanted.leaf, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  wanted.mode & 0777U);
  }));
  const FsOperation write{
      .verb = "write", .path = join_path(root.path, wanted.name), .needed_bytes = wanted.data.size()};
  if (!file.is_open()) {
    return fail(errno == ENOSPC ? fs_error(write, errno) : fs_error("create", root, wanted.name, errno));
  }
  int error_number = 0;
  if (write_all(file.number(), wanted.data.data(), wanted.data.size()) != 0 ||
      (wanted.durability == Durability::synced && retry_interrupted([&] { return fsync(file.number()); }) != 0)) {
    error_number = errno;
  }
  const int close_error = file.close();
  error_number = error_number != 0 ? error_number : close_error;
  if (error_number != 0) {
    unlinkat(wanted.place.directory, wanted.leaf, 0);
    return fail(fs_error(write, error_number));
  }
  return {};
}

struct Renaming {
  const Directory& from_directory;
  std::string_view from;
  const Directory& to_directory;
  std::string_view to;
  IfExists if_exists = IfExists::fail;
};

Error rename_error(const Renaming& renaming, int error_number) {
  const std::string where = format("{}` to `{}", join_path(renaming.from_directory.path(), renaming.from),
                                   join_path(renaming.to_directory.path(), renaming.to));
  return fs_error({.verb = "rename", .path = where}, error_number);
}

/// 0 or EXDEV.
Result<int> carry_out(const Renaming& renaming) {
  const Directory::State& state = renaming.from_directory.state();
  if (!state.features.folder_renames) {
    TRY_ASSIGN(const auto there, renaming.from_directory.status(renaming.from));
    if (there && there->kind == FileKind::directory) {
      return EXDEV;
    }
  }
  TRY_ASSIGN(const Place source, find_place(state, renaming.from, "rename"));
  TRY_ASSIGN(const Place target, find_place(renaming.to_directory.state(), renaming.to, "rename to"));
  const int error_number =
      rename_between({source.directory, TerminatedName(source.leaf).c_str()},
                     {target.directory, TerminatedName(target.leaf).c_str()}, renaming.if_exists, state.features);
  if (error_number != 0 && error_number != EXDEV) {
    return fail(rename_error(renaming, error_number));
  }
  return error_number;
}

}  // namespace

Directory::Directory(std::unique_ptr<State> state) : state_(std::move(state)) {}
Directory::Directory(Directory&&) noexcept = default;
Directory& Directory::operator=(Directory&&) noexcept = default;
Directory::~Directory() = default;

Result<Directory> Directory::open(const std::string& path, KernelFeatures features) {
  Descriptor descriptor(retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!descriptor.is_open()) {
    return fail(fs_error({.verb = "open directory", .path = path}, errno));
  }
  return Directory(std::make_unique<State>(State{std::move(descriptor), path, features}));
}

const std::string& Directory::path() const {
  return state_->path;
}

Result<Directory> Directory::open_directory(std::string_view name) const {
  if (const auto fault = RelPath::fault_of(name)) {
    return fail(fs_error_because({.verb = "open directory", .path = join_path(path(), name)}, *fault));
  }
  Descriptor descriptor = open_below(*state_, name, O_RDONLY | O_DIRECTORY);
  if (!descriptor.is_open()) {
    return fail(fs_error("open directory", *state_, name, errno));
  }
  return Directory(std::make_unique<State>(State{std::move(descriptor), join_path(path(), name), state_->features}));
}

Result<std::optional<FileStatus>> Directory::status(std::string_view name) const {
  struct stat raw{};
  int failed = 0;
  if (name.empty()) {
    failed = fstat(state_->descriptor.number(), &raw);
  } else {
    auto place = find_place(*state_, name, "look at");
    if (!place) {
      if (place.error().code() == ErrorCode::not_found) {
        return std::nullopt;
      }
      return fail(std::move(place).error());
    }
    failed = fstatat(place->directory, TerminatedName(place->leaf).c_str(), &raw, AT_SYMLINK_NOFOLLOW);
  }
  if (failed == 0) {
    return status_from(raw);
  }
  if (errno == ENOENT) {
    return std::nullopt;
  }
  return fail(fs_error("look at", *state_, name, errno));
}

Result<std::vector<DirectoryEntry>> Directory::list(std::string_view name) const {
  // A fresh descriptor each time: the position of a shared one would be shared between threads.
  if (const auto fault = name.empty() ? std::nullopt : RelPath::fault_of(name)) {
    return fail(fs_error_because({.verb = "list", .path = join_path(path(), name)}, *fault));
  }
  const auto open_itself = [&] { return openat(state_->descriptor.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); };
  const int opened =
      name.empty() ? retry_interrupted(open_itself) : open_below(*state_, name, O_RDONLY | O_DIRECTORY).release();
  DIR* stream = opened < 0 ? nullptr : fdopendir(opened);
  if (stream == nullptr) {
    return fail(fs_error("list", *state_, name, errno));
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> owner(stream, &closedir);
  std::vector<DirectoryEntry> entries;
  while (true) {
    errno = 0;
    // No other thread reads this stream. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const dirent* entry = readdir(stream);
    if (entry == nullptr) {
      break;
    }
    std::string entry_name(entry->d_name);
    if (entry_name != "." && entry_name != "..") {
      entries.push_back({std::move(entry_name), kind_of(opened, *entry)});
    }
  }
  if (errno != 0) {
    return fail(fs_error("list", *state_, name, errno));
  }
  // The order of the file system differs from machine to machine; ours must not.
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

Result<std::string> Directory::read_file(std::string_view name, std::uint64_t limit_bytes) const {
  if (const auto fault = RelPath::fault_of(name)) {
    return fail(fs_error_because({.verb = "read", .path = join_path(path(), name)}, *fault));
  }
  // O_NONBLOCK: a FIFO that somebody planted must not stop us.
  const Descriptor file = open_below(*state_, name, O_RDONLY | O_NONBLOCK);
  if (!file.is_open()) {
    return fail(fs_error("read", *state_, name, errno));
  }
  return read_all(file.number(), limit_bytes, join_path(path(), name));
}

Result<std::string> Directory::read_symlink(std::string_view name) const {
  TRY_ASSIGN(const Place place, find_place(*state_, name, "read link"));
  std::string target(PATH_MAX, '\0');
  const ssize_t size = readlinkat(place.directory, TerminatedName(place.leaf).c_str(), target.data(), target.size());
  if (size < 0) {
    return fail(errno == EINVAL ? fs_error_because({.verb = "read link", .path = join_path(path(), name)},
                                                   "it is not a symbolic link")
                                : fs_error("read link", *state_, name, errno));
  }
  target.resize(static_cast<std::size_t>(size));
  return target;
}

Result<void> Directory::make_directory(std::string_view name, std::uint32_t mode) const {
  TRY_ASSIGN(const Place place, find_place(*state_, name, "create directory"));
  if (mkdirat(place.directory, TerminatedName(place.leaf).c_str(), mode & 0777U) != 0) {
    return fail(fs_error("create directory", *state_, name, errno));
  }
  return {};
}

Result<void> Directory::make_new_directories(std::span<const std::string_view> names) const {
  for (const std::string_view name : names) {
    if (const auto fault = RelPath::fault_of(name)) {
      return fail(fs_error_because({.verb = "create directory", .path = join_path(path(), name)}, *fault));
    }
    if (mkdirat(state_->descriptor.number(), TerminatedName(name).c_str(), 0755) != 0) {
      return fail(fs_error("create directory", *state_, name, errno));
    }
  }
  return {};
}

Result<void> Directory::write_file(std::string_view name, std::string_view data, std::uint32_t mode,
                                   IfExists if_exists) const {
  if (if_exists == IfExists::replace) {
    return replace_file(name, data, mode);
  }
  TRY_ASSIGN(const Place place, find_place(*state_, name, "create"));
  const TerminatedName leaf(place.leaf);
  return write_new_file(*state_, {place, leaf.c_str(), name, data, mode, Durability::none});
}

Result<void> Directory::replace_file(std::string_view name, std::string_view data, std::uint32_t mode,
                                     Durability durability) const {
  TRY_ASSIGN(const Place place, find_place(*state_, name, "replace"));
  const std::string temporary = make_temporary_name();
  TRY(write_new_file(*state_, {place, temporary.c_str(), name, data, mode, durability}));
  const TerminatedName leaf(place.leaf);
  if (renameat(place.directory, temporary.c_str(), place.directory, leaf.c_str()) != 0) {
    const int error_number = errno;
    unlinkat(place.directory, temporary.c_str(), 0);
    return fail(fs_error("replace", *state_, name, error_number));
  }
  return durability == Durability::synced ? sync_parent(*state_, place, name) : Result<void>();
}

Result<void> Directory::make_symlink(std::string_view name, std::string_view target) const {
  TRY_ASSIGN(const Place place, find_place(*state_, name, "create link"));
  if (symlinkat(std::string(target).c_str(), place.directory, TerminatedName(place.leaf).c_str()) != 0) {
    return fail(fs_error("create link", *state_, name, errno));
  }
  return {};
}

Result<void> Directory::change_mode(std::string_view name, std::uint32_t mode) const {
  TRY_ASSIGN(const Place place, find_place(*state_, name, "change the mode of"));
  if (fchmodat(place.directory, TerminatedName(place.leaf).c_str(), mode & 0777U, AT_SYMLINK_NOFOLLOW) != 0) {
    // What glibc and the kernel answer for a link.
    return fail(fs_error("change the mode of", *state_, name, errno == EOPNOTSUPP ? ELOOP : errno));
  }
  return {};
}

Result<void> Directory::rename(std::string_view from, const Directory& to_directory, std::string_view to,
                               IfExists if_exists) const {
  const Renaming renaming{*this, from, to_directory, to, if_exists};
  TRY_ASSIGN(const int error_number, carry_out(renaming));
  return error_number == 0 ? Result<void>() : Result<void>(fail(rename_error(renaming, error_number)));
}

Result<bool> Directory::try_rename(std::string_view from, const Directory& to_directory, std::string_view to) const {
  TRY_ASSIGN(const int error_number, carry_out({*this, from, to_directory, to}));
  return error_number == 0;
}

Result<bool> Directory::try_link(std::string_view name, const Directory& to_directory, std::string_view to) const {
  TRY_ASSIGN(const Place from, find_place(*state_, name, "link"));
  TRY_ASSIGN(const Place place, find_place(to_directory.state(), to, "link"));
  if (linkat(from.directory, TerminatedName(from.leaf).c_str(), place.directory, TerminatedName(place.leaf).c_str(),
             0) == 0) {
    return true;
  }
  constexpr std::array k_none_possible = {EPERM, EACCES, EOPNOTSUPP, ENOSYS, EXDEV, EMLINK};
  if (std::ranges::find(k_none_possible, errno) != k_none_possible.end()) {
    return false;
  }
  return fail(fs_error("link", *state_, name, errno));
}

Result<void> Directory::exchange(std::string_view name, const Directory& other_directory,
                                 std::string_view other) const {
  TRY_ASSIGN(const Place one, find_place(*state_, name, "exchange"));
  TRY_ASSIGN(const Place two, find_place(other_directory.state(), other, "exchange with"));
  const int failed = state_->features.renameat2
                         ? renameat2(one.directory, TerminatedName(one.leaf).c_str(), two.directory,
                                     TerminatedName(two.leaf).c_str(), RENAME_EXCHANGE)
                         : -1;
  if (failed == 0) {
    return {};
  }
  const int error_number = state_->features.renameat2 ? errno : ENOSYS;
  const FsOperation operation{
      .verb = "exchange",
      .path = format("{}` and `{}", join_path(path(), name), join_path(other_directory.path(), other))};
  const bool unsupported = error_number == ENOSYS || error_number == EPERM || error_number == EINVAL;
  return fail(unsupported ? fs_error_because(operation, "exchange is not supported")
                          : fs_error(operation, error_number));
}

Result<void> Directory::remove_file(std::string_view name) const {
  TRY_ASSIGN(const Place place, find_place(*state_, name, "remove"));
  if (unlinkat(place.directory, TerminatedName(place.leaf).c_str(), 0) != 0) {
    return fail(fs_error("remove", *state_, name, errno));
  }
  return {};
}

Result<bool> Directory::remove_directory_if_empty(std::string_view name) const {
  TRY_ASSIGN(const Place place, find_place(*state_, name, "remove directory"));
  if (unlinkat(place.directory, TerminatedName(place.leaf).c_str(), AT_REMOVEDIR) == 0) {
    return true;
  }
  if (errno == ENOTEMPTY || errno == EEXIST) {
    return false;
  }
  return fail(fs_error("remove directory", *state_, name, errno));
}

Result<SpaceInfo> Directory::space() const {
  return space_at(path_of(state_->descriptor.number()));
}

Result<void> Directory::check_space(std::string_view name, std::uint64_t needed_bytes) const {
  TRY_ASSIGN(const SpaceInfo here, space());
  if (needed_bytes > here.free_bytes) {
    return fail(fs_error({.verb = "write", .path = join_path(path(), name), .needed_bytes = needed_bytes}, ENOSPC));
  }
  return {};
}

Result<void> Directory::sync_file_system() const {
  if (syncfs(state_->descriptor.number()) != 0) {
    return fail(fs_error("sync the file system of", *state_, "", errno));
  }
  return {};
}

}  // namespace axle
