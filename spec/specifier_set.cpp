// SPDX-License-Identifier: MIT OR Apache-2.0
// Conjunctions of specifiers: membership, intersection of intervals, what the pre-release policy asks.
//
// Not here: parsing (specifier_parse.cpp), repairs (specifier_repair.cpp).
#include <algorithm>
#include <utility>

#include "spec/specifier.hpp"

namespace axle::spec {

namespace {

/// The higher of two lower cuts; missing is below everything.
const std::optional<VersionBound>& higher_lower(const std::optional<VersionBound>& a,
                                                const std::optional<VersionBound>& b) {
  if (!a || !b) {
    return a ? a : b;
  }
  return *a < *b ? b : a;
}

/// The lower of two upper cuts; missing is above everything.
const std::optional<VersionBound>& lower_upper(const std::optional<VersionBound>& a,
                                               const std::optional<VersionBound>& b) {
  if (!a || !b) {
    return a ? a : b;
  }
  return *b < *a ? b : a;
}

bool is_empty(const VersionInterval& interval) {
  return interval.lower && interval.upper && !(*interval.lower < *interval.upper);
}

/// Two ascending lists of disjoint intervals, walked once.
std::vector<VersionInterval> intersect(const std::vector<VersionInterval>& a, const std::vector<VersionInterval>& b) {
  std::vector<VersionInterval> result;
  result.reserve(std::max(a.size(), b.size()));
  std::size_t at_a = 0;
  std::size_t at_b = 0;
  while (at_a < a.size() && at_b < b.size()) {
    const std::optional<VersionBound>& upper_a = a[at_a].upper;
    const std::optional<VersionBound>& upper_b = b[at_b].upper;
    VersionInterval common = {higher_lower(a[at_a].lower, b[at_b].lower), lower_upper(upper_a, upper_b)};
    if (!is_empty(common)) {
      result.push_back(std::move(common));
    }
    const bool a_ends_first = upper_a && (!upper_b || *upper_a < *upper_b);
    ++(a_ends_first ? at_a : at_b);
  }
  return result;
}

}  // namespace

bool SpecifierSet::contains(const Version& candidate) const {
  for (const Specifier& specifier : specifiers_) {
    if (!specifier.contains(candidate)) {
      return false;
    }
  }
  return true;
}

std::vector<VersionInterval> SpecifierSet::intervals() const {
  if (specifiers_.empty()) {
    return {VersionInterval{}};
  }
  std::vector<std::vector<VersionInterval>> lists;
  lists.reserve(specifiers_.size());
  for (const Specifier& specifier : specifiers_) {
    lists.push_back(specifier.intervals());
  }
  // Neighbours first, as in a merge sort: one after the other, 16,000 `!=` would walk all before them each time. What
  // was merged goes, or 100,000 would take 200 MB.
  for (std::size_t step = 1; step < lists.size(); step *= 2) {
    for (std::size_t at = 0; at + step < lists.size(); at += 2 * step) {
      lists[at] = intersect(lists[at], std::exchange(lists[at + step], {}));
    }
  }
  return std::move(lists.front());
}

bool SpecifierSet::names_prerelease() const {
  for (const Specifier& specifier : specifiers_) {
    if (specifier.op() != SpecifierOperator::not_equal && specifier.version().is_prerelease()) {
      return true;
    }
  }
  return false;
}

std::optional<Version> SpecifierSet::pinned() const {
  for (const Specifier& specifier : specifiers_) {
    if (specifier.op() == SpecifierOperator::equal) {
      return specifier.version();
    }
    if (specifier.op() == SpecifierOperator::arbitrary) {
      if (std::optional<Version> version = Version::try_parse(specifier.arbitrary_text_)) {
        return version;
      }
    }
  }
  return std::nullopt;
}

SpecifierSet SpecifierSet::operator&(const SpecifierSet& other) const {
  SpecifierSet both = *this;
  for (const Specifier& specifier : other.specifiers_) {
    both.specifiers_.push_back(specifier);
  }
  return both;
}

std::string SpecifierSet::to_string() const {
  std::string text;
  for (const Specifier& specifier : specifiers_) {
    if (!text.empty()) {
      text.push_back(',');
    }
    text += specifier.to_string();
  }
  return text;
}

}  // namespace axle::spec
