// SPDX-License-Identifier: MIT OR Apache-2.0
// Decompression and CRC-32: raw deflate (zip entries) and gzip (HTTP bodies).
//
// Measured: libdeflate one-shot up to 8 MiB, isa-l in 256 KiB steps above (design: performance.md 3.2).
// Every call takes the size it may write: a bomb stops there (reliability F24, Z08, Z43).
// Not here: zip structure (fetch/wheel_archive), HTTP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"

namespace axle {

/// CRC-32 (zip, gzip) of `data`, continuing from `crc`.
[[nodiscard]] std::uint32_t crc32_of(std::span<const std::byte> data, std::uint32_t crc = 0);

/// Inflates one raw deflate stream that must fill `out` exactly and use all of `in`.
/// Errors: bad_wheel with the reason ("compressed data is damaged", "larger than declared", ...).
[[nodiscard]] Result<void> inflate_raw(std::span<const std::byte> in, std::span<std::byte> out);

/// Inflates one raw deflate stream of unknown or large size in steps; `sink` gets at most 256 KiB a call.
/// Stops with an error as soon as more than `limit_bytes` come out. Returns the bytes of `in` that were used.
using InflateSink = std::function<Result<void>(std::span<const std::byte>)>;
[[nodiscard]] Result<std::size_t> inflate_raw_steps(std::span<const std::byte> in, std::uint64_t limit_bytes,
                                                    const InflateSink& sink);

/// A raw deflate stream that arrives in pieces (a large entry while it downloads).
class InflateStream {
 public:
  explicit InflateStream(std::uint64_t limit_bytes);
  InflateStream(InflateStream&&) noexcept;
  InflateStream& operator=(InflateStream&&) noexcept;
  ~InflateStream();
  /// Consumes from `in` until it is empty or the stream ends. Returns the number of bytes consumed.
  [[nodiscard]] Result<std::size_t> feed(std::span<const std::byte> in, const InflateSink& sink);
  [[nodiscard]] bool finished() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Unpacks a whole gzip body (one or more members) of at most `limit_bytes`.
[[nodiscard]] Result<std::string> gunzip(std::span<const std::byte> in, std::uint64_t limit_bytes);

}  // namespace axle
