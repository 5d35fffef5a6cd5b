// SPDX-License-Identifier: MIT OR Apache-2.0
// Verbs on whole paths, which follow links like any program does, and paths as text.
//
// Not here: verbs below an open directory, which never follow links (base/fs_directory.cpp).
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>

#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

Result<std::optional<FileStatus>> status_at(const std::string& path, int flags) {
  struct stat raw{};
  if (fstatat(AT_FDCWD, path.c_str(), &raw, flags) == 0) {
    return status_from(raw);
  }
  // ENOTDIR: something on the way is a file, so there is nothing at the path.
  if (errno == ENOENT || errno == ENOTDIR) {
    return std::nullopt;
  }
  return fail(fs_error({.verb = "look at", .path = path}, errno));
}

std::string_view without_trailing_slashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) {
    path.remove_suffix(1);
  }
  return path;
}

std::string parent_or_dot(std::string_view path) {
  const std::string_view parent = path_parent(path);
  return parent.empty() ? "." : std::string(parent);
}

/// What shells hand over: such pipes have a writer.
bool names_open_file(std::string_view path) {
  return path.starts_with("/dev/fd/") || path == "/dev/stdin" || path.starts_with("/proc/");
}

/// A pipe with a name of its own, where a file is looked for, may never get a writer: opening it must not wait, and
/// reading it neither (reliability Q24). Only a file that another program has leased must be waited for.
Result<Descriptor> open_to_read(const std::string& path) {
  const auto open_with = [&](int flags) {
    return Descriptor(retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags); }));
  };
  Descriptor file = open_with(O_NONBLOCK);
  if (!file.is_open() && errno == EAGAIN) {
    file = open_with(0);
  }
  struct stat raw{};
  if (!file.is_open() || fstat(file.number(), &raw) != 0) {
    // ENOTDIR: something on the way is a file, so there is nothing at the path.
    return fail(fs_error({.verb = "read", .path = path}, errno == ENOTDIR ? ENOENT : errno));
  }
  if (S_ISFIFO(raw.st_mode) && !names_open_file(path)) {
    return fail(fs_error_because({.verb = "read", .path = path}, "it is a named pipe"));
  }
  return file;
}

/// Reads to the end. Who types may think for hours: the wait is cut into pieces, between which the token is looked at.
Result<std::string> read_stream(int file, const std::string& name, std::uint64_t limit_bytes,
                                const std::stop_token& stop) {
  constexpr std::size_t k_step_bytes = 65'536;
  constexpr int k_look_milliseconds = 50;
  std::string text;
  while (text.size() <= limit_bytes) {
    pollfd input{.fd = file, .events = POLLIN, .revents = 0};
    const int ready = retry_interrupted([&] { return ::poll(&input, 1, k_look_milliseconds); });
    if (stop.stop_requested()) {
      return fail(ErrorCode::cancelled, "cancelled");
    }
    if (ready == 0) {
      continue;
    }
    const std::size_t filled = text.size();
    text.resize(filled + k_step_bytes);
    const auto got = retry_interrupted([&] { return ::read(file, text.data() + filled, k_step_bytes); });
    if (got < 0 && errno != EAGAIN) {
      return fail(fs_error({.verb = "read", .path = name}, errno));
    }
    text.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) {
      return text;
    }
  }
  return fail(
      fs_error_because({.verb = "read", .path = name}, format("it is larger than {}", format_bytes(limit_bytes))));
}

Error rename_error(std::string_view from, std::string_view to, int error_number) {
  return fs_error({.verb = "rename", .path = format("{}` to `{}", from, to)}, error_number);
}

}  // namespace

bool is_readable(const FileStatus& status) {
  return (status.mode & S_IRUSR) != 0;
}

Result<std::optional<FileStatus>> status_of(const std::string& path) {
  return status_at(path, 0);
}

Result<std::optional<FileStatus>> link_status_of(const std::string& path) {
  return status_at(path, AT_SYMLINK_NOFOLLOW);
}

Result<std::string> read_file(const std::string& path, std::uint64_t limit_bytes) {
  TRY_ASSIGN(const Descriptor file, open_to_read(path));
  if (::isatty(file.number()) == 1) {
    // It would wait for somebody to type, who cannot know.
    return fail(fs_error_because({.verb = "read", .path = path}, "it is a terminal"));
  }
  if (fcntl(file.number(), F_SETFL, O_RDONLY) != 0) {
    return fail(fs_error({.verb = "read", .path = path}, errno));
  }
  return read_all(file.number(), limit_bytes, path);
}

Result<std::string> read_input(const std::string& path, std::uint64_t limit_bytes, const std::stop_token& stop) {
  TRY_ASSIGN(const Descriptor file, open_to_read(path));
  return read_stream(file.number(), path, limit_bytes, stop);
}

Result<std::string> read_standard_input(std::uint64_t limit_bytes, const std::stop_token& stop) {
  return read_stream(STDIN_FILENO, "/dev/stdin", limit_bytes, stop);
}

Result<std::string> end_of_links(std::string path) {
  constexpr int k_most_links = 40;  // as the kernel
  const std::string whole = path;
  for (int links = 0; links <= k_most_links; ++links) {
    TRY_ASSIGN(const auto status, link_status_of(path));
    if (!status || status->kind != FileKind::symlink) {
      return path;
    }
    TRY_ASSIGN(const Directory directory, Directory::open(parent_or_dot(path)));
    auto target = directory.read_symlink(path_file_name(path));
    if (!target) {
      return target;
    }
    path = target->starts_with('/') ? std::move(*target) : join_path(parent_or_dot(path), *target);
  }
  return fail(fs_error({.verb = "look at", .path = whole}, ELOOP));
}

Result<void> replace_file(const std::string& path, std::string_view data, std::uint32_t mode, Durability durability) {
  TRY_ASSIGN(const auto there, status_of(path));
  std::string target;
  if (there) {
    TRY_ASSIGN(target, real_path(path));
    mode = there->mode;
  } else {
    TRY_ASSIGN(target, end_of_links(path));
  }
  TRY_ASSIGN(const Directory directory, Directory::open(parent_or_dot(target)));
  return directory.replace_file(path_file_name(target), data, mode, durability);
}

Result<void> replace_own_file(const std::string& path, std::string_view data, std::uint32_t mode) {
  TRY_ASSIGN(const Directory directory, Directory::open(parent_or_dot(path)));
  return directory.replace_file(path_file_name(path), data, mode);
}

/// Of one folder that comes and goes.
constexpr int k_tries_to_make = 10;

Result<void> make_directories(const std::string& path, std::uint32_t mode) {
  std::size_t size = without_trailing_slashes(path).size();
  const std::size_t whole = size;
  // Upwards to the first parent that is there, then down again: /proc answers ENOENT below a folder that exists.
  bool climbing = true;
  int vanished = 0;
  while (true) {
    const std::string prefix = path.substr(0, size);
    const int error_number = mkdir(prefix.c_str(), mode & 0777U) == 0 ? 0 : errno;
    const std::size_t slash = prefix.rfind('/');
    if (climbing && error_number == ENOENT && slash != std::string::npos && slash > 0) {
      size = without_trailing_slashes(path.substr(0, slash)).size();
      continue;
    }
    climbing = false;
    if (error_number != 0) {
      // Whatever mkdir says (EEXIST, EROFS, EACCES): a directory that is there is what was asked for.
      TRY_ASSIGN(const auto there, status_of(prefix));
      // Another program took it or its parent away meanwhile; or it is a link that leads nowhere, and stays one.
      climbing = !there && (error_number == EEXIST || error_number == ENOENT) && ++vanished < k_tries_to_make;
      if (climbing) {
        continue;
      }
      if (!there || there->kind != FileKind::directory) {
        return fail(fs_error({.verb = "create directory", .path = prefix}, error_number));
      }
    }
    if (size == whole) {
      return {};
    }
    size = std::min(path.find('/', path.find_first_not_of('/', size)), whole);
  }
}

Result<void> rename_path(const std::string& from, const std::string& to, IfExists if_exists) {
  const int error_number = rename_between({AT_FDCWD, from.c_str()}, {AT_FDCWD, to.c_str()}, if_exists, {});
  return error_number == 0 ? Result<void>() : Result<void>(fail(rename_error(from, to, error_number)));
}

Result<bool> try_rename_path(const std::string& from, const std::string& to) {
  const int error_number = rename_between({AT_FDCWD, from.c_str()}, {AT_FDCWD, to.c_str()}, IfExists::fail, {});
  if (error_number != 0 && error_number != EXDEV) {
    return fail(rename_error(from, to, error_number));
  }
  return error_number == 0;
}

Result<void> take_away(const std::string& path, const std::string& to) {
  TRY_ASSIGN(const bool renamed, try_rename_path(path, to));
  return renamed ? Result<void>() : remove_tree(path);
}

Result<void> remove_tree(const std::string& path) {
  const std::string_view trimmed = without_trailing_slashes(path);
  auto parent = Directory::open(parent_or_dot(trimmed));
  if (!parent) {
    return parent.error().code() == ErrorCode::not_found ? Result<void>()
                                                         : Result<void>(fail(std::move(parent).error()));
  }
  return parent->remove_tree(path_file_name(trimmed));
}

Result<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr), &std::free);
  if (!resolved) {
    return fail(fs_error({.verb = "resolve", .path = path}, errno));
  }
  return std::string(resolved.get());
}

Result<std::string> current_directory() {
  // For a null pointer Linux's C libraries allocate. NOLINTNEXTLINE(clang-analyzer-unix.StdCLibraryFunctions)
  const std::unique_ptr<char, void (*)(void*)> current(::getcwd(nullptr, 0), &std::free);
  if (!current) {
    return fail(fs_error({.verb = "find the current directory", .path = "."}, errno));
  }
  return std::string(current.get());
}

std::string absolute_path(std::string_view path, std::string_view base_directory) {
  const std::string joined = join_path(base_directory, path);
  std::string clean;
  std::string_view rest = joined;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view component = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (component == "..") {
      clean.erase(std::min(clean.rfind('/'), clean.size()));
    } else if (!component.empty() && component != ".") {
      clean += '/';
      clean += component;
    }
  }
  return clean.empty() ? "/" : clean;
}

std::string join_path(std::string_view directory, std::string_view name) {
  if (directory.empty() || name.starts_with('/')) {
    return std::string(name);
  }
  if (name.empty()) {
    return std::string(directory);
  }
  return format("{}{}{}", directory, directory.ends_with('/') ? "" : "/", name);
}

std::string_view path_parent(std::string_view path) {
  path = without_trailing_slashes(path);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) {
    return {};
  }
  return without_trailing_slashes(path.substr(0, std::max<std::size_t>(slash, 1)));
}

bool is_at_or_below(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/'));
}

std::string_view path_file_name(std::string_view path) {
  path = without_trailing_slashes(path);
  return path.substr(path.rfind('/') + 1);
}

bool is_executable(const std::string& path) {
  struct stat raw{};
  return ::stat(path.c_str(), &raw) == 0 && S_ISREG(raw.st_mode) &&
         faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0;
}

bool is_writable(const std::string& path) {
  return faccessat(AT_FDCWD, path.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

}  // namespace axle
