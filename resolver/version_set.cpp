// SPDX-License-Identifier: MIT OR Apache-2.0
// Hash-consing of bitsets: one growing array of words and an open-addressing index into it.
#include "resolver/version_set.hpp"

#include <algorithm>

namespace axle::resolver {
namespace {

/// Width and the words that have members, as SetPool::Header reads them.
std::uint64_t header_of(std::span<const std::uint64_t> words) {
  std::size_t first = 0;
  std::size_t last = words.size();
  while (first < last && words[first] == 0) {
    ++first;
  }
  while (last > first && words[last - 1] == 0) {
    --last;
  }
  return words.size() | (first << 16U) | (last << 32U);
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

SetPool::SetPool() : index_(1024, 0) {
  words_.reserve(4096);
  words_.push_back(0);  // number 0 is never a set
}

SetId SetPool::intern(std::span<const std::uint64_t> words) {
  const std::size_t mask = index_.size() - 1;
  std::size_t slot = hash_words(words) & mask;
  for (; index_[slot] != 0; slot = (slot + 1) & mask) {
    if (std::ranges::equal(this->words(index_[slot]), words)) {
      return index_[slot];
    }
  }
  words_.push_back(header_of(words));
  const auto id = static_cast<SetId>(words_.size());
  words_.insert(words_.end(), words.begin(), words.end());
  index_[slot] = id;
  if (++sets_ * 2 > index_.size()) {
    grow_index();
  }
  return id;
}

void SetPool::grow_index() {
  std::vector<SetId> old(index_.size() * 2, 0);
  old.swap(index_);
  const std::size_t mask = index_.size() - 1;
  for (const SetId id : old) {
    if (id != 0) {
      std::size_t slot = hash_words(words(id)) & mask;
      while (index_[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      index_[slot] = id;
    }
  }
}

SetId SetPool::full(std::size_t bits) {
  scratch_.assign(words_for(bits), ~0ULL);
  if (bits % 64 != 0) {
    scratch_.back() = (1ULL << (bits % 64)) - 1;
  }
  return intern_scratch();
}

SetId SetPool::none(std::size_t bits) {
  scratch_.assign(words_for(bits), 0);
  return intern_scratch();
}

SetId SetPool::single(std::size_t bits, std::size_t bit) {
  scratch_.assign(words_for(bits), 0);
  scratch_[bit / 64] = 1ULL << (bit % 64);
  return intern_scratch();
}

SetId SetPool::intersection(SetId a, SetId b) {
  const auto x = words(a);
  const auto y = words(b);
  scratch_.resize(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    scratch_[i] = x[i] & y[i];
  }
  return intern_scratch();
}

SetId SetPool::difference(SetId a, SetId b) {
  const auto x = words(a);
  const auto y = words(b);
  scratch_.resize(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    scratch_[i] = x[i] & ~y[i];
  }
  return intern_scratch();
}

SetId SetPool::united(SetId a, SetId b) {
  const auto x = words(a);
  const auto y = words(b);
  scratch_.resize(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    scratch_[i] = x[i] | y[i];
  }
  return intern_scratch();
}

bool SetPool::is_empty(SetId set) const {
  return std::ranges::all_of(words(set), [](std::uint64_t word) { return word == 0; });
}

std::size_t SetPool::count(SetId set) const {
  std::size_t total = 0;
  for (const std::uint64_t word : words(set)) {
    total += static_cast<std::size_t>(std::popcount(word));
  }
  return total;
}

std::size_t SetPool::highest(SetId set) const {
  const auto all = words(set);
  for (std::size_t i = all.size(); i-- > 0;) {
    if (all[i] != 0) {
      return i * 64 + 63 - static_cast<std::size_t>(std::countl_zero(all[i]));
    }
  }
  return 0;
}

}  // namespace axle::resolver
