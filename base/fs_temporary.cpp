// SPDX-License-Identifier: MIT OR Apache-2.0
// Private temporary directories with names that nobody can foresee.
//
// Safety:  random names and mkdir, which fails on anything that exists; mode 0700 (reliability F37, A4).
#include <sys/random.h>
#include <sys/stat.h>

#include <cstdint>

#include "base/format.hpp"
#include "base/fs_state.hpp"

namespace axle {

std::string random_name() {
  std::uint64_t number = 0;
  const ssize_t got = retry_interrupted([&] { return getrandom(&number, sizeof number, 0); });
  ASSERT(got == sizeof number, "the kernel gives no random bytes");
  return format("{:016x}", number);
}

Result<TemporaryDirectory> TemporaryDirectory::create(const std::string& parent, std::string_view prefix) {
  // 64 random bits do not collide by chance; somebody who could guess them could not do so often.
  constexpr int k_attempts = 8;
  std::string path;
  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    path = join_path(parent, format("{}{}", prefix, random_name()));
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
  if (!path_.empty()) {
    // Nobody can be told here; what stays behind is swept with the next clean-up of its parent.
    [[maybe_unused]] const auto removed = remove_tree(path_);
  }
}

}  // namespace axle
