// SPDX-License-Identifier: MIT OR Apache-2.0
// Inflating whole buffers, steps and streams; limits; damage. Compressed data comes from libdeflate.
#include "base/inflate.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/support/catch.hpp"

namespace axle {
namespace {

enum class Wrap : std::uint8_t { raw, gzip };

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string compressed(std::string_view text, Wrap wrap) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(6), &libdeflate_free_compressor);
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
  const std::size_t size =
      wrap == Wrap::gzip
          ? libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size())
          : libdeflate_deflate_compress(compressor.get(), text.data(), text.size(), out.data(), out.size());
  out.resize(size);
  return out;
}

std::string run_of_x(std::size_t size) {
  std::string text;
  text.resize(size, 'x');
  return text;
}

/// Text that compresses somewhat, from a small generator, so that no two blocks are alike.
std::string sample(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525 + 1013904223;
    text += "word";
    text += static_cast<char>('a' + (state >> 24U) % 26);
  }
  text.resize(size);
  return text;
}

InflateSink appending_to(std::string& out) {
  return [&out](std::span<const std::byte> piece) -> Result<void> {
    std::ranges::transform(piece, std::back_inserter(out), [](std::byte b) { return static_cast<char>(b); });
    return {};
  };
}

TEST_CASE("CRC-32 gives the check value of its definition and continues", "[base][inflate]") {
  CHECK(crc32_of(bytes_of("123456789")) == 0xcbf43926);
  CHECK(crc32_of(bytes_of("56789"), crc32_of(bytes_of("1234"))) == 0xcbf43926);
  CHECK(crc32_of({}) == 0);
}

TEST_CASE("a raw stream fills its declared size", "[base][inflate]") {
  const std::string text = sample(GENERATE(0U, 1U, 100'000U));
  const std::string in = compressed(text, Wrap::raw);
  std::string out(text.size(), '\0');
  CHECK(inflate_raw(bytes_of(in), std::as_writable_bytes(std::span(out))).has_value());
  CHECK(out == text);
}

TEST_CASE("a raw stream that does not fit is refused with the reason", "[base][inflate]") {
  const std::string in = compressed(sample(1000), Wrap::raw);
  const auto reason = [](std::string_view data, std::size_t size) {
    std::vector<std::byte> out(size);
    const auto result = inflate_raw(bytes_of(data), out);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code() == ErrorCode::bad_wheel);
    return result.error().message();
  };
  CHECK(reason(in, 999) == "decompressed data is larger than the declared 999 bytes");
  CHECK(reason(in, 1001) == "decompressed data has 1000 bytes instead of the declared 1001");
  CHECK(reason(in + "xyz", 1000) == "3 bytes follow the end of the compressed data");
  CHECK(reason(in.substr(0, in.size() / 2), 1000) == "compressed data is damaged");
  CHECK(reason("\xff\xff", 1000) == "compressed data is damaged");
}

TEST_CASE("steps give the whole stream and tell what they used", "[base][inflate]") {
  const std::string text = sample(GENERATE(0U, 5U, 262'144U, 1'000'000U));
  const std::string in = compressed(text, Wrap::raw);
  std::string out;
  std::size_t largest = 0;
  const auto append = appending_to(out);
  const auto used = inflate_raw_steps(bytes_of(in + "trailing bytes"), text.size(), [&](auto piece) {
    largest = std::max(largest, piece.size());
    return append(piece);
  });
  REQUIRE(used.has_value());
  CHECK(*used == in.size());
  CHECK(out == text);
  CHECK(largest <= 262'144);
}

TEST_CASE("steps stop at the limit", "[base][inflate]") {
  const std::string bomb = compressed(run_of_x(50'000'000), Wrap::raw);
  std::size_t received = 0;
  const auto used = inflate_raw_steps(bytes_of(bomb), 300'000, [&](auto piece) -> Result<void> {
    received += piece.size();
    return {};
  });
  REQUIRE_FALSE(used.has_value());
  CHECK(used.error().message() == "decompressed data is larger than the limit of 300000 bytes");
  CHECK(received <= 300'000);
}

TEST_CASE("steps refuse streams that end early or are damaged", "[base][inflate]") {
  const std::string in = compressed(sample(1000), Wrap::raw);
  std::string out;
  CHECK(inflate_raw_steps(bytes_of(in).first(in.size() - 2), 5000, appending_to(out)).error().message() ==
        "compressed data ends too early");
  CHECK(inflate_raw_steps(bytes_of("\xff\xff\xff"), 5000, appending_to(out)).error().message() ==
        "compressed data is damaged");
}

TEST_CASE("a stream may be cut anywhere", "[base][inflate]") {
  const std::string text = sample(400);
  const std::string in = compressed(text, Wrap::raw);
  for (std::size_t piece = 1; piece <= in.size(); ++piece) {
    InflateStream stream(text.size());
    std::string out;
    const std::string data = in + "next entry";
    std::size_t used = 0;
    for (std::size_t at = 0; at < data.size() && !stream.finished(); at += piece) {
      used += stream.feed(bytes_of(data).subspan(at, std::min(piece, data.size() - at)), appending_to(out)).value();
    }
    CAPTURE(piece);
    REQUIRE(stream.finished());
    REQUIRE(out == text);
    REQUIRE(used == in.size());
  }
}

TEST_CASE("an error of the sink ends the stream", "[base][inflate]") {
  const std::string in = compressed(sample(1000), Wrap::raw);
  const auto used =
      inflate_raw_steps(bytes_of(in), 5000, [](auto) -> Result<void> { return fail(ErrorCode::no_space, "full"); });
  REQUIRE_FALSE(used.has_value());
  CHECK(used.error().message() == "full");
}

TEST_CASE("a gzip body of one or more members is unpacked", "[base][inflate]") {
  const std::string a = sample(70'000);
  const std::string b(200'000, 'x');
  CHECK(gunzip(bytes_of(compressed(a, Wrap::gzip)), 1'000'000).value() == a);
  CHECK(gunzip(bytes_of(compressed("", Wrap::gzip)), 10).value().empty());
  CHECK(gunzip(bytes_of(compressed(b, Wrap::gzip) + compressed(a, Wrap::gzip)), 1'000'000).value() == b + a);
  CHECK(gunzip(bytes_of(compressed(a, Wrap::gzip)), a.size()).value() == a);
}

TEST_CASE("a gzip body over the limit is refused", "[base][inflate]") {
  const std::string bomb = compressed(run_of_x(10'000'000), Wrap::gzip);
  const auto out = gunzip(bytes_of(bomb), 1'048'576);
  REQUIRE_FALSE(out.has_value());
  CHECK(out.error().message() == "decompressed data is larger than the limit of 1.0MiB");
  CHECK(out.error().code() == ErrorCode::response_too_large);
}

TEST_CASE("a damaged or cut gzip body is refused", "[base][inflate]") {
  std::string in = compressed(sample(1000), Wrap::gzip);
  const std::size_t cut = GENERATE(0U, 1U, 10U, 100U);
  CHECK(gunzip(bytes_of(in).first(cut), 5000).error().message() == "gzip data is damaged or incomplete");
  in[in.size() - 6] = static_cast<char>(in[in.size() - 6] ^ 1);
  CHECK(gunzip(bytes_of(in), 5000).error().message() == "gzip data is damaged or incomplete");
}

}  // namespace
}  // namespace axle
