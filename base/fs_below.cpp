// SPDX-License-Identifier: MIT OR Apache-2.0
// Resolves names below a directory without following links, and the calls that need care: EINTR, short writes,
// renames that must not overwrite.
//
// Spec:    openat2(2), renameat2(2); reliability F5, F36, F37. Fallbacks for kernels and containers that deny them.
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

/// "Not here": an old kernel, or a container's filter. Filters of old container runtimes answer EPERM.
bool is_denied_call(int error_number) {
  return error_number == ENOSYS || error_number == EPERM;
}

/// One component, never a link. openat() of a link answers ELOOP, or ENOTDIR when a directory is wanted.
int open_component(int directory, const char* name, int flags, mode_t mode) {
  const int opened = retry_interrupted([&] { return openat(directory, name, flags | O_NOFOLLOW | O_CLOEXEC, mode); });
  struct stat raw{};
  if (opened < 0 && errno == ENOTDIR) {
    const bool link = fstatat(directory, name, &raw, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(raw.st_mode);
    errno = link ? ELOOP : ENOTDIR;
  }
  return opened;
}

Descriptor open_stepwise(int root, std::string_view name, int flags, mode_t mode) {
  Descriptor current;
  int directory = root;
  for (std::size_t slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/')) {
    const TerminatedName component(name.substr(0, slash));
    Descriptor next(open_component(directory, component.c_str(), O_PATH | O_DIRECTORY, 0));
    if (!next.is_open()) {
      return next;
    }
    current = std::move(next);
    directory = current.number();
    name.remove_prefix(slash + 1);
  }
  Descriptor leaf(open_component(directory, TerminatedName(name).c_str(), flags, mode));
  // The descriptors of the way are closed after this line and must not disturb errno.
  const int error_number = errno;
  current = Descriptor();
  errno = error_number;
  return leaf;
}

int rename_without_flags(NameAt from, NameAt to, IfExists if_exists) {
  struct stat raw{};
  // The look and the rename are two steps: enough for places that only we write to, which is all that is left.
  if (if_exists == IfExists::fail && fstatat(to.directory, to.name, &raw, AT_SYMLINK_NOFOLLOW) == 0) {
    return EEXIST;
  }
  return renameat(from.directory, from.name, to.directory, to.name) == 0 ? 0 : errno;
}

}  // namespace

int Descriptor::close() {
  const int number = std::exchange(number_, -1);
  if (number < 0 || ::close(number) == 0 || errno == EINTR) {
    return 0;
  }
  return errno;
}

TerminatedName::TerminatedName(std::string_view name) {
  ASSERT(name.size() < sizeof text_, "a name is longer than RelPath allows");
  std::memcpy(text_, name.data(), name.size());
  text_[name.size()] = '\0';
}

Descriptor open_below(const Directory::State& root, std::string_view name, int flags, mode_t mode) {
  const int directory = root.descriptor.number();
  if (name.find('/') == std::string_view::npos) {
    return Descriptor(open_component(directory, TerminatedName(name).c_str(), flags, mode));
  }
  if (root.features.openat2) {
    open_how how{};
    // No O_NOFOLLOW: with it a link that should be a directory answers ENOTDIR instead of ELOOP.
    how.flags = static_cast<std::uint64_t>(static_cast<unsigned>(flags | O_CLOEXEC));
    how.mode = (flags & O_CREAT) != 0 ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    const TerminatedName whole(name);
    // EAGAIN: something above was renamed meanwhile, the kernel cannot tell whether we stayed below.
    long opened = -1;
    do {
      opened = syscall(SYS_openat2, directory, whole.c_str(), &how, sizeof how);
    } while (opened < 0 && (errno == EINTR || errno == EAGAIN));
    if (opened >= 0 || !is_denied_call(errno)) {
      return Descriptor(static_cast<int>(opened));
    }
  }
  return open_stepwise(directory, name, flags, mode);
}

Result<Place> find_place(const Directory::State& root, std::string_view name, std::string_view verb) {
  if (const auto fault = RelPath::fault_of(name)) {
    return fail(fs_error_because({.verb = verb, .path = join_path(root.path, name)}, *fault));
  }
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos) {
    return Place{.owned = Descriptor(), .directory = root.descriptor.number(), .leaf = name};
  }
  Descriptor parent = open_below(root, name.substr(0, slash), O_PATH | O_DIRECTORY);
  if (!parent.is_open()) {
    return fail(fs_error(verb, root, name, errno));
  }
  const int number = parent.number();
  return Place{.owned = std::move(parent), .directory = number, .leaf = name.substr(slash + 1)};
}

int write_all(int descriptor, const void* data, std::size_t size, std::int64_t offset) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = retry_interrupted(
        [&] { return offset < 0 ? ::write(descriptor, at, size) : ::pwrite(descriptor, at, size, offset); });
    if (written < 0) {
      return -1;
    }
    at += written;
    size -= static_cast<std::size_t>(written);
    offset += offset < 0 ? 0 : written;
  }
  return 0;
}

Result<std::string> read_all(int descriptor, std::uint64_t limit_bytes, const std::string& path) {
  constexpr std::size_t k_step_bytes = 65'536;
  struct stat raw{};
  if (fstat(descriptor, &raw) != 0) {
    return fail(fs_error({.verb = "read", .path = path}, errno));
  }
  // Pipes and files under /proc have no size: room grows as long as something comes.
  const bool is_sized = S_ISREG(raw.st_mode) && raw.st_size > 0;
  const auto promised = is_sized ? static_cast<std::uint64_t>(raw.st_size) : 0;
  std::string text;
  while (true) {
    if (text.size() > limit_bytes || promised > limit_bytes) {
      return fail(
          fs_error_because({.verb = "read", .path = path}, format("it is larger than {}", format_bytes(limit_bytes))));
    }
    const std::size_t filled = text.size();
    const std::size_t room = promised > filled ? promised - filled + 1 : std::max(filled, k_step_bytes);
    ssize_t got = 0;
    // Not resize(): filling 20 MB of index pages with zeros first costs as much as reading them.
    text.resize_and_overwrite(filled + room, [&](char* data, std::size_t) {
      got = retry_interrupted([&] { return ::read(descriptor, data + filled, room); });
      return filled + (got > 0 ? static_cast<std::size_t>(got) : 0);
    });
    if (got < 0) {
      return fail(fs_error({.verb = "read", .path = path}, errno));
    }
    // A sized file that has given all it promised, and could have given more, is at its end: no call to ask.
    if (got == 0 || (is_sized && text.size() >= promised && static_cast<std::size_t>(got) < room)) {
      return text;
    }
  }
}

int rename_between(NameAt from, NameAt to, IfExists if_exists, KernelFeatures features) {
  if (if_exists == IfExists::fail && features.renameat2) {
    if (renameat2(from.directory, from.name, to.directory, to.name, RENAME_NOREPLACE) == 0) {
      return 0;
    }
    // EINVAL: the file system knows no flags.
    if (!is_denied_call(errno) && errno != EINVAL) {
      return errno;
    }
  }
  return rename_without_flags(from, to, if_exists);
}

/// The last that can be said for times after the year 2262, the first for those before 1677.
std::int64_t nanoseconds_of(const timespec& time) {
  constexpr std::int64_t k_second = 1'000'000'000;
  constexpr std::int64_t k_last = std::numeric_limits<std::int64_t>::max() / k_second - 1;
  return std::clamp<std::int64_t>(time.tv_sec, -k_last, k_last) * k_second + time.tv_nsec;
}

FileStatus status_from(const struct stat& raw) {
  FileStatus status;
  status.kind = S_ISREG(raw.st_mode)   ? FileKind::regular
                : S_ISDIR(raw.st_mode) ? FileKind::directory
                : S_ISLNK(raw.st_mode) ? FileKind::symlink
                                       : FileKind::other;
  status.size_bytes = static_cast<std::uint64_t>(raw.st_size);
  status.mtime_ns = nanoseconds_of(raw.st_mtim);
  status.inode = raw.st_ino;
  status.device = raw.st_dev;
  status.mode = raw.st_mode & 07777U;
  status.links = static_cast<std::uint32_t>(raw.st_nlink);
  status.owner = raw.st_uid;
  return status;
}

}  // namespace axle
