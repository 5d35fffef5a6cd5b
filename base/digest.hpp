// SPDX-License-Identifier: MIT OR Apache-2.0
// Digests: SHA-256 as the identity of artifacts, and the named algorithms that indexes and RECORD files use.
//
// Spec:    FIPS 180-4; recording-installed-packages (urlsafe base64 without padding); PEP 503 fragments (hex).
// Not here: CRC-32 (base/inflate.hpp). OpenSSL is included by base/sha256.cpp only.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace axle {

/// A SHA-256, 32 bytes. The name of everything in the cache.
struct Sha256 {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Sha256&) const = default;
};

[[nodiscard]] std::string to_hex(const Sha256& digest);
/// 64 hexadecimal digits of any case, else nothing.
[[nodiscard]] std::optional<Sha256> parse_sha256_hex(std::string_view hex);

enum class HashAlgorithm : std::uint8_t { md5, sha1, sha224, sha256, sha384, sha512, blake2b };

/// A digest together with its algorithm, as an index page, a lock or a RECORD row names it. `hex` is lower-case.
struct Hash {
  HashAlgorithm algorithm = HashAlgorithm::sha256;
  std::string hex;
  auto operator<=>(const Hash&) const = default;
};

[[nodiscard]] std::string_view to_string(HashAlgorithm algorithm);
[[nodiscard]] std::optional<HashAlgorithm> parse_hash_algorithm(std::string_view name);
/// `sha256:9f3c…`.
[[nodiscard]] std::string to_string(const Hash& hash);
/// `sha256:9f3c…` or `sha256=9f3c…`; nothing when the algorithm is unknown or the digits do not fit it.
[[nodiscard]] std::optional<Hash> parse_hash(std::string_view text);
/// sha256 and stronger; md5 and sha1 prove nothing (reliability F38, R09).
[[nodiscard]] bool is_secure(HashAlgorithm algorithm);

/// A running digest. Reusable: finish() resets it.
class Hasher {
 public:
  explicit Hasher(HashAlgorithm algorithm = HashAlgorithm::sha256);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();
  void update(std::span<const std::byte> data);
  void update(std::string_view data);
  /// The digest in lower-case hexadecimal; starts anew.
  [[nodiscard]] std::string finish_hex();
  /// Only for a sha256 hasher.
  [[nodiscard]] Sha256 finish_sha256();
  /// The digest in urlsafe base64 without padding, as RECORD has it.
  [[nodiscard]] std::string finish_base64();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Sha256 sha256_of(std::string_view data);
/// Urlsafe base64 without padding of a SHA-256.
[[nodiscard]] std::string to_base64(const Sha256& digest);
/// Urlsafe base64, with or without padding, to bytes; nothing if malformed.
[[nodiscard]] std::optional<std::string> parse_base64(std::string_view text);

/// 64-bit XXH3-like checksum for cache files: detects rot, proves nothing against an attacker.
[[nodiscard]] std::uint64_t checksum64(std::span<const std::byte> data);
[[nodiscard]] inline std::uint64_t checksum64(std::string_view text) {
  return checksum64(std::as_bytes(std::span(text)));
}

}  // namespace axle
