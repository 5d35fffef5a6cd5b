// SPDX-License-Identifier: MIT OR Apache-2.0
// Places files by hard link, reflink, copy or symbolic link, and falls back where the file system refuses.
//
// Measured: a hard link costs one fstatat and one linkat, relative to two root directories, and nothing else
//          (design: performance.md 3.1).
// Safety:  sources are checked and never followed as links; parents of targets are directories we made just before.
#include "base/link_tree.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/link_calls.hpp"

namespace axle {
namespace {

int hard_link(int source_directory, const char* source, int target_directory, const char* target) {
  return linkat(source_directory, source, target_directory, target, 0) == 0 ? 0 : errno;
}

int clone(int source_file, int target_file) {
  return ioctl(target_file, FICLONE, source_file) == 0 ? 0 : errno;
}

/// A pair of directories that answers so will never do better (reliability F7).
bool refuses_for_good(int error_number) {
  return error_number == EXDEV || error_number == EPERM || error_number == ENOTSUP || error_number == ENOSYS ||
         error_number == ENOTTY || error_number == EINVAL;
}

/// Down the chain clone → hardlink → copy; another thread may have gone further already.
void lower(std::atomic<LinkMode>& mode, LinkMode from, LinkMode to) {
  mode.compare_exchange_strong(from, to);
}

/// copy_file_range, then read and write where it is refused. 0 or errno.
int copy_content(int source, int target) {
  while (true) {
    constexpr std::size_t k_step_bytes = std::size_t{1} << 30U;
    const ssize_t copied =
        retry_interrupted([&] { return copy_file_range(source, nullptr, target, nullptr, k_step_bytes, 0); });
    if (copied == 0) {
      break;
    }
    if (copied < 0) {
      if (errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM) {
        break;
      }
      return errno;
    }
  }
  // Also after success: some file systems answer 0 for files that have content. At the end this is one read.
  std::vector<char> buffer(65'536);
  while (true) {
    const ssize_t got = retry_interrupted([&] { return ::read(source, buffer.data(), buffer.size()); });
    if (got <= 0) {
      return got == 0 ? 0 : errno;
    }
    if (write_all(target, buffer.data(), static_cast<std::size_t>(got)) != 0) {
      return errno;
    }
  }
}

enum class Placed : std::uint8_t { yes, changed, refused };

class Linker {
 public:
  Linker(const LinkCalls& calls, const Directory& source, const Directory& target)
      : calls_(calls), source_(source.state()), target_(target.state()) {}

  Result<Placed> place(const LinkEntry& entry, std::atomic<LinkMode>& mode) {
    TRY(check_name(entry.source));
    if (entry.target != entry.source) {
      TRY(check_name(entry.target));
    }
    while (true) {
      const LinkMode now = mode.load(std::memory_order_relaxed);
      TRY_ASSIGN(const Placed placed, place_as(now, entry));
      if (placed != Placed::refused) {
        return placed;
      }
      lower(mode, now, now == LinkMode::clone ? LinkMode::hardlink : LinkMode::copy);
    }
  }

 private:
  [[nodiscard]] Result<void> check_name(std::string_view name) const {
    if (const auto fault = RelPath::fault_of(name)) {
      return fail(fs_error_because({.verb = "place", .path = join_path(target_.path, name)}, *fault));
    }
    return {};
  }

  Result<Placed> place_as(LinkMode mode, const LinkEntry& entry) {
    switch (mode) {
      case LinkMode::hardlink:
        return place_hard_link(entry);
      case LinkMode::symlink:
        return place_symlink(entry);
      case LinkMode::clone:
      case LinkMode::copy:
        break;
    }
    return place_copy(mode, entry);
  }

  [[nodiscard]] std::unexpected<Error> failed(std::string_view verb, const LinkEntry& entry, int error_number) const {
    const FsOperation operation{
        .verb = verb, .path = join_path(target_.path, entry.target), .needed_bytes = entry.size_bytes};
    return fail(fs_error(operation, error_number));
  }

  static bool matches(const struct stat& raw, const LinkEntry& entry) {
    const FileStatus status = status_from(raw);
    return status.kind == FileKind::regular && status.size_bytes == entry.size_bytes && is_readable(status) &&
           (entry.mtime_ns < 0 || status.mtime_ns == entry.mtime_ns);
  }

  /// Whether the source is as expected; one fstatat.
  Result<bool> source_matches(const LinkEntry& entry) const {
    struct stat raw{};
    if (fstatat(source_.descriptor.number(), TerminatedName(entry.source).c_str(), &raw, AT_SYMLINK_NOFOLLOW) == 0) {
      return matches(raw, entry);
    }
    if (errno == ENOENT || errno == ENOTDIR) {
      return false;
    }
    return fail(fs_error("look at", source_, entry.source, errno));
  }

  Result<Placed> place_hard_link(const LinkEntry& entry) {
    TRY_ASSIGN(const bool fits, source_matches(entry));
    if (!fits) {
      return Placed::changed;
    }
    const int error_number = calls_.hard_link(source_.descriptor.number(), TerminatedName(entry.source).c_str(),
                                              target_.descriptor.number(), TerminatedName(entry.target).c_str());
    if (error_number == 0) {
      return Placed::yes;
    }
    if (error_number == EMLINK) {
      // This one file has all the names it can have; the next may be linked again.
      return place_copy(LinkMode::copy, entry);
    }
    if (error_number == ENOENT) {
      // Either the source vanished since the look, which callers mend, or the target's directory is missing.
      TRY_ASSIGN(const bool still_there, source_matches(entry));
      return still_there ? Result<Placed>(failed("link", entry, error_number)) : Placed::changed;
    }
    return refuses_for_good(error_number) ? Placed::refused : Result<Placed>(failed("link", entry, error_number));
  }

  Result<Placed> place_symlink(const LinkEntry& entry) {
    TRY_ASSIGN(const bool fits, source_matches(entry));
    if (!fits) {
      return Placed::changed;
    }
    if (source_path_.empty()) {
      source_path_ = path_of(source_.descriptor.number());
    }
    const std::string pointed_to = join_path(source_path_, entry.source);
    if (symlinkat(pointed_to.c_str(), target_.descriptor.number(), TerminatedName(entry.target).c_str()) != 0) {
      return failed("link", entry, errno);
    }
    return Placed::yes;
  }

  /// A reflink or a copy: both are new files, with the time of the source, because byte code is checked against it.
  Result<Placed> place_copy(LinkMode mode, const LinkEntry& entry) {
    const Descriptor from(retry_interrupted([&] {
      return openat(source_.descriptor.number(), TerminatedName(entry.source).c_str(),
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    }));
    struct stat raw{};
    if (!from.is_open() || fstat(from.number(), &raw) != 0) {
      return errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EACCES
                 ? Result<Placed>(Placed::changed)
                 : Result<Placed>(fail(fs_error("read", source_, entry.source, errno)));
    }
    if (!matches(raw, entry)) {
      return Placed::changed;
    }
    const TerminatedName name(entry.target);
    Descriptor to(retry_interrupted([&] {
      return openat(target_.descriptor.number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    entry.mode & 0777U);
    }));
    if (!to.is_open()) {
      return failed("create", entry, errno);
    }
    const int error_number = fill(mode, from, to, raw);
    if (error_number == 0) {
      return Placed::yes;
    }
    unlinkat(target_.descriptor.number(), name.c_str(), 0);
    return mode == LinkMode::clone && refuses_for_good(error_number)
               ? Result<Placed>(Placed::refused)
               : Result<Placed>(failed("write", entry, error_number));
  }

  /// Gives the new file content and time, and closes it. 0 or errno.
  int fill(LinkMode mode, const Descriptor& from, Descriptor& to, const struct stat& raw) const {
    const int filled =
        mode == LinkMode::clone ? calls_.clone(from.number(), to.number()) : copy_content(from.number(), to.number());
    if (filled != 0) {
      return filled;
    }
    const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, raw.st_mtim};
    if (futimens(to.number(), times) != 0) {
      return errno;
    }
    return to.close();
  }

  const LinkCalls& calls_;
  const Directory::State& source_;
  const Directory::State& target_;
  std::string source_path_;
};

}  // namespace

std::string_view to_string(LinkMode mode) {
  switch (mode) {
    case LinkMode::hardlink:
      return "hardlink";
    case LinkMode::clone:
      return "clone";
    case LinkMode::copy:
      return "copy";
    case LinkMode::symlink:
      return "symlink";
  }
  return "";
}

const LinkCalls& kernel_link_calls() {
  static constexpr LinkCalls k_calls{.hard_link = &hard_link, .clone = &clone};
  return k_calls;
}

Result<LinkOutcome> link_files_with(const LinkCalls& calls, const Directory& source, const Directory& target,
                                    std::span<const LinkEntry> entries, std::atomic<LinkMode>& mode) {
  LinkOutcome outcome;
  Linker linker(calls, source, target);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    TRY_ASSIGN(const Placed placed, linker.place(entries[i], mode));
    if (placed == Placed::changed) {
      outcome.changed.push_back(i);
    }
  }
  outcome.used = mode.load();
  return outcome;
}

Result<LinkOutcome> link_files(const Directory& source, const Directory& target, std::span<const LinkEntry> entries,
                               std::atomic<LinkMode>& mode) {
  return link_files_with(kernel_link_calls(), source, target, entries, mode);
}

}  // namespace axle
