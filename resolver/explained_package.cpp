// SPDX-License-Identifier: MIT OR Apache-2.0
// A package of a proof, as data.
#include "resolver/explained_package.hpp"

#include <algorithm>
#include <set>

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
  const spec::IndexPage& page = *judged.candidates.listed->page;
  std::set<std::string> tags;
  for (std::size_t file = row.first_file; file < row.last_file; ++file) {
    const spec::IndexPage::FileBrief brief = page.brief(file);
    if (brief.type == spec::FileType::wheel) {
      tags.insert(text_of(page.tag_set(brief.tag_set)));
    }
  }
  return {tags.begin(), tags.end()};
}

/// Whether the user's constraints let the version in. Those that prove nothing are in no fact of the proof.
bool is_let_in(const PackageWishes& wishes, const spec::Version& version) {
  return std::ranges::all_of(wishes.constraints, [&](const GivenRequirement* constraint) {
    return constraint->requirement.specifiers.contains(version);
  });
}

}  // namespace

ExplainedPackage explain_package(const PackageUniverse::Name& name) {
  ExplainedPackage explained;
  explained.name = name.package;
  const JudgedCandidates& judged = *name.judged;
  for (const VersionRow& row : judged.table.rows()) {
    explained.versions.push_back(row.version);
    explained.unusable.push_back(row.reason);
    explained.wheel_tags.push_back(is_let_in(*name.wishes, row.version) ? wheel_tags_of(row, judged)
                                                                        : std::vector<std::string>{});
  }
  explained.absence = judged.candidates.absence;
  if (judged.candidates.listed) {
    explained.index_name = judged.candidates.listed->index_name;
  }
  explained.hidden_prereleases = judged.hidden_prereleases;
  explained.hidden_newer = judged.hidden_newer;
  return explained;
}

}  // namespace axle::resolver
