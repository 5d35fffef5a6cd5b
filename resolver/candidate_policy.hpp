// SPDX-License-Identifier: MIT OR Apache-2.0
// Which candidates exist, which are usable, and how they are ranked: one frozen table per package.
//
// Source:   resolver.md 1.5. "Not there" (--exclude-newer, --prerelease) and "not usable" (Python, tags, yanked, only an
//           sdist) are different things: the first are left out and told in hints, the second are in the table with
//           their reason. Nothing here depends on the state of the search.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/text_hash.hpp"
#include "resolver/first_party.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/problem.hpp"
#include "resolver/version_table.hpp"

namespace axle::resolver {

/// A package's table, and what was left out of it.
struct JudgedCandidates {
  Candidates candidates;
  VersionTable table;
  std::vector<spec::Version> hidden_prereleases;  ///< ascending
  std::vector<HiddenVersion> hidden_newer;        ///< ascending
};

class CandidatePolicy {
 public:
  CandidatePolicy(const Problem& problem, const FirstParty& first_party)
      : problem_(problem), first_party_(first_party) {}

  [[nodiscard]] JudgedCandidates judge(const spec::PackageName& name, Candidates candidates);
  /// Whether the target's interpreter satisfies a Requires-Python; texts nobody can read are satisfied. Each distinct
  /// text is judged once.
  [[nodiscard]] bool python_fits(std::string_view requires_python);
  [[nodiscard]] bool prefers_lowest(const PackageWishes& wishes) const;
  [[nodiscard]] bool allows_prereleases(const spec::PackageName& name, const PackageWishes& wishes) const;

 private:
  struct Page;
  void judge_version(const Page& page, std::size_t version, JudgedCandidates& judged, std::vector<VersionRow>& rows);
  void judge_file(const Page& page, std::size_t file, VersionRow& row, std::uint32_t& best_rank);
  [[nodiscard]] Page open_page(const spec::PackageName& name, const Candidates& candidates, std::size_t number);
  [[nodiscard]] std::vector<VersionRow> direct_rows(const Candidates& candidates, const Url& url) const;
  static void add_installed(const Candidates& candidates, std::vector<VersionRow>& rows);

  const Problem& problem_;
  const FirstParty& first_party_;
  std::unordered_map<std::string, bool, TextHash, std::equal_to<>> python_verdicts_;  // looked up, never walked
};

}  // namespace axle::resolver
