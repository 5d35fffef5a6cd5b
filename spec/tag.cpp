// SPDX-License-Identifier: MIT OR Apache-2.0
// Ranks compressed tag sets against the tags of one interpreter.
//
// Not here: which tags an interpreter has (spec/tag_list.cpp).
#include "spec/tag.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <unordered_map>
#include <utility>

namespace axle::spec {
namespace {

constexpr std::uint32_t k_no_rank = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t k_absent = std::numeric_limits<std::size_t>::max();

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Three-way comparison of a stored lower-case text with a foreign one of any case.
int compare_folded(std::string_view stored, std::string_view text) {
  const std::size_t common = std::min(stored.size(), text.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const char c = lower(text[i]); stored[i] != c) {
      return stored[i] < c ? -1 : 1;
    }
  }
  return stored.size() == text.size() ? 0 : (stored.size() < text.size() ? -1 : 1);
}

std::size_t find_text(const std::vector<std::string>& sorted, std::string_view text) {
  std::size_t first = 0;
  std::size_t last = sorted.size();
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    const int order = compare_folded(sorted[middle], text);
    if (order == 0) {
      return middle;
    }
    (order < 0 ? first : last) = order < 0 ? middle + 1 : middle;
  }
  return k_absent;
}

/// The pieces between dots, one after the other: `for (Parts p(text); p.next();) use(p.part());`
class Parts {
 public:
  explicit Parts(std::string_view text) : text_(text) {}
  [[nodiscard]] bool next() {
    if (start_ > text_.size()) {
      return false;
    }
    const std::size_t end = std::min(text_.find('.', start_), text_.size());
    part_ = text_.substr(start_, end - start_);
    start_ = end + 1;
    return true;
  }
  [[nodiscard]] std::string_view part() const { return part_; }

 private:
  std::string_view text_;
  std::string_view part_;
  std::size_t start_ = 0;
};

/// The distinct texts of one part of all tags.
class DistinctParts {
 public:
  DistinctParts(const std::vector<Tag>& tags, std::string Tag::* part) {
    for (const Tag& tag : tags) {
      places_.try_emplace(tag.*part, 0);
    }
    sorted_.reserve(places_.size());
    for (const auto& [text, place] : places_) {
      sorted_.emplace_back(text);
    }
    std::ranges::sort(sorted_);
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
      places_[sorted_[i]] = i;
    }
  }
  [[nodiscard]] std::size_t place_of(std::string_view text) const { return places_.find(text)->second; }
  [[nodiscard]] std::vector<std::string> take_sorted() { return std::move(sorted_); }

 private:
  std::unordered_map<std::string_view, std::size_t> places_;  // the keys are texts of the tags
  std::vector<std::string> sorted_;
};

}  // namespace

SupportedTags::SupportedTags(std::vector<Tag> tags) : tags_(std::move(tags)) {
  DistinctParts pythons(tags_, &Tag::python);
  DistinctParts abis(tags_, &Tag::abi);
  DistinctParts platforms(tags_, &Tag::platform);
  pythons_ = pythons.take_sorted();
  abis_ = abis.take_sorted();
  platforms_ = platforms.take_sorted();
  ranks_.assign(pythons_.size() * abis_.size() * platforms_.size(), k_no_rank);
  for (std::size_t i = 0; i < tags_.size(); ++i) {
    const std::size_t pair = pythons.place_of(tags_[i].python) * abis_.size() + abis.place_of(tags_[i].abi);
    std::uint32_t& rank = ranks_[pair * platforms_.size() + platforms.place_of(tags_[i].platform)];
    rank = std::min(rank, static_cast<std::uint32_t>(i));
  }
}

SupportedTags SupportedTags::from_list(std::vector<Tag> tags) {
  return SupportedTags(std::move(tags));
}

std::optional<std::uint32_t> SupportedTags::rank(const TagTriple& set) const {
  std::uint32_t best = k_no_rank;
  for (Parts python_parts(set.python); python_parts.next();) {
    const std::size_t python = find_text(pythons_, python_parts.part());
    for (Parts abi_parts(set.abi); python != k_absent && abi_parts.next();) {
      if (const std::size_t abi = find_text(abis_, abi_parts.part()); abi != k_absent) {
        best = std::min(best, best_of_row(python * abis_.size() + abi, set.platform));
      }
    }
  }
  return best == k_no_rank ? std::nullopt : std::optional(best);
}

std::uint32_t SupportedTags::best_of_row(std::size_t row, std::string_view platform_set) const {
  std::uint32_t best = k_no_rank;
  for (Parts parts(platform_set); parts.next();) {
    if (const std::size_t platform = find_text(platforms_, parts.part()); platform != k_absent) {
      best = std::min(best, ranks_[row * platforms_.size() + platform]);
    }
  }
  return best;
}

bool SupportedTags::has_pair(std::size_t python, std::string_view abi_text) const {
  const std::size_t abi = find_text(abis_, abi_text);
  if (abi == k_absent) {
    return false;
  }
  const auto row = std::span(ranks_).subspan((python * abis_.size() + abi) * platforms_.size(), platforms_.size());
  return std::ranges::any_of(row, [](std::uint32_t rank) { return rank != k_no_rank; });
}

TagMismatch SupportedTags::mismatch(const TagTriple& set) const {
  TagMismatch closest = TagMismatch::python;
  for (Parts python_parts(set.python); python_parts.next();) {
    const std::size_t python = find_text(pythons_, python_parts.part());
    if (python == k_absent) {
      continue;
    }
    closest = std::max(closest, TagMismatch::abi);
    for (Parts abi_parts(set.abi); abi_parts.next();) {
      if (has_pair(python, abi_parts.part())) {
        closest = TagMismatch::platform;
      }
    }
  }
  return closest;
}

}  // namespace axle::spec
