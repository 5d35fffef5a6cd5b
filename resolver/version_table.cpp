// SPDX-License-Identifier: MIT OR Apache-2.0
// Version tables: order of preference and the lowering of specifiers to bitsets.
#include "resolver/version_table.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace axle::resolver {

Candidate candidate_of(const spec::PackageName& name, const VersionRow& row) {
  Candidate candidate;
  candidate.name = name;
  candidate.version = row.version;
  candidate.origin = row.origin;
  candidate.page = row.page;
  candidate.file = row.metadata_file;
  return candidate;
}

VersionTable::VersionTable(std::vector<VersionRow> rows, ValueOrder order) : rows_(std::move(rows)) {
  row_of_bit_.resize(rows_.size() + 1);
  const auto versions = std::span(row_of_bit_).subspan(1);
  std::iota(versions.begin(), versions.end(), 0U);
  if (order.lowest_first) {
    std::ranges::reverse(versions);
  }
  if (order.prereleases_last) {
    std::ranges::stable_partition(versions, [&](std::uint32_t row) { return rows_[row].version.is_prerelease(); });
  }
  if (order.by_page) {
    std::ranges::stable_sort(versions, std::greater(), [&](std::uint32_t row) { return rows_[row].page; });
  }
  bit_of_row_.resize(rows_.size());
  for (std::uint32_t bit = 1; bit < row_of_bit_.size(); ++bit) {
    bit_of_row_[row_of_bit_[bit]] = bit;
  }
}

std::uint32_t VersionTable::bit_of(const spec::Version& version) const {
  const auto found = std::ranges::lower_bound(rows_, version, {}, &VersionRow::version);
  if (found == rows_.end() || !(found->version == version)) {
    return 0;
  }
  return bit_of_row_[static_cast<std::size_t>(found - rows_.begin())];
}

std::size_t VersionTable::first_above(const spec::VersionBound& bound) const {
  const auto found =
      std::ranges::partition_point(rows_, [&](const VersionRow& row) { return !bound.is_below(row.version); });
  return static_cast<std::size_t>(found - rows_.begin());
}

void VersionTable::add_rows(std::size_t first, std::size_t last, std::vector<std::uint64_t>& words) const {
  for (std::size_t row = first; row < last; ++row) {
    const std::uint32_t bit = bit_of_row_[row];
    words[bit / 64] |= 1ULL << (bit % 64);
  }
}

SetId VersionTable::set_of(const spec::SpecifierSet& specifiers, SetPool& sets) const {
  if (specifiers.empty()) {
    return sets.difference(sets.full(bits()), sets.single(bits(), 0));
  }
  std::vector<std::uint64_t> words(words_for(bits()), 0);
  for (const spec::VersionInterval& interval : specifiers.intervals()) {
    const std::size_t first = interval.lower ? first_above(*interval.lower) : 0;
    const std::size_t last = interval.upper ? first_above(*interval.upper) : rows_.size();
    add_rows(first, std::max(first, last), words);
  }
  // `===` compares texts too; the interval is only where to look.
  const bool compares_text = std::ranges::any_of(specifiers.specifiers(), [](const spec::Specifier& part) {
    return part.op() == spec::SpecifierOperator::arbitrary;
  });
  for (std::uint32_t bit = 1; compares_text && bit < row_of_bit_.size(); ++bit) {
    if (((words[bit / 64] >> (bit % 64)) & 1U) != 0 && !specifiers.contains(at_bit(bit).version)) {
      words[bit / 64] &= ~(1ULL << (bit % 64));
    }
  }
  return sets.intern(words);
}

}  // namespace axle::resolver
