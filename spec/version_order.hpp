// SPDX-License-Identifier: MIT OR Apache-2.0
// How versions are ordered: the packed key, and the full order with which it agrees. Internal to spec/.
//
// Key:     bits 63-48 first release part, 47-40 second, 39-32 third, 31-24 fourth, 23-20 suffix kind, 19-0 its number.
//          Missing parts are 0, so 1 and 1.0 have one key. Kinds: 1 dev, 2 a, 3 b, 4 rc, 5 final, 6 post, 15 beyond
//          (a fifth part follows). No kind is 0, so no key is 0.
// Inexact: what does not fit is saturated from there on, and pre-releases, posts and finals drop their further suffixes
//          and locals. The saturated key is still monotone: a < b implies key(a) <= key(b). Two different keys decide;
//          equal keys of which one is inexact need the full order.
// Spec:    version-specifiers, "Summary of permitted suffixes and relative ordering".
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>

#include "spec/version.hpp"

namespace axle::spec {

enum class SuffixKind : std::uint8_t { dev = 1, alpha = 2, beta = 3, rc = 4, final_release = 5, post = 6, beyond = 15 };

inline constexpr std::uint64_t k_number_limit = (1U << 20U) - 1;

/// What the key is made of; a fifth and later part other than 0 shows in `more_release`.
struct KeyFields {
  std::uint64_t epoch = 0;
  std::span<const std::uint64_t> release;  ///< at most the first four
  bool more_release = false;
  std::optional<VersionParts::Pre> pre;
  std::optional<std::uint64_t> post;
  std::optional<std::uint64_t> dev;
  bool has_local = false;
};

struct PackedKey {
  std::uint64_t key = 0;
  bool exact = false;
};

[[nodiscard]] PackedKey pack_key(const KeyFields& fields);
[[nodiscard]] PackedKey pack_key(const VersionParts& parts);

/// Release part 0 to 3 of an exact key.
[[nodiscard]] constexpr std::uint64_t release_part_of(std::uint64_t key, std::size_t index) {
  return index == 0 ? key >> 48U : (key >> (48U - 8U * index)) & 0xFFU;
}
[[nodiscard]] constexpr SuffixKind suffix_kind_of(std::uint64_t key) {
  return static_cast<SuffixKind>((key >> 20U) & 0xFU);
}
[[nodiscard]] constexpr std::uint64_t suffix_number_of(std::uint64_t key) {
  return key & k_number_limit;
}

/// A version, or a cut beside it, laid out for comparison from left to right; no allocation.
/// Refers into the version it was made of.
struct OrderView {
  explicit OrderView(const Version& version);
  OrderView(const OrderView&) = delete;
  OrderView& operator=(const OrderView&) = delete;
  ~OrderView() = default;

  std::uint64_t epoch = 0;
  std::span<const std::uint64_t> release;  ///< without trailing zeros
  std::uint8_t pre_rank = 4;               ///< 0 a bare dev release, 1 a, 2 b, 3 rc, 4 none
  std::uint64_t pre_number = 0;
  std::uint8_t post_rank = 0;  ///< 0 none, 1 a number, 2 above all numbers
  std::uint64_t post_number = 0;
  std::uint8_t dev_rank = 1;  ///< 0 a number, 1 none
  std::uint64_t dev_number = 0;
  std::uint8_t local_rank = 0;  ///< 0 none, 1 a list, 2 above all lists
  std::span<const LocalPart> local;
  std::int8_t side = 0;  ///< -1 just below, 1 just above: only for cuts

 private:
  void read_packed(std::uint64_t key);
  void read_full(const VersionParts& parts);
  std::array<std::uint64_t, 4> few_{};
};

[[nodiscard]] std::strong_ordering compare(const OrderView& a, const OrderView& b);

}  // namespace axle::spec
