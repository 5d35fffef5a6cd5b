// SPDX-License-Identifier: MIT OR Apache-2.0
// Whole files on this machine, read in steps of 256 KiB, and their SHA-256.
//
// Not here: bytes as they arrive (fetch/wheel_download.hpp), other digests (base/digest.hpp).
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "base/digest.hpp"
#include "base/fs.hpp"
#include "base/result.hpp"

namespace axle {

/// Hands all bytes to `take`, from the first to the last. Errors: the first of `take`; those of reading.
using TakeBytes = std::function<Result<void>(std::span<const std::byte>)>;
[[nodiscard]] Result<void> read_through(const FileReader& file, const TakeBytes& take);

/// Errors: those of reading.
[[nodiscard]] Result<Sha256> sha256_of(const FileReader& file);

}  // namespace axle
