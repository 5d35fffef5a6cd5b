// SPDX-License-Identifier: MIT OR Apache-2.0
// Hash-consing of bitsets: one growing array of words and an open-addressing index into it.
#include "resolver/version_set.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/result.hpp"

namespace axle::resolver {
namespace {

constexpr std::uint64_t k_ones = ~std::uint64_t{0};
// Of a packed header: three numbers of words, then the two fills.
constexpr unsigned k_number_bits = 20;
constexpr std::uint64_t k_number = (std::uint64_t{1} << k_number_bits) - 1;
constexpr unsigned k_low_bit = 3 * k_number_bits;
constexpr unsigned k_high_bit = k_low_bit + 1;

std::uint64_t fill_like(std::uint64_t word) {
  return word == k_ones ? k_ones : 0;
}

std::uint64_t without(std::uint64_t x, std::uint64_t y) {
  return x & ~y;
}

std::uint64_t hash_words(std::span<const std::uint64_t> words) {
  std::uint64_t hash = 0x9E3779B97F4A7C15ULL + words.size();
  for (const std::uint64_t word : words) {
    hash = (hash ^ word) * 0xD6E8FEB86659FD93ULL;
    hash ^= hash >> 32U;
  }
  return hash;
}

}  // namespace

SetPool::Header::Header(std::uint64_t packed)
    : width(packed & k_number),
      first((packed >> k_number_bits) & k_number),
      last((packed >> (2 * k_number_bits)) & k_number),
      low(((packed >> k_low_bit) & 1U) != 0 ? k_ones : 0),
      high(((packed >> k_high_bit) & 1U) != 0 ? k_ones : 0) {}

SetPool::Header::Header(std::span<const std::uint64_t> words)
    : width(words.size()), first(std::min<std::size_t>(1, width - 1)), last(width - 1), low(0), high(0) {
  ASSERT(width <= k_number, "no page has so many versions");
  if (first == last) {
    return;
  }
  low = fill_like(words[first]);
  while (first < last && words[first] == low) {
    ++first;
  }
  if (first < last) {
    high = fill_like(words[last - 1]);
  }
  while (last > first && words[last - 1] == high) {
    --last;
  }
}

std::uint64_t SetPool::Header::packed() const {
  return width | (first << k_number_bits) | (last << (2 * k_number_bits)) | ((low & 1U) << k_low_bit) |
         ((high & 1U) << k_high_bit);
}

SetPool::SetPool() : index_(1024, 0) {
  words_.reserve(4096);
  words_.push_back(0);  // number 0 is never a set
}

SetId SetPool::intern(std::span<const std::uint64_t> words) {
  const Header header(words);
  stored_.assign({header.packed(), words.back()});
  if (header.width > 1) {
    stored_.push_back(words.front());
  }
  const auto between = words.subspan(header.first, header.last - header.first);
  stored_.insert(stored_.end(), between.begin(), between.end());
  const std::size_t mask = index_.size() - 1;
  std::size_t slot = hash_words(stored_) & mask;
  for (; index_[slot] != 0; slot = (slot + 1) & mask) {
    if (std::ranges::equal(stored(index_[slot]), stored_)) {
      return index_[slot];
    }
  }
  ASSERT(words_.size() + stored_.size() < std::numeric_limits<SetId>::max(),
         "who makes sets asks whether there is room");
  const auto id = static_cast<SetId>(words_.size() + 1);
  words_.insert(words_.end(), stored_.begin(), stored_.end());
  index_[slot] = id;
  if (++sets_ * 2 > index_.size()) {
    grow_index();
  }
  return id;
}

std::span<const std::uint64_t> SetPool::stored(SetId set) const {
  const Header own = header(set);
  return {words_.data() + set - 1, (own.width > 1 ? 3 : 2) + own.last - own.first};
}

void SetPool::grow_index() {
  std::vector<SetId> old(index_.size() * 2, 0);
  old.swap(index_);
  const std::size_t mask = index_.size() - 1;
  for (const SetId id : old) {
    if (id != 0) {
      std::size_t slot = hash_words(stored(id)) & mask;
      while (index_[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      index_[slot] = id;
    }
  }
}

SetId SetPool::full(std::size_t bits) {
  scratch_.assign(words_for(bits), k_ones);
  if (bits % 64 != 0) {
    scratch_.back() = (1ULL << (bits % 64)) - 1;
  }
  return intern(scratch_);
}

SetId SetPool::full_without(std::size_t bits, std::span<const SetId> taken) {
  expand(full(bits), scratch_);
  for (const SetId set : taken) {
    expand(set, other_);
    std::ranges::transform(scratch_, other_, scratch_.begin(), without);
  }
  return intern(scratch_);
}

SetId SetPool::none(std::size_t bits) {
  scratch_.assign(words_for(bits), 0);
  return intern(scratch_);
}

SetId SetPool::single(std::size_t bits, std::size_t bit) {
  scratch_.assign(words_for(bits), 0);
  scratch_[bit / 64] = 1ULL << (bit % 64);
  return intern(scratch_);
}

SetId SetPool::of_bits(std::size_t bits, std::span<const std::uint32_t> members) {
  scratch_.assign(words_for(bits), 0);
  for (const std::uint32_t bit : members) {
    scratch_[bit / 64] |= 1ULL << (bit % 64);
  }
  return intern(scratch_);
}

void SetPool::expand(SetId set, std::vector<std::uint64_t>& words) const {
  const Header own = header(set);
  words.clear();
  if (own.width > 1) {
    const auto between = stored(set).subspan(3);
    words.push_back(words_[set + 1]);
    words.resize(own.first, own.low);
    words.insert(words.end(), between.begin(), between.end());
    words.resize(own.width - 1, own.high);
  }
  words.push_back(words_[set]);
}

template <typename Rule>
SetId SetPool::combined(SetId a, SetId b, const Rule& rule) {
  expand(a, scratch_);
  expand(b, other_);
  std::ranges::transform(scratch_, other_, scratch_.begin(), rule);
  return intern(scratch_);
}

SetId SetPool::intersection(SetId a, SetId b) {
  return combined(a, b, [](std::uint64_t x, std::uint64_t y) { return x & y; });
}

SetId SetPool::difference(SetId a, SetId b) {
  return combined(a, b, without);
}

SetId SetPool::united(SetId a, SetId b) {
  return combined(a, b, [](std::uint64_t x, std::uint64_t y) { return x | y; });
}

SetPool::Stretch SetPool::stretch_at(SetId set, std::size_t place) const {
  const Header own = header(set);
  if (place == 0) {
    return {1, {words_.data() + set + 1, 1}, 0, 0};
  }
  if (place < own.first) {
    return {own.first, {}, 0, own.low};
  }
  if (place < own.last) {
    return {own.last, stored(set).subspan(3), own.first, 0};
  }
  return {own.width - 1, {}, 0, own.high};
}

bool SetPool::overlaps_below_top(SetId a, SetId b) const {
  const std::size_t top = header(a).width - 1;
  for (std::size_t at = 0; at < top;) {
    const Stretch x = stretch_at(a, at);
    const Stretch y = stretch_at(b, at);
    if (x.is_all(0) || y.is_all(0)) {
      at = x.is_all(0) ? x.last : y.last;
      continue;
    }
    for (const std::size_t last = std::min(x.last, y.last); at < last; ++at) {
      if ((x.at(at) & y.at(at)) != 0) {
        return true;
      }
    }
  }
  return false;
}

bool SetPool::is_subset_below_top(SetId a, SetId b) const {
  const std::size_t top = header(a).width - 1;
  for (std::size_t at = 0; at < top;) {
    const Stretch x = stretch_at(a, at);
    const Stretch y = stretch_at(b, at);
    if (x.is_all(0) || y.is_all(k_ones)) {
      at = x.is_all(0) ? x.last : y.last;
      continue;
    }
    for (const std::size_t last = std::min(x.last, y.last); at < last; ++at) {
      if ((x.at(at) & ~y.at(at)) != 0) {
        return false;
      }
    }
  }
  return true;
}

std::uint64_t SetPool::word(SetId set, std::size_t place) const {
  return place == header(set).width - 1 ? words_[set] : stretch_at(set, place).at(place);
}

std::vector<std::uint32_t> SetPool::members(SetId set) const {
  std::vector<std::uint64_t> words;
  expand(set, words);
  std::vector<std::uint32_t> bits;
  for (std::size_t place = 0; place < words.size(); ++place) {
    for (std::uint64_t rest = words[place]; rest != 0; rest &= rest - 1) {
      bits.push_back(static_cast<std::uint32_t>(place * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
    }
  }
  return bits;
}

bool SetPool::is_empty(SetId set) const {
  const Header own = header(set);
  const auto words = stored(set).subspan(1);
  return own.low == 0 && own.high == 0 && std::ranges::all_of(words, [](std::uint64_t word) { return word == 0; });
}

std::size_t SetPool::count(SetId set) const {
  const Header own = header(set);
  std::size_t total = (own.low != 0 ? 64 * (own.first - 1) : 0) + (own.high != 0 ? 64 * (own.width - 1 - own.last) : 0);
  for (const std::uint64_t word : stored(set).subspan(1)) {
    total += static_cast<std::size_t>(std::popcount(word));
  }
  return total;
}

std::size_t SetPool::highest(SetId set) const {
  const auto highest_of = [](std::size_t place, std::uint64_t word) {
    return place * 64 + 63 - static_cast<std::size_t>(std::countl_zero(word));
  };
  const Header own = header(set);
  if (words_[set] != 0 || own.width == 1) {
    return words_[set] == 0 ? 0 : highest_of(own.width - 1, words_[set]);
  }
  if (own.high != 0) {
    return highest_of(own.width - 2, own.high);
  }
  const auto between = stored(set).subspan(3);
  for (std::size_t i = between.size(); i-- > 0;) {
    if (between[i] != 0) {
      return highest_of(own.first + i, between[i]);
    }
  }
  if (own.low != 0) {
    return highest_of(own.first - 1, own.low);
  }
  return words_[set + 1] == 0 ? 0 : highest_of(0, words_[set + 1]);
}

}  // namespace axle::resolver
