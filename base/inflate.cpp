// SPDX-License-Identifier: MIT OR Apache-2.0
// Inflate over libdeflate (whole buffers) and isa-l (streams), CRC-32 over isa-l.
//
// Spec:    RFC 1951, RFC 1952. Measured: design, performance.md 3.2.
// Not here: who decides which one is used (fetch/wheel_archive).
#include "base/inflate.hpp"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

constexpr std::size_t k_step_bytes = std::size_t{256} * 1024;

using Decompressor = std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;

Decompressor make_decompressor() {
  return {libdeflate_alloc_decompressor(), &libdeflate_free_decompressor};
}

std::unexpected<Error> no_memory() {
  return fail(ErrorCode::out_of_memory, "not enough memory to decompress");
}

std::unexpected<Error> damaged() {
  return fail(ErrorCode::bad_wheel, "compressed data is damaged");
}

std::unexpected<Error> over_limit(std::uint64_t limit_bytes) {
  return fail(ErrorCode::bad_wheel, format("decompressed data is larger than the limit of {} bytes", limit_bytes));
}

}  // namespace

std::uint32_t crc32_of(std::span<const std::byte> data, std::uint32_t crc) {
  // isa-l's parameter is not const but only read.
  const void* bytes = data.data();
  return crc32_gzip_refl(crc, static_cast<const unsigned char*>(bytes), data.size());
}

Result<void> inflate_raw(std::span<const std::byte> in, std::span<std::byte> out) {
  const Decompressor decompressor = make_decompressor();
  if (!decompressor) {
    return no_memory();
  }
  // libdeflate wants a valid address even for nothing.
  std::byte nothing{};
  void* const room = out.empty() ? &nothing : out.data();
  std::size_t used = 0;
  std::size_t filled = 0;
  const libdeflate_result answer =
      libdeflate_deflate_decompress_ex(decompressor.get(), in.data(), in.size(), room, out.size(), &used, &filled);
  if (answer == LIBDEFLATE_INSUFFICIENT_SPACE) {
    return fail(ErrorCode::bad_wheel, format("decompressed data is larger than the declared {} bytes", out.size()));
  }
  if (answer != LIBDEFLATE_SUCCESS) {
    return damaged();
  }
  if (filled != out.size()) {
    return fail(ErrorCode::bad_wheel,
                format("decompressed data has {} bytes instead of the declared {}", filled, out.size()));
  }
  if (used != in.size()) {
    return fail(ErrorCode::bad_wheel, format("{} bytes follow the end of the compressed data", in.size() - used));
  }
  return {};
}

struct InflateStream::State {
  inflate_state stream{};
  std::vector<std::byte> room = std::vector<std::byte>(k_step_bytes);
  std::uint64_t limit_bytes = 0;
  std::uint64_t produced_bytes = 0;
  bool finished = false;

  /// Decompresses once into the room and hands it over. False: more input is needed.
  Result<bool> step(const InflateSink& sink) {
    // One byte more than allowed shows that there is more.
    const std::uint64_t allowed = limit_bytes - produced_bytes;
    const std::size_t room_bytes = allowed < room.size() ? static_cast<std::size_t>(allowed) + 1 : room.size();
    stream.next_out = reinterpret_cast<std::uint8_t*>(room.data());
    stream.avail_out = static_cast<std::uint32_t>(room_bytes);
    if (isal_inflate(&stream) != ISAL_DECOMP_OK) {
      return damaged();
    }
    const std::size_t got = room_bytes - stream.avail_out;
    if (got > allowed) {
      return over_limit(limit_bytes);
    }
    produced_bytes += got;
    if (got > 0) {
      TRY(sink(std::span(room).first(got)));
    }
    finished = stream.block_state == ISAL_BLOCK_FINISH;
    return !finished && stream.avail_out == 0;
  }
};

InflateStream::InflateStream(std::uint64_t limit_bytes) : state_(std::make_unique<State>()) {
  isal_inflate_init(&state_->stream);
  state_->stream.crc_flag = ISAL_DEFLATE;
  state_->limit_bytes = limit_bytes;
}
InflateStream::InflateStream(InflateStream&&) noexcept = default;
InflateStream& InflateStream::operator=(InflateStream&&) noexcept = default;
InflateStream::~InflateStream() = default;

Result<std::size_t> InflateStream::feed(std::span<const std::byte> in, const InflateSink& sink) {
  // isa-l counts in 32 bits.
  constexpr std::size_t k_piece_bytes = std::size_t{1} << 30U;
  inflate_state& stream = state_->stream;
  std::size_t consumed = 0;
  while (!state_->finished && consumed < in.size()) {
    const std::span<const std::byte> piece = in.subspan(consumed, std::min(in.size() - consumed, k_piece_bytes));
    // isa-l's parameter is not const but only read.
    stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(piece.data()));
    stream.avail_in = static_cast<std::uint32_t>(piece.size());
    bool more = true;
    while (more) {
      TRY_ASSIGN(more, state_->step(sink));
    }
    consumed += piece.size() - stream.avail_in;
  }
  if (state_->finished) {
    // isa-l reads ahead up to 8 bytes; whole bytes it has not decoded belong to what follows. They are from this
    // call: with less input it would have seen the end of the stream already.
    const auto ahead_bytes = static_cast<std::size_t>(std::max(stream.read_in_length, 0)) / 8;
    consumed -= std::min(ahead_bytes, consumed);
    stream.read_in_length = 0;
  }
  return consumed;
}

bool InflateStream::finished() const {
  return state_->finished;
}

Result<std::size_t> inflate_raw_steps(std::span<const std::byte> in, std::uint64_t limit_bytes,
                                      const InflateSink& sink) {
  InflateStream stream(limit_bytes);
  TRY_ASSIGN(const std::size_t used, stream.feed(in, sink));
  if (!stream.finished()) {
    return fail(ErrorCode::bad_wheel, "compressed data ends too early");
  }
  return used;
}

namespace {

/// What the last four bytes promise, as far as it can be true: deflate cannot do better than 1,032 to 1.
std::size_t promised_size(std::span<const std::byte> in, std::uint64_t limit_bytes) {
  std::uint64_t promised = 0;
  for (std::size_t i = 0; i < 4 && i < in.size(); ++i) {
    promised = (promised << 8U) | std::to_integer<std::uint64_t>(in[in.size() - 1 - i]);
  }
  const std::uint64_t possible = std::min<std::uint64_t>(in.size() * 1032 + 64, limit_bytes);
  return static_cast<std::size_t>(std::min(std::max<std::uint64_t>(promised, 1), possible));
}

struct Member {
  std::size_t used = 0;
  std::size_t filled = 0;
  libdeflate_result answer = LIBDEFLATE_BAD_DATA;
};

/// Appends one gzip member; room that is too small is doubled up to the limit.
Member append_member(libdeflate_decompressor* decompressor, std::span<const std::byte> in, std::uint64_t limit_bytes,
                     std::string& out) {
  const std::size_t before = out.size();
  std::size_t room = std::min<std::size_t>(promised_size(in, limit_bytes), limit_bytes - before);
  while (true) {
    Member member;
    out.resize_and_overwrite(before + room, [&](char* text, std::size_t size) {
      member.answer = libdeflate_gzip_decompress_ex(decompressor, in.data(), in.size(), text + before, size - before,
                                                    &member.used, &member.filled);
      return member.answer == LIBDEFLATE_SUCCESS ? before + member.filled : before;
    });
    if (member.answer != LIBDEFLATE_INSUFFICIENT_SPACE || before + room >= limit_bytes) {
      return member;
    }
    room = static_cast<std::size_t>(
        std::min<std::uint64_t>(std::max<std::size_t>(room * 2, 65'536), limit_bytes - before));
  }
}

}  // namespace

Result<std::string> gunzip(std::span<const std::byte> in, std::uint64_t limit_bytes) {
  const Decompressor decompressor = make_decompressor();
  if (!decompressor) {
    return no_memory();
  }
  std::string out;
  do {
    const Member member = append_member(decompressor.get(), in, limit_bytes, out);
    if (member.answer == LIBDEFLATE_INSUFFICIENT_SPACE) {
      return fail(ErrorCode::response_too_large,
                  format("decompressed data is larger than the limit of {}", format_bytes(limit_bytes)));
    }
    if (member.answer != LIBDEFLATE_SUCCESS) {
      return fail(ErrorCode::network, "gzip data is damaged or incomplete");
    }
    in = in.subspan(member.used);
  } while (!in.empty());
  return out;
}

}  // namespace axle
