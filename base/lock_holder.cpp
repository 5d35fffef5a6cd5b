// SPDX-License-Identifier: MIT OR Apache-2.0
// Records of holders, and /proc/locks (proc(5)), which tells the process that took a flock, by device and inode.
//
// Limits:  a process of another PID namespace has no number there, a lock of another machine no line: then the record
//          speaks, unless its process is known to be gone.
#include "base/lock_holder.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/temporary_name.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

constexpr std::string_view k_unknown = "another process";
constexpr std::size_t k_command_limit_bytes = 256;

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("this host");
}

/// The program's name and at most two words after it; no further, because arguments can hold secrets.
std::string command_of(std::string_view process) {
  constexpr std::uint64_t k_limit_bytes = 1024 * 1024;
  const auto line = read_file(format("/proc/{}/cmdline", process), k_limit_bytes);
  if (!line) {
    return {};
  }
  const auto words = split(*line, '\0');
  std::string command(path_file_name(words.front()));
  for (std::size_t i = 1; i < std::min<std::size_t>(words.size(), 3); ++i) {
    if (words[i].empty() || words[i].find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos) {
      break;
    }
    format_to(command, " {}", words[i]);
  }
  return command;
}

/// The lines of a record, as holder_record() writes them.
struct Holder {
  std::string_view process;
  std::string_view host;
  std::string_view command;
};

std::optional<Holder> read_holder(std::string_view content) {
  constexpr std::size_t k_lines = 4;
  const auto lines = split(content, '\n');  // one more than there are line ends
  if (lines.size() <= k_lines || !parse_decimal(lines[0]) || !is_temporary_name(lines[3], "")) {
    return std::nullopt;
  }
  return Holder{.process = lines[0], .host = lines[1], .command = lines[2]};
}

std::string describe(std::string_view process, std::string_view command, std::string_view host) {
  const std::string called = command.empty() ? std::string() : format(" (`{}`)", to_printable(command));
  return format("process {}{} on {}", process, called, to_printable(host));
}

/// The process that holds a flock on that file, as /proc/locks has it: `1: FLOCK ADVISORY WRITE 123 fe:00:456 0 EOF`.
/// Those who wait in the kernel have an arrow in the second field.
std::optional<std::string> find_flock_process(int file) {
  constexpr std::uint64_t k_limit_bytes = 16ULL * 1024 * 1024;
  constexpr std::size_t k_fields = 8;
  struct stat status{};
  const auto locks = read_file("/proc/locks", k_limit_bytes);
  if (!locks || fstat(file, &status) != 0) {
    return std::nullopt;
  }
  const std::string place = format("{:02x}:{:02x}:{}", major(status.st_dev), minor(status.st_dev), status.st_ino);
  for (const std::string_view line : split_lines(*locks)) {
    const std::vector<std::string_view> fields = split_blanks(line);
    if (fields.size() == k_fields && fields[1] == "FLOCK" && fields[5] == place && fields[4] != "0") {
      return std::string(fields[4]);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string holder_record() {
  // The random line makes every record unique, so that a watcher knows one lease from the next.
  const std::string command = command_of("self");
  const std::string_view line =
      std::string_view(command).substr(0, command.find('\n')).substr(0, k_command_limit_bytes);
  return format("{}\n{}\n{}\n{}\n", getpid(), host_name(), line, random_name());
}

bool begins_with_holder(std::string_view content) {
  return read_holder(content).has_value();
}

std::string describe_holder(const std::string& record) {
  const auto holder = read_holder(record);
  return holder ? describe(holder->process, holder->command, holder->host) : std::string(k_unknown);
}

bool holder_is_gone(const std::string& record) {
  const auto holder = read_holder(record);
  const auto process = holder ? parse_decimal(holder->process) : std::nullopt;
  return process && holder->host == host_name() && kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH;
}

std::string describe_flock_holder(int file, const std::string& record) {
  const auto process = find_flock_process(file);
  if (!process) {
    return holder_is_gone(record) ? std::string(k_unknown) : describe_holder(record);
  }
  if (const auto holder = read_holder(record); holder && holder->process == *process) {
    return describe_holder(record);
  }
  // The lock may have been left to a child, which the kernel's list does not tell.
  const std::string command = command_of(*process);
  return command.empty() ? std::string(k_unknown) : describe(*process, command, host_name());
}

}  // namespace axle
