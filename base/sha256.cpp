// SPDX-License-Identifier: MIT OR Apache-2.0
// Digests over OpenSSL, base64 as RECORD writes it, and the checksum of cache files.
//
// Spec:    base/digest.hpp; RFC 4648 §5 (urlsafe base64).
// Measured: SHA-256, which nearly every command needs, goes past OpenSSL's providers: to load them and fetch all seven
//          algorithms read a configuration file and cost 5.4 million instructions, of 192 million in a warm install of
//          97 wheels (callgrind). The other algorithms are rare, and fetched one by one when first asked for.
#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_Init and its like: old, documented, and without providers
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

struct AlgorithmRow {
  HashAlgorithm algorithm;
  std::string_view name;
  const char* openssl_name;
  std::size_t size_bytes;
  bool secure;
};

constexpr std::array k_algorithms = {
    AlgorithmRow{HashAlgorithm::md5, "md5", "MD5", 16, false},
    AlgorithmRow{HashAlgorithm::sha1, "sha1", "SHA1", 20, false},
    AlgorithmRow{HashAlgorithm::sha224, "sha224", "SHA2-224", 28, false},
    AlgorithmRow{HashAlgorithm::sha256, "sha256", "SHA2-256", 32, true},
    AlgorithmRow{HashAlgorithm::sha384, "sha384", "SHA2-384", 48, true},
    AlgorithmRow{HashAlgorithm::sha512, "sha512", "SHA2-512", 64, true},
    AlgorithmRow{HashAlgorithm::blake2b, "blake2b", "BLAKE2B-512", 64, true},
};

const AlgorithmRow& row_of(HashAlgorithm algorithm) {
  return k_algorithms[static_cast<std::size_t>(algorithm)];
}

template <std::size_t Index>
const EVP_MD* algorithm_at() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, k_algorithms[Index].openssl_name, nullptr);
  return digest;
}

/// Fetched once each, so that a short text costs 0.15 us instead of 0.35 (design: performance.md 3.2).
const EVP_MD* fetched(HashAlgorithm algorithm) {
  constexpr auto k_all = []<std::size_t... Indexes>(std::index_sequence<Indexes...>) {
    return std::array{&algorithm_at<Indexes>...};
  }(std::make_index_sequence<k_algorithms.size()>());
  return k_all[static_cast<std::size_t>(algorithm)]();
}

constexpr std::string_view k_hex_digits = "0123456789abcdef";
constexpr std::string_view k_base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string hex_of(std::span<const std::uint8_t> bytes) {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    hex += k_hex_digits[byte >> 4U];
    hex += k_hex_digits[byte & 15U];
  }
  return hex;
}

std::string base64_of(std::span<const std::uint8_t> bytes) {
  std::string text((bytes.size() * 4 + 2) / 3, '\0');
  char* to = text.data();
  const auto write_digits = [&to](std::uint32_t bits, unsigned count) {
    for (unsigned shift = 18; count > 0; --count, shift -= 6) {
      *to++ = k_base64_digits[(bits >> shift) & 63U];
    }
  };
  const auto word_of = [](std::uint8_t first, std::uint8_t second, std::uint8_t third) {
    return (std::uint32_t{first} << 16U) | (std::uint32_t{second} << 8U) | third;
  };
  for (; bytes.size() >= 3; bytes = bytes.subspan(3)) {
    write_digits(word_of(bytes[0], bytes[1], bytes[2]), 4);
  }
  if (bytes.size() == 2) {
    write_digits(word_of(bytes[0], bytes[1], 0), 3);
  } else if (bytes.size() == 1) {
    write_digits(word_of(bytes[0], 0, 0), 2);
  }
  return text;
}

/// Digits by value; -1 for everything else.
consteval std::array<std::int8_t, 256> make_value_table(std::string_view digits) {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    table[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}

constexpr auto k_base64_values = make_value_table(k_base64_digits);

constexpr bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr unsigned hex_value(char c) {
  return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

}  // namespace

std::string to_hex(const Sha256& digest) {
  return hex_of(digest.bytes);
}

std::optional<Sha256> parse_sha256_hex(std::string_view hex) {
  Sha256 digest;
  if (hex.size() != digest.bytes.size() * 2 || !std::ranges::all_of(hex, is_hex_digit)) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    digest.bytes[i] = static_cast<std::uint8_t>((hex_value(hex[2 * i]) << 4U) | hex_value(hex[2 * i + 1]));
  }
  return digest;
}

std::string_view to_string(HashAlgorithm algorithm) {
  return row_of(algorithm).name;
}

std::optional<HashAlgorithm> parse_hash_algorithm(std::string_view name) {
  const auto row = std::ranges::find_if(
      k_algorithms, [&](const AlgorithmRow& candidate) { return equals_ignoring_case(candidate.name, name); });
  if (row == k_algorithms.end()) {
    return std::nullopt;
  }
  return row->algorithm;
}

std::string to_string(const Hash& hash) {
  std::string text(to_string(hash.algorithm));
  text += ':';
  text += hash.hex;
  return text;
}

std::optional<Hash> parse_hash(std::string_view text) {
  const std::size_t separator = text.find_first_of(":=");
  if (separator == std::string_view::npos) {
    return std::nullopt;
  }
  const auto algorithm = parse_hash_algorithm(text.substr(0, separator));
  const std::string_view hex = text.substr(separator + 1);
  if (!algorithm || hex.size() != row_of(*algorithm).size_bytes * 2 || !std::ranges::all_of(hex, is_hex_digit)) {
    return std::nullopt;
  }
  return Hash{*algorithm, to_lower_ascii(hex)};
}

bool is_secure(HashAlgorithm algorithm) {
  return row_of(algorithm).secure;
}

struct Hasher::State {
  using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

  explicit State(HashAlgorithm of) : algorithm(of) {
    if (algorithm != HashAlgorithm::sha256) {
      context.reset(EVP_MD_CTX_new());
    }
    start();
  }

  void start() {
    if (algorithm == HashAlgorithm::sha256) {
      ASSERT(SHA256_Init(&sha256) == 1, "OpenSSL could not begin a SHA-256");
      return;
    }
    const EVP_MD* digest = fetched(algorithm);
    ASSERT(digest != nullptr && context && EVP_DigestInit_ex2(context.get(), digest, nullptr) == 1,
           "OpenSSL does not offer a digest that it documents");
  }

  void update(std::span<const std::byte> data) {
    const int done = algorithm == HashAlgorithm::sha256 ? SHA256_Update(&sha256, data.data(), data.size())
                                                        : EVP_DigestUpdate(context.get(), data.data(), data.size());
    ASSERT(done == 1, "OpenSSL could not go on");
  }

  /// The digest's bytes; starts anew.
  std::span<const std::uint8_t> finish(std::array<std::uint8_t, EVP_MAX_MD_SIZE>& room) {
    unsigned size = SHA256_DIGEST_LENGTH;
    const int done = algorithm == HashAlgorithm::sha256 ? SHA256_Final(room.data(), &sha256)
                                                        : EVP_DigestFinal_ex(context.get(), room.data(), &size);
    ASSERT(done == 1, "OpenSSL could not finish a digest");
    start();
    return {room.data(), size};
  }

  HashAlgorithm algorithm;
  SHA256_CTX sha256{};                         ///< used by this algorithm alone
  Context context{nullptr, &EVP_MD_CTX_free};  ///< of all others
};

Hasher::Hasher(HashAlgorithm algorithm) : state_(std::make_unique<State>(algorithm)) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::update(std::span<const std::byte> data) {
  state_->update(data);
}

void Hasher::update(std::string_view data) {
  update(std::as_bytes(std::span(data)));
}

std::string Hasher::finish_hex() {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> room{};
  return hex_of(state_->finish(room));
}

Sha256 Hasher::finish_sha256() {
  ASSERT(state_->algorithm == HashAlgorithm::sha256, "finish_sha256() of a hasher of another algorithm");
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> room{};
  const auto bytes = state_->finish(room);
  Sha256 digest;
  std::ranges::copy(bytes.first(digest.bytes.size()), digest.bytes.begin());
  return digest;
}

std::string Hasher::finish_base64() {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> room{};
  return base64_of(state_->finish(room));
}

Sha256 sha256_of(std::string_view data) {
  Hasher hasher;
  hasher.update(data);
  return hasher.finish_sha256();
}

std::string to_base64(const Sha256& digest) {
  return base64_of(digest.bytes);
}

std::optional<std::string> parse_base64(std::string_view text) {
  const std::size_t digits = std::min(text.find('='), text.size());
  const std::size_t padding = text.size() - digits;
  if (text.find_first_not_of('=', digits) != std::string_view::npos || digits % 4 == 1 ||
      (padding > 0 && (padding > 2 || text.size() % 4 != 0))) {
    return std::nullopt;
  }
  std::string bytes;
  bytes.reserve(digits * 3 / 4);
  std::uint32_t bits = 0;
  unsigned pending = 0;
  for (const char c : text.substr(0, digits)) {
    const std::int8_t value = k_base64_values[static_cast<unsigned char>(c)];
    if (value < 0) {
      return std::nullopt;
    }
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    pending += 6;
    if (pending >= 8) {
      pending -= 8;
      bytes += static_cast<char>((bits >> pending) & 255U);
    }
  }
  // Bits that no byte uses must be zero, else two texts would name one digest.
  if ((bits & ((1U << pending) - 1)) != 0) {
    return std::nullopt;
  }
  return bytes;
}

std::uint64_t checksum64(std::span<const std::byte> data) {
  // Four independent lanes keep the multipliers busy. Each step is a bijection of the lane for a given word and of
  // the word for a given lane, so that a change of one word always changes the result. The rotation stands between
  // the two products: else a flip of a word's highest bit would equal a flip of one bit of the next word.
  constexpr std::uint64_t k_mix = 0x9fb21c651e98df25;
  constexpr std::uint64_t k_spread = 0xd6e8feb86659fd93;
  std::array<std::uint64_t, 4> lanes = {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89};
  const auto absorb = [&](std::size_t lane, const std::byte* from, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, size);
    lanes[lane] = std::rotl(lanes[lane] + word * k_spread, 31) * k_mix;
  };
  const std::byte* at = data.data();
  std::size_t left = data.size();
  for (; left >= 32; at += 32, left -= 32) {
    absorb(0, at, 8);
    absorb(1, at + 8, 8);
    absorb(2, at + 16, 8);
    absorb(3, at + 24, 8);
  }
  for (std::size_t lane = 0; left > 0; ++lane) {
    const std::size_t size = std::min<std::size_t>(left, 8);
    absorb(lane, at, size);
    at += size;
    left -= size;
  }
  std::uint64_t sum = data.size() * k_spread;
  for (const std::uint64_t lane : lanes) {
    sum = (sum ^ lane) * k_mix;
    sum ^= sum >> 32U;
  }
  sum = (sum ^ (sum >> 29U)) * k_spread;
  return sum ^ (sum >> 32U);
}

}  // namespace axle
