// SPDX-License-Identifier: MIT OR Apache-2.0
// The policies on versions and files; see resolver.md 1.5.
#include "resolver/candidate_policy.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "resolver/format_control.hpp"
#include "resolver/unusable_reason.hpp"

namespace axle::resolver {

/// One page under judgement, with one verdict for each of its distinct texts.
struct CandidatePolicy::Page {
  const spec::IndexPage& page;
  std::uint32_t number;  ///< of Candidates::listed
  const PackageWishes& wishes;
  bool wheels_count = true;
  bool sdists_count = false;
  bool prereleases = true;
  std::int64_t cutoff_us = std::numeric_limits<std::int64_t>::max();
  bool has_cutoff = false;
  std::vector<std::int64_t> tag_ranks;  ///< by tag set: priority, or -1 - mismatch
  std::vector<bool> python_fits;        ///< by Requires-Python text
};

namespace {

/// Behind all wheels.
constexpr std::int64_t k_rank_of_sdist = std::numeric_limits<std::uint32_t>::max() - 1;

/// Of the files [first, last), the oldest one's time; nothing when the page has no times.
std::optional<UnixTime> first_upload(const spec::IndexPage& page, std::size_t first, std::size_t last) {
  std::optional<UnixTime> oldest;
  for (std::size_t file = first; file < last; ++file) {
    if (const std::int64_t time = page.brief(file).upload_time_us; time >= 0) {
      const UnixTime uploaded{std::chrono::microseconds(time)};
      oldest = oldest ? std::min(*oldest, uploaded) : uploaded;
    }
  }
  return oldest;
}

bool contains(const std::vector<spec::Version>& list, const spec::Version& version) {
  return std::ranges::find(list, version) != list.end();
}

/// Of the rows of one version the first that is usable; otherwise the one that is the closest to it.
const VersionRow& best_of(std::span<const VersionRow> same) {
  const auto usable = std::ranges::find(same, UnusableReason::none, &VersionRow::reason);
  return usable != same.end()
             ? *usable
             : *std::ranges::max_element(same, {}, [](const VersionRow& row) { return closeness(row.reason); });
}

/// Makes one table of the rows of several pages, which stand one page behind the other.
void join_pages(JudgedCandidates& judged, std::vector<VersionRow>& rows) {
  std::ranges::stable_sort(rows, {}, &VersionRow::version);
  std::vector<VersionRow> joined;
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last =
        std::find_if(first, rows.end(), [&](const VersionRow& row) { return !(row.version == first->version); });
    joined.push_back(best_of({first, last}));
    first = last;
  }
  rows = std::move(joined);
  std::ranges::sort(judged.hidden_prereleases);
  const auto repeated = std::ranges::unique(judged.hidden_prereleases);
  judged.hidden_prereleases.erase(repeated.begin(), repeated.end());
  // What is too new on one page may be old enough on another one.
  std::erase_if(judged.hidden_newer, [&](const HiddenVersion& hidden) {
    return std::ranges::binary_search(rows, hidden.version, {}, &VersionRow::version);
  });
  std::ranges::stable_sort(judged.hidden_newer, {}, &HiddenVersion::version);
  const auto twice = std::ranges::unique(judged.hidden_newer, {}, &HiddenVersion::version);
  judged.hidden_newer.erase(twice.begin(), twice.end());
}

}  // namespace

bool CandidatePolicy::python_fits(std::string_view requires_python) {
  if (requires_python.empty()) {
    return true;
  }
  if (const auto known = python_verdicts_.find(requires_python); known != python_verdicts_.end()) {
    return known->second;
  }
  const auto parsed = spec::SpecifierSet::parse_lenient(requires_python);
  const bool fits = !parsed || spec::python_satisfies(parsed->set, problem_.target.version);
  python_verdicts_.emplace(requires_python, fits);
  return fits;
}

bool CandidatePolicy::allows_prereleases(const spec::PackageName& name, const PackageWishes& wishes) const {
  switch (problem_.options.prerelease.of(name)) {
    case PrereleaseMode::disallow:
      return false;
    case PrereleaseMode::explicit_only:
      return wishes.names_prerelease;
    case PrereleaseMode::allow:
    case PrereleaseMode::if_necessary:
    case PrereleaseMode::if_necessary_or_explicit:
      return true;
  }
  return true;
}

bool CandidatePolicy::prefers_lowest(const PackageWishes& wishes) const {
  const ResolutionMode mode = problem_.options.resolution;
  return mode == ResolutionMode::lowest || (mode == ResolutionMode::lowest_direct && wishes.is_root);
}

void CandidatePolicy::judge_file(const Page& page, std::size_t file, VersionRow& row, std::uint32_t& best_rank) {
  const spec::IndexPage::FileBrief brief = page.page.brief(file);
  const bool is_wheel = brief.type == spec::FileType::wheel;
  const std::int64_t rank = is_wheel ? page.tag_ranks[brief.tag_set] : k_rank_of_sdist;
  UnusableReason reason = UnusableReason::none;
  if (!page.python_fits[brief.requires_python]) {
    reason = UnusableReason::requires_python;
  } else if (!is_wheel && !page.sdists_count) {
    reason = UnusableReason::only_sdist;
  } else if (is_wheel && !page.wheels_count) {
    reason = UnusableReason::no_binary;
  } else if (rank < 0) {
    reason = reason_of(static_cast<spec::TagMismatch>(-1 - rank));
  } else if (brief.yanked && !contains(page.wishes.pins, row.version) &&
             !contains(page.wishes.preferences, row.version)) {
    reason = UnusableReason::yanked;
  }
  row.yanked = row.yanked || brief.yanked;
  if (reason == UnusableReason::none && static_cast<std::uint32_t>(rank) < best_rank) {
    best_rank = static_cast<std::uint32_t>(rank);
    row.metadata_file = static_cast<std::uint32_t>(file);
  }
  if (closeness(reason) > closeness(row.reason) || row.metadata_file == row.last_file) {
    row.reason = reason;
    row.requires_python = brief.requires_python;
    row.metadata_file = static_cast<std::uint32_t>(file);
  }
}

void CandidatePolicy::judge_version(const Page& page, std::size_t version, JudgedCandidates& judged,
                                    std::vector<VersionRow>& rows) {
  const auto [first, last] = page.page.files_of(version);
  VersionRow row;
  row.version = page.page.version(version);
  row.page = page.number;
  if (!page.prereleases && row.version.is_prerelease()) {
    judged.hidden_prereleases.push_back(row.version);
    return;
  }
  row.first_file = static_cast<std::uint32_t>(first);
  row.last_file = static_cast<std::uint32_t>(last);
  row.metadata_file = row.last_file;  // no file judged yet
  std::uint32_t best_rank = std::numeric_limits<std::uint32_t>::max();
  for (std::size_t file = first; file < last; ++file) {
    if (page.has_cutoff && !page.page.brief(file).existed_before(page.cutoff_us)) {
      continue;
    }
    judge_file(page, file, row, best_rank);
  }
  if (row.metadata_file == row.last_file) {
    if (page.has_cutoff) {
      judged.hidden_newer.push_back({row.version, first_upload(page.page, first, last)});
    }
    return;
  }
  rows.push_back(std::move(row));
}

void CandidatePolicy::add_installed(const Candidates& candidates, std::vector<VersionRow>& rows) {
  if (!candidates.installed) {
    return;
  }
  const auto place = std::ranges::lower_bound(rows, *candidates.installed, {}, &VersionRow::version);
  if (place != rows.end() && place->version == *candidates.installed) {
    place->installed = true;
    place->origin = CandidateOrigin::installed;
    place->reason = UnusableReason::none;
    return;
  }
  VersionRow row;
  row.version = *candidates.installed;
  row.origin = CandidateOrigin::installed;
  row.installed = true;
  rows.insert(place, std::move(row));
}

CandidatePolicy::Page CandidatePolicy::open_page(const spec::PackageName& name, const Candidates& candidates,
                                                 std::size_t number) {
  const spec::IndexPage& listed = *candidates.listed[number].page;
  const Options& options = problem_.options;
  const PackageWishes& wishes = first_party_.of(name);
  Page page{.page = listed,
            .number = static_cast<std::uint32_t>(number),
            .wishes = wishes,
            .tag_ranks = {},
            .python_fits = {}};
  page.wheels_count = takes_wheels(options.format, name);
  page.sdists_count = !options.wheels_only && takes_sdists(options.format, name);
  page.prereleases = allows_prereleases(name, wishes);
  if (const std::optional<UnixTime> cutoff = options.exclude_newer.of(name)) {
    page.has_cutoff = true;
    page.cutoff_us = cutoff->time_since_epoch().count();
  }
  for (std::size_t set = 0; set < listed.tag_set_count(); ++set) {
    const spec::TagTriple tags = listed.tag_set(set);
    const auto rank = problem_.tags.rank(tags);
    page.tag_ranks.push_back(rank ? std::int64_t{*rank} : -1 - static_cast<std::int64_t>(problem_.tags.mismatch(tags)));
  }
  for (std::size_t text = 0; text < listed.requires_python_count(); ++text) {
    page.python_fits.push_back(python_fits(listed.requires_python_text(text)));
  }
  return page;
}

std::vector<VersionRow> CandidatePolicy::direct_rows(const Candidates& candidates, const Url& url) const {
  std::vector<VersionRow> rows;
  for (const DirectCandidate& direct : candidates.direct) {
    if (direct.url.is_same_file(url) && rows.empty()) {
      VersionRow row;
      row.version = direct.version;
      row.origin = CandidateOrigin::direct_url;
      if (!problem_.tags.fits(direct.tags)) {
        row.reason = reason_of(problem_.tags.mismatch(direct.tags));
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

JudgedCandidates CandidatePolicy::judge(const spec::PackageName& name, Candidates candidates) {
  const PackageWishes& wishes = first_party_.of(name);
  JudgedCandidates judged;
  std::vector<VersionRow> rows;
  if (wishes.url) {
    rows = direct_rows(candidates, *wishes.url);
  } else {
    for (std::size_t number = 0; number < candidates.listed.size(); ++number) {
      const Page page = open_page(name, candidates, number);
      rows.reserve(rows.size() + page.page.version_count());
      for (std::size_t version = 0; version < page.page.version_count(); ++version) {
        judge_version(page, version, judged, rows);
      }
    }
    if (candidates.listed.size() > 1) {
      join_pages(judged, rows);
    }
    add_installed(candidates, rows);
  }
  const ValueOrder order{.lowest_first = prefers_lowest(wishes),
                         .prereleases_last = problem_.options.prerelease.of(name) != PrereleaseMode::allow,
                         .by_page = problem_.options.index_strategy == IndexStrategy::unsafe_first_match};
  judged.table = VersionTable(std::move(rows), order);
  judged.candidates = std::move(candidates);
  return judged;
}

}  // namespace axle::resolver
