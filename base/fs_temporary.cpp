// SPDX-License-Identifier: MIT OR Apache-2.0
// Private temporary directories with names that nobody can foresee.
//
// Safety:  random names and mkdir, which fails on anything that exists; mode 0700 (reliability F37, A4).
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/fs_walk.hpp"
#include "base/temporary_name.hpp"

namespace axle {
namespace {

constexpr std::size_t k_random_digits = 16;

/// When anything in the folder was changed last: a growing file does not touch the folder that it is in.
std::int64_t last_change_ns(const std::string& root) {
  std::int64_t last = 0;
  visit_tree(root, [&last](const FileStatus& status) { last = std::max(last, status.mtime_ns); });
  return last;
}

/// Whether nothing in the folder was changed for an hour.
bool is_abandoned(const std::string& root) {
  constexpr std::int64_t k_abandoned_ns = 3'600'000'000'000;
  const auto now =
      std::chrono::duration_cast<std::chrono::nanoseconds>(system_clock().now().time_since_epoch()).count();
  return now - last_change_ns(root) > k_abandoned_ns;
}

/// Looked at before anything in it: where everybody can write, somebody may have made a large tree of such a name.
bool is_own_folder(const std::string& path) {
  const auto status = link_status_of(path);
  return status && *status && (*status)->kind == FileKind::directory && (*status)->owner == geteuid();
}

std::vector<std::string> find_temporary(const std::string& parent, std::string_view prefix) {
  std::vector<std::string> found;
  for (const DirectoryEntry& entry : list_folder(parent)) {
    if (is_temporary_name(entry.name, prefix)) {
      found.push_back(join_path(parent, entry.name));
    }
  }
  return found;
}

}  // namespace

std::string make_temporary_name(std::string_view prefix) {
  return format("{}{}", prefix, random_name());
}

bool is_temporary_name(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix) && name.size() == prefix.size() + k_random_digits &&
         name.find_first_not_of("0123456789abcdef", prefix.size()) == std::string_view::npos;
}

std::vector<std::string> find_abandoned(const std::string& parent, std::string_view prefix) {
  std::vector<std::string> found = find_temporary(parent, prefix);
  std::erase_if(found, [](const std::string& path) { return !is_abandoned(path); });
  return found;
}

void remove_abandoned(const std::string& parent, std::string_view prefix) {
  for (const std::string& path : find_temporary(parent, prefix)) {
    if (is_own_folder(path) && is_abandoned(path)) {
      // What cannot be removed is in nobody's way, and no reason to stop.
      [[maybe_unused]] const auto removed = remove_tree(path);
    }
  }
}

std::string random_name() {
  std::uint64_t number = 0;
  const ssize_t got = retry_interrupted([&] { return getrandom(&number, sizeof number, 0); });
  ASSERT(got == sizeof number, "the kernel gives no random bytes");
  return format("{:0{}x}", number, k_random_digits);
}

Result<TemporaryDirectory> TemporaryDirectory::create(const std::string& parent, std::string_view prefix) {
  // 64 random bits do not collide by chance; somebody who could guess them could not do so often.
  constexpr int k_attempts = 8;
  std::string path;
  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    path = join_path(parent, make_temporary_name(prefix));
    if (mkdir(path.c_str(), 0700) == 0) {
      return TemporaryDirectory(std::move(path));
    }
    if (errno != EEXIST) {
      break;
    }
  }
  return fail(fs_error({.verb = "create directory", .path = path}, errno));
}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryDirectory& TemporaryDirectory::operator=(TemporaryDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryDirectory::~TemporaryDirectory() {
  // Again, because what was moved here may be a folder that somebody has open, and puts a last file into meanwhile.
  constexpr int k_attempts = 3;
  bool removed = path_.empty();
  for (int attempt = 0; attempt < k_attempts && !removed; ++attempt) {
    // Nobody can be told here; what stays behind is swept with the next clean-up of its parent.
    removed = remove_tree(path_).has_value();
  }
}

}  // namespace axle
