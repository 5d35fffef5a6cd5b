// SPDX-License-Identifier: MIT OR Apache-2.0
// The frozen table of one package: its versions, what each is worth, and specifiers as bitsets over it.
//
// Source:   resolver.md 7.4 (two binary searches per bound), universal.md §1 (order of preference, pre-releases below
//           all stable versions, lowest mode reverses).
// Not here: which versions exist and which are usable (candidate_policy.hpp fills the rows).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "resolver/metadata_source.hpp"
#include "resolver/outcome.hpp"
#include "resolver/version_set.hpp"
#include "spec/name.hpp"
#include "spec/specifier.hpp"
#include "spec/version.hpp"

namespace axle::resolver {

/// One version of a package.
struct VersionRow {
  spec::Version version;
  CandidateOrigin origin = CandidateOrigin::index;
  bool installed = false;
  bool yanked = false;
  UnusableReason reason = UnusableReason::none;
  std::uint32_t page = 0;             ///< which of Candidates::listed
  std::uint32_t requires_python = 0;  ///< text number on the page, when that is the reason
  std::uint32_t first_file = 0;       ///< [first, last) on the page
  std::uint32_t last_file = 0;
  std::uint32_t metadata_file = 0;  ///< best usable wheel
};

/// What a source is asked for to learn of this version; of a direct URL, without that.
[[nodiscard]] Candidate candidate_of(const spec::PackageName& name, const VersionRow& row);

/// How versions are ranked.
struct ValueOrder {
  bool lowest_first = false;
  bool prereleases_last = true;
  bool by_page = false;  ///< all versions of one page before those of the next
};

class VersionTable {
 public:
  VersionTable() = default;
  /// `rows` ascending by version, no two equal.
  VersionTable(std::vector<VersionRow> rows, ValueOrder order);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] std::size_t bits() const { return rows_.size() + 1; }
  [[nodiscard]] std::span<const VersionRow> rows() const { return rows_; }  ///< ascending
  [[nodiscard]] const VersionRow& at_bit(std::size_t bit) const { return rows_[row_of_bit_[bit]]; }
  [[nodiscard]] std::uint32_t row_of_bit(std::size_t bit) const { return row_of_bit_[bit]; }
  [[nodiscard]] std::uint32_t bit_of_row(std::size_t row) const { return bit_of_row_[row]; }
  /// The bit of a version; 0 when it is not listed.
  [[nodiscard]] std::uint32_t bit_of(const spec::Version& version) const;
  /// The listed versions that the specifiers contain; never the absent bit.
  [[nodiscard]] SetId set_of(const spec::SpecifierSet& specifiers, SetPool& sets) const;

 private:
  [[nodiscard]] std::size_t first_above(const spec::VersionBound& bound) const;
  void add_rows(std::size_t first, std::size_t last, std::vector<std::uint64_t>& words) const;

  std::vector<VersionRow> rows_;
  std::vector<std::uint32_t> bit_of_row_;
  std::vector<std::uint32_t> row_of_bit_;
};

}  // namespace axle::resolver
