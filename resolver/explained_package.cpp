// SPDX-License-Identifier: MIT OR Apache-2.0
// A package of a proof, as data.
#include "resolver/explained_package.hpp"

#include <algorithm>
#include <set>

#include "base/format.hpp"

namespace axle::resolver {
namespace {

bool is_tag_reason(UnusableReason reason) {
  return reason == UnusableReason::wheel_python || reason == UnusableReason::wheel_abi ||
         reason == UnusableReason::wheel_platform;
}

std::string text_of(const spec::TagTriple& tags) {
  return std::string(tags.python) + '-' + std::string(tags.abi) + '-' + std::string(tags.platform);
}

std::vector<std::string> direct_tags_of(const spec::Version& version, const Candidates& candidates) {
  const auto found = std::ranges::find(candidates.direct, version, &DirectCandidate::version);
  return found == candidates.direct.end() ? std::vector<std::string>{} : std::vector{text_of(found->tags)};
}

std::vector<std::string> wheel_tags_of(const VersionRow& row, const JudgedCandidates& judged) {
  if (!is_tag_reason(row.reason)) {
    return {};
  }
  if (row.origin == CandidateOrigin::direct_url) {
    return direct_tags_of(row.version, judged.candidates);
  }
  const spec::IndexPage& page = *judged.candidates.listed[row.page].page;
  std::set<std::string> tags;
  for (std::size_t file = row.first_file; file < row.last_file; ++file) {
    const spec::IndexPage::FileBrief brief = page.brief(file);
    if (brief.type == spec::FileType::wheel) {
      tags.insert(text_of(page.tag_set(brief.tag_set)));
    }
  }
  return {tags.begin(), tags.end()};
}

/// Whether the user's requirements and constraints let the version in. Those that prove nothing are in no fact of the
/// proof.
bool is_let_in(const PackageWishes& wishes, const spec::Version& version) {
  const auto lets_in = [&](const GivenRequirement* given) { return given->requirement.specifiers.contains(version); };
  return std::ranges::all_of(wishes.constraints, lets_in) && std::ranges::all_of(wishes.roots, lets_in);
}

/// Empty without a cut-off.
std::string cutoff_option(const spec::PackageName& name, const ExcludeNewer& cutoffs) {
  const std::optional<UnixTime> cutoff = cutoffs.of(name);
  if (!cutoff) {
    return {};
  }
  const bool is_own = std::ranges::find(cutoffs.per_package, name, [](const auto& own) { return own.first; }) !=
                      cutoffs.per_package.end();
  return is_own ? format("--exclude-newer-package {}={}", name.text(), to_rfc3339(*cutoff))
                : format("--exclude-newer {}", to_rfc3339(*cutoff));
}

}  // namespace

ExplainedPackage explain_package(const PackageUniverse::Name& name, const ExcludeNewer& cutoffs) {
  ExplainedPackage explained;
  explained.name = name.package;
  const JudgedCandidates& judged = *name.judged;
  for (const VersionRow& row : judged.table.rows()) {
    explained.versions.push_back(row.version);
    explained.unusable.push_back(row.reason);
    explained.available.push_back(row.origin != CandidateOrigin::installed || row.first_file < row.last_file);
    explained.wheel_tags.push_back(is_let_in(*name.wishes, row.version) ? wheel_tags_of(row, judged)
                                                                        : std::vector<std::string>{});
  }
  explained.absence = judged.candidates.absence;
  explained.refusal = judged.candidates.refusal;
  explained.url = name.wishes->url ? name.wishes->url->to_display() : std::string();
  const auto is_kept_out = [&](const spec::Version& version) { return !is_let_in(*name.wishes, version); };
  explained.hidden_prereleases = judged.hidden_prereleases;
  std::erase_if(explained.hidden_prereleases, is_kept_out);
  explained.hidden_newer = judged.hidden_newer;
  std::erase_if(explained.hidden_newer, [&](const HiddenVersion& hidden) { return is_kept_out(hidden.version); });
  explained.cutoff_option = cutoff_option(name.package, cutoffs);
  return explained;
}

}  // namespace axle::resolver
