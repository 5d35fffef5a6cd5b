// SPDX-License-Identifier: MIT OR Apache-2.0
// Turns errno into errors that name operation, path and, for a full disk, the mount and the space.
//
// Spec:    reliability F4 (no space), F5 (EIO names the path), F6 (read-only), F16 (descriptors).
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <climits>
#include <cstring>

#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

ErrorCode code_of(int error_number) {
  switch (error_number) {
    case ENOENT:
      return ErrorCode::not_found;
    case EACCES:
    case EPERM:
      return ErrorCode::permission_denied;
    case EROFS:
      return ErrorCode::read_only;
    case ENOSPC:
    case EDQUOT:
      return ErrorCode::no_space;
    case ENOMEM:
      return ErrorCode::out_of_memory;
    default:
      return ErrorCode::io;
  }
}

std::string text_of(int error_number) {
  const char* text = strerrordesc_np(error_number);
  return text == nullptr ? format("error {}", error_number) : std::string(text);
}

/// The nearest directory above that exists: a file that could not be created has no mount of its own.
std::string existing_ancestor(std::string path) {
  struct stat raw{};
  while (!path.empty() && path != "/" && ::stat(path.c_str(), &raw) != 0) {
    path = std::string(path_parent(path));
  }
  return path.empty() ? "." : path;
}

std::string reason_for_no_space(const FsOperation& operation, int error_number) {
  const auto space = space_at(existing_ancestor(operation.path));
  if (!space) {
    return text_of(error_number);
  }
  const std::string where = format("on `{}`", to_printable(space->mount));
  if (error_number == EDQUOT) {
    return format("the disk quota {} is used up", where);
  }
  struct statvfs raw{};
  if (statvfs(space->mount.c_str(), &raw) == 0 && raw.f_files > 0 && raw.f_favail == 0) {
    return format("no room for more files {} (all inodes are in use)", where);
  }
  const std::string free = format_bytes(space->free_bytes);
  if (operation.needed_bytes == 0) {
    return format("not enough space {}: {} free", where, free);
  }
  return format("not enough space {}: {}", where, space_figures(operation.needed_bytes, space->free_bytes));
}

}  // namespace

std::string space_figures(std::uint64_t needed_bytes, std::uint64_t free_bytes) {
  const std::string needed = format_bytes(needed_bytes);
  const std::string free = format_bytes(free_bytes);
  // What another download gave back is free now, and was not; or a table of the file system is full, and not the disk.
  if (needed_bytes <= free_bytes) {
    return format("need {}; the system refused it, though {} are free now", needed, free);
  }
  return needed == free ? format("need {}B, have {}B", needed_bytes, free_bytes)
                        : format("need {}, have {}", needed, free);
}

Error fs_error_because(const FsOperation& operation, std::string_view reason, std::source_location origin) {
  return Error(ErrorCode::io, format("cannot {} `{}`: {}", operation.verb, to_printable(operation.path), reason),
               origin);
}

Error fs_error(const FsOperation& operation, int error_number, std::source_location origin) {
  const ErrorCode code = code_of(error_number);
  const std::string reason =
      code == ErrorCode::no_space ? reason_for_no_space(operation, error_number) : text_of(error_number);
  Error error(code, format("cannot {} `{}`: {}", operation.verb, to_printable(operation.path), reason), origin);
  if (error_number == EMFILE || error_number == ENFILE) {
    return std::move(error).with_hint("raise the limit of open files, for example with `ulimit -n 4096`");
  }
  return error;
}

Error fs_error(std::string_view verb, const Directory::State& directory, std::string_view name, int error_number,
               std::source_location origin) {
  FsOperation operation{.verb = verb, .path = join_path(directory.path, name)};
  // Below a Directory no link is followed, so that ELOOP does not mean "too many".
  return error_number == ELOOP ? fs_error_because(operation, "a symbolic link stands in the way", origin)
                               : fs_error(operation, error_number, origin);
}

std::string path_of(int descriptor) {
  std::string path(PATH_MAX, '\0');
  const ssize_t size = readlink(format("/proc/self/fd/{}", descriptor).c_str(), path.data(), path.size());
  path.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return path;
}

namespace {

/// Also of a bind mount, which has the device of what it shows. False where the kernel does not tell (before 5.8).
bool is_mount_root(const std::string& path) {
  struct statx raw{};
  return ::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE, &raw) == 0 &&
         (raw.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

}  // namespace

Result<SpaceInfo> space_at(const std::string& path) {
  TRY_ASSIGN(std::string mount, real_path(path));
  struct statvfs space{};
  struct stat here{};
  if (statvfs(mount.c_str(), &space) != 0 || ::stat(mount.c_str(), &here) != 0) {
    return std::unexpected(fs_error({.verb = "find the free space of", .path = path}, errno));
  }
  // The mount point is the nearest directory above that says so, or the highest one that is on the same device.
  while (mount != "/" && !is_mount_root(mount)) {
    std::string parent(path_parent(mount));
    struct stat above{};
    if (::stat(parent.c_str(), &above) != 0 || above.st_dev != here.st_dev) {
      break;
    }
    mount = std::move(parent);
  }
  return SpaceInfo{.free_bytes = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize, .mount = mount};
}

}  // namespace axle
