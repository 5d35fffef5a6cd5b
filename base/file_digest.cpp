// SPDX-License-Identifier: MIT OR Apache-2.0
// One buffer on the stack: thousands of small files are hashed one after the other, and need none that is cleared.
#include "base/file_digest.hpp"

#include <array>
#include <cstdint>

namespace axle {

Result<void> read_through(const FileReader& file, const TakeBytes& take) {
  std::array<std::byte, 64UL * 1024> step;  // fits into the stacks of `ulimit -s 128`
  for (std::uint64_t at = 0;;) {
    TRY_ASSIGN(const std::size_t count, file.read_at(at, step));
    TRY(take(std::span(step).first(count)));
    at += count;
    if (count < step.size()) {
      return {};
    }
  }
}

Result<Sha256> sha256_of(const FileReader& file) {
  Hasher hasher;
  TRY(read_through(file, [&hasher](std::span<const std::byte> bytes) {
    hasher.update(bytes);
    return Result<void>();
  }));
  return hasher.finish_sha256();
}

}  // namespace axle
