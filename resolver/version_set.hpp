// SPDX-License-Identifier: MIT OR Apache-2.0
// Sets of versions as hash-consed bitsets: a set is one u32, equal sets have equal numbers.
//
// Source:   resolver.md 7.4, universal.md §10. Bit 0 is "absent", bits 1…n are versions in order of preference, the
//           highest bit is the most wanted one. The width of a set follows from the table of its name, so sets of
//           up to 64 versions are one machine word.
// Not here: which version a bit stands for (version_table.hpp).
#pragma once

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
  [[nodiscard]] SetId of_bits(std::size_t bits, std::span<const std::uint32_t> members);
  /// Bits 0 … bits-1 but those in one of `taken`; no set in between is interned.
  [[nodiscard]] SetId full_without(std::size_t bits, std::span<const SetId> taken);

  [[nodiscard]] SetId intersection(SetId a, SetId b);
  [[nodiscard]] SetId difference(SetId a, SetId b);
  [[nodiscard]] SetId united(SetId a, SetId b);

  [[nodiscard]] bool overlaps(SetId a, SetId b) const {
    return (words_[a] & words_[b]) != 0 || (!is_narrow(a) && overlaps_below_top(a, b));
  }
  [[nodiscard]] bool is_subset(SetId a, SetId b) const {
    return (words_[a] & ~words_[b]) == 0 && (is_narrow(a) || is_subset_below_top(a, b));
  }
  [[nodiscard]] bool contains(SetId set, std::size_t bit) const {
    return ((word(set, bit / 64) >> (bit % 64)) & 1U) != 0;
  }
  /// Ascending.
  [[nodiscard]] std::vector<std::uint32_t> members(SetId set) const;
  [[nodiscard]] bool is_empty(SetId set) const;
  [[nodiscard]] std::size_t count(SetId set) const;
  /// The most wanted member; 0 for {absent} and for the empty set.
  [[nodiscard]] std::size_t highest(SetId set) const;
  /// What all sets take up: a function of the sets that were asked for, and of nothing else.
  [[nodiscard]] std::size_t size_in_bytes() const { return words_.size() * sizeof(std::uint64_t); }
  /// Who makes no more sets when they take this has numbers left for the last one.
  static constexpr std::size_t k_most_bytes = std::size_t{0xF0000000} * sizeof(std::uint64_t);

 private:
  /// A set lies in words_ from its number on, behind its header: its top word, its lowest word if that is another
  /// one (the absent bit is a case of its own), and of those between the words [first, last). Between, the words before
  /// these are all `low`, those behind all `high`: no ones, or nothing else. Only these two runs are left out. So one
  /// version, a range of versions that lie side by side, and what is left without it take a few words whatever the size
  /// of the table: the versions of a page of 100,000 that are tried one after the other would otherwise take gigabytes.
  /// A set of several ranges holds everything from the first to the last change, also what lies between: a range of
  /// stable versions and the pre-releases that belong to it are two ranges.
  struct Header {
    std::size_t width, first, last;
    std::uint64_t low, high;
    explicit Header(std::uint64_t packed);
    explicit Header(std::span<const std::uint64_t> words);
    [[nodiscard]] std::uint64_t packed() const;
  };
  /// Words of a set up to `last`: all `fill`, or stored ones, the first of which has the place `first`.
  struct Stretch {
    std::size_t last;
    std::span<const std::uint64_t> stored;
    std::size_t first;
    std::uint64_t fill;
    [[nodiscard]] bool is_all(std::uint64_t word) const { return stored.empty() && fill == word; }
    [[nodiscard]] std::uint64_t at(std::size_t place) const { return stored.empty() ? fill : stored[place - first]; }
  };
  [[nodiscard]] Header header(SetId set) const { return Header(words_[set - 1]); }
  [[nodiscard]] bool is_narrow(SetId set) const { return words_[set - 1] == 1; }
  /// The header and what lies behind it.
  [[nodiscard]] std::span<const std::uint64_t> stored(SetId set) const;
  [[nodiscard]] std::uint64_t word(SetId set, std::size_t place) const;
  /// For a place below the top word.
  [[nodiscard]] Stretch stretch_at(SetId set, std::size_t place) const;
  [[nodiscard]] bool overlaps_below_top(SetId a, SetId b) const;
  [[nodiscard]] bool is_subset_below_top(SetId a, SetId b) const;
  template <typename Rule>
  SetId combined(SetId a, SetId b, const Rule& rule);
  void expand(SetId set, std::vector<std::uint64_t>& words) const;
  void grow_index();

  std::vector<std::uint64_t> words_;
  std::vector<SetId> index_;  ///< open addressing; 0 is free
  std::size_t sets_ = 0;
  std::vector<std::uint64_t> scratch_, other_, stored_;
};

}  // namespace axle::resolver
