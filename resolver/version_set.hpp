// SPDX-License-Identifier: MIT OR Apache-2.0
// Sets of versions as hash-consed bitsets: a set is one u32, equal sets have equal numbers.
//
// Source:   resolver.md 7.4, universal.md §10. Bit 0 is "absent", bits 1…n are versions in order of preference, the
//           highest bit is the most wanted one. The width of a set follows from the table of its name, so sets of
//           up to 64 versions are one machine word.
// Not here: which version a bit stands for (version_table.hpp).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace axle::resolver {

/// Number of a set inside its SetPool.
using SetId = std::uint32_t;

/// Words needed for `bits` bits.
[[nodiscard]] constexpr std::size_t words_for(std::size_t bits) {
  return (bits + 63) / 64;
}

class SetPool {
 public:
  SetPool();

  [[nodiscard]] SetId intern(std::span<const std::uint64_t> words);
  /// Bits 0 … bits-1.
  [[nodiscard]] SetId full(std::size_t bits);
  [[nodiscard]] SetId none(std::size_t bits);
  [[nodiscard]] SetId single(std::size_t bits, std::size_t bit);

  [[nodiscard]] SetId intersection(SetId a, SetId b);
  [[nodiscard]] SetId difference(SetId a, SetId b);
  [[nodiscard]] SetId united(SetId a, SetId b);

  [[nodiscard]] bool overlaps(SetId a, SetId b) const {
    const Header x = header(a);
    const Header y = header(b);
    const std::size_t last = x.last < y.last ? x.last : y.last;
    for (std::size_t i = x.first > y.first ? x.first : y.first; i < last; ++i) {
      if ((words_[a + i] & words_[b + i]) != 0) {
        return true;
      }
    }
    return false;
  }
  [[nodiscard]] bool is_subset(SetId a, SetId b) const {
    const Header x = header(a);
    for (std::size_t i = x.first; i < x.last; ++i) {
      if ((words_[a + i] & ~words_[b + i]) != 0) {
        return false;
      }
    }
    return true;
  }
  [[nodiscard]] bool contains(SetId set, std::size_t bit) const {
    return ((words_[set + bit / 64] >> (bit % 64)) & 1U) != 0;
  }
  [[nodiscard]] bool is_empty(SetId set) const;
  [[nodiscard]] std::size_t count(SetId set) const;
  /// The most wanted member; 0 for {absent} and for the empty set.
  [[nodiscard]] std::size_t highest(SetId set) const;
  [[nodiscard]] std::span<const std::uint64_t> words(SetId set) const {
    return {words_.data() + set, header(set).width};
  }

 private:
  /// A set lies in words_ from its number on, behind its header. Only words [first, last) have members: tests of
  /// one version against a table of thousands look at one word.
  struct Header {
    std::uint16_t width, first, last;
  };
  [[nodiscard]] Header header(SetId set) const {
    const std::uint64_t word = words_[set - 1];
    return {static_cast<std::uint16_t>(word), static_cast<std::uint16_t>(word >> 16U),
            static_cast<std::uint16_t>(word >> 32U)};
  }
  [[nodiscard]] SetId intern_scratch() { return intern(scratch_); }
  void grow_index();

  std::vector<std::uint64_t> words_;
  std::vector<SetId> index_;  ///< open addressing; 0 is free
  std::size_t sets_ = 0;
  std::vector<std::uint64_t> scratch_;
};

}  // namespace axle::resolver
