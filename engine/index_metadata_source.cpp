// SPDX-License-Identifier: MIT OR Apache-2.0
// Answers of the index client in the solver's terms.
#include "engine/index_metadata_source.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "engine/installed_needs.hpp"
#include "engine/unseen_versions.hpp"
#include "spec/dist_name.hpp"
#include "spec/metadata.hpp"
#include "spec/requirement.hpp"

namespace axle::engine {
namespace {

using fetch::PageAnswerKind;
using resolver::Absence;

/// Failures of one distribution; everything else says that the network or the machine is at fault.
bool is_distribution_failure(ErrorCode code) {
  return code == ErrorCode::bad_metadata || code == ErrorCode::bad_wheel || code == ErrorCode::unsupported_source ||
         code == ErrorCode::not_found;
}

/// A line of Requires-Dist that the solver would refuse the version for. Requirements of extras are left to it.
std::optional<std::string> find_broken_line(const spec::DependencyMetadata& metadata) {
  if (!metadata.broken().empty()) {
    return std::string(metadata.broken());
  }
  for (std::size_t i = 0; i < metadata.requirement_count(); ++i) {
    const spec::DependencyMetadata::RequirementView view = metadata.requirement(i);
    if (!view.marker.contains("extra") && !spec::parse_requirement_lenient(view.text)) {
      return std::string(view.text);
    }
  }
  return std::nullopt;
}

bool has_index(const std::vector<fetch::IndexLocation>& locations) {
  return std::ranges::find(locations, fetch::IndexKind::simple, &fetch::IndexLocation::kind) != locations.end();
}

}  // namespace

IndexMetadataSource::IndexMetadataSource(fetch::IndexClient* indexes, DirectCandidates direct,
                                         InstalledCandidates installed, std::stop_token stop)
    : indexes_(indexes), installed_(std::move(installed)), stop_(std::move(stop)) {
  for (const DirectWheel& wheel : direct.wheels) {
    direct_[wheel.name.name].push_back(&wheel);
  }
  for (const RefusedPackage& refused : direct.refused) {
    refused_.try_emplace(refused.name, &refused);
  }
}

const DirectWheel* IndexMetadataSource::find_direct(const resolver::Candidate& candidate) const {
  const auto found = direct_.find(candidate.name);
  if (found == direct_.end()) {
    return nullptr;
  }
  const auto is_asked_for = [&](const DirectWheel* wheel) { return wheel->url.is_same_file(candidate.url); };
  const auto wheel = std::ranges::find_if(found->second, is_asked_for);
  return wheel == found->second.end() ? nullptr : *wheel;
}

void IndexMetadataSource::hint(std::span<const spec::PackageName> names) {
  if (indexes_ == nullptr) {
    return;
  }
  std::vector<spec::PackageName> wanted;
  for (const spec::PackageName& name : names) {
    if (!direct_.contains(name) && !installed_.held.contains(name)) {
      wanted.push_back(name);
    }
  }
  indexes_->hint(wanted);
}

std::vector<resolver::ListedPage> IndexMetadataSource::listed(const fetch::PageAnswer& answer) const {
  std::vector<resolver::ListedPage> pages;
  pages.reserve(answer.pages.size());
  for (const fetch::FoundPage& found : answer.pages) {
    pages.push_back({.page = std::make_shared<const spec::IndexPage>(found.page),
                     .index_id = static_cast<std::uint32_t>(found.location),
                     .index_name = indexes_->locations()[found.location].url.to_display()});
  }
  return pages;
}

void IndexMetadataSource::while_waiting(const std::function<bool()>& look) {
  if (indexes_ != nullptr) {
    indexes_->while_waiting(look);
  }
}

/// What is installed and may stay most likely does.
std::optional<resolver::Candidates> IndexMetadataSource::find_candidates(const spec::PackageName& name) {
  const bool is_elsewhere = indexes_ == nullptr || refused_.contains(name) || direct_.contains(name) ||
                            installed_.held.contains(name) ||
                            (!installed_.installed.find(name).empty() && installed_.may_stay(name));
  const fetch::PageAnswer* answer = is_elsewhere ? nullptr : indexes_->find_page(name);
  if (answer == nullptr) {
    return std::nullopt;
  }
  resolver::Candidates candidates;
  candidates.listed = listed(*answer);
  return candidates;
}

/// A network that fails is unavailable metadata here as well: who goes ahead only guesses, and metadata() tells it.
std::optional<resolver::MetadataAnswer> IndexMetadataSource::find_metadata(const resolver::Candidate& candidate) {
  const auto file = indexes_ == nullptr ? std::nullopt : find_file(candidate).value_or(std::nullopt);
  if (!file) {
    return std::nullopt;
  }
  const Result<spec::DependencyMetadata>* metadata = indexes_->find_metadata(*file);
  if (metadata == nullptr) {
    return std::nullopt;
  }
  if (!*metadata) {
    return resolver::MetadataUnavailable{.reason = metadata->error().message()};
  }
  return resolver::MetadataReady{.metadata = **metadata};
}

/// A page on which nothing is left looks as if there were no versions.
void IndexMetadataSource::note_unusable(const spec::PackageName& name, const std::vector<resolver::ListedPage>& pages) {
  for (const resolver::ListedPage& listed : pages) {
    std::optional<std::size_t> told;
    std::size_t count = 0;
    for (std::size_t i = 0; i < listed.page->skipped_count(); ++i) {
      if (spec::looks_like_archive(listed.page->skipped(i).first)) {  // mail addresses and scripts hide no file
        told = told.value_or(i);
        ++count;
      }
    }
    if (listed.page->file_count() > 0 || !told) {
      continue;
    }
    const auto [file_name, reason] = listed.page->skipped(*told);
    refusals_.insert(format("the package index `{}` lists no file of `{}` that can be used; `{}`: {}{}",
                            listed.index_name, name.text(), to_printable(file_name), reason,
                            count > 1 ? format(" ({} more)", count - 1) : ""));
  }
}

Result<resolver::Candidates> IndexMetadataSource::list_index(const spec::PackageName& name) {
  resolver::Candidates candidates;
  if (indexes_ == nullptr) {
    candidates.absence = Absence::no_index;
    return candidates;
  }
  const fetch::PageAnswer& answer = indexes_->page(name, stop_);
  if (stop_.stop_requested()) {
    return fail(ErrorCode::cancelled, "cancelled");
  }
  for (const auto& reason : answer.passed_over) {
    if (reason->code() == ErrorCode::unauthorized) {
      refusals_.insert(reason->message());
    }
  }
  switch (answer.kind) {
    case PageAnswerKind::found:
      candidates.listed = listed(answer);
      listed_names_.insert(name);
      note_unusable(name, candidates.listed);
      break;
    case PageAnswerKind::not_found:
      candidates.absence = has_index(indexes_->locations()) ? Absence::not_found : Absence::not_in_locations;
      break;
    case PageAnswerKind::offline:
      candidates.absence = Absence::offline;
      break;
    case PageAnswerKind::unauthorized:
      candidates.absence = Absence::unauthorized;
      candidates.refusal = answer.reason->message();
      break;
    case PageAnswerKind::unreachable:
    case PageAnswerKind::invalid:
      return fail(answer.reason->clone());
  }
  return candidates;
}

Result<resolver::Candidates> IndexMetadataSource::candidates(const spec::PackageName& name) {
  if (const auto refused = refused_.find(name); refused != refused_.end()) {
    return fail(refused->second->code, refused->second->message);
  }
  resolver::Candidates candidates;
  if (const auto direct = direct_.find(name); direct != direct_.end()) {
    for (const DirectWheel* wheel : direct->second) {
      candidates.direct.push_back({.url = wheel->url, .version = wheel->name.version, .tags = wheel->name.tags()});
    }
  } else if (!installed_.held.contains(name)) {
    TRY_ASSIGN(candidates, list_index(name));
  }
  candidates.installed = find_installed(name);
  const bool is_unseen = candidates.absence == Absence::unauthorized || candidates.absence == Absence::offline ||
                         candidates.absence == Absence::not_found || candidates.absence == Absence::not_in_locations;
  if (candidates.installed && is_unseen) {
    not_looked_up_.insert_or_assign(name, NotLookedUp{candidates.absence, candidates.refusal});
  }
  return candidates;
}

std::optional<spec::Version> IndexMetadataSource::find_installed(const spec::PackageName& name) {
  const auto found = installed_.installed.find(name);
  if (found.size() != 1 || !found.front()->version || !installed_.may_stay(name)) {
    return std::nullopt;
  }
  if (installed_metadata_.contains(name)) {
    return found.front()->version;
  }
  const auto metadata = venv::read_installed_metadata(*found.front());
  if (!metadata) {
    unreadable_installed_.push_back(
        {.name = name, .version = *found.front()->version, .reason = to_string(metadata.error())});
    return std::nullopt;
  }
  spec::DependencyMetadata flat = spec::DependencyMetadata::make(*metadata);
  if (const auto line = find_broken_line(flat)) {
    unreadable_installed_.push_back(
        {.name = name, .version = *found.front()->version, .reason = fault_of_line(*found.front(), *line)});
    return std::nullopt;
  }
  installed_metadata_.emplace(name, std::move(flat));
  return found.front()->version;
}

Result<std::optional<spec::IndexFile>> IndexMetadataSource::find_file(const resolver::Candidate& candidate) {
  if (candidate.origin == resolver::CandidateOrigin::direct_url) {
    const DirectWheel* wheel = find_direct(candidate);
    return wheel != nullptr ? std::optional(make_direct_file(*wheel)) : std::nullopt;
  }
  if (candidate.origin == resolver::CandidateOrigin::installed || indexes_ == nullptr) {
    return std::nullopt;
  }
  const fetch::PageAnswer& answer = indexes_->page(candidate.name, stop_);
  if (answer.kind != PageAnswerKind::found) {
    return std::nullopt;
  }
  TRY_ASSIGN(spec::IndexFile file, answer.pages[candidate.page].page.read_file(candidate.file));
  return file;
}

void IndexMetadataSource::hint_metadata(std::span<const resolver::Candidate> candidates) {
  std::vector<spec::IndexFile> files;
  for (const resolver::Candidate& candidate : candidates) {
    // A failure is told when the metadata is asked for.
    if (auto file = find_file(candidate); file && *file) {
      files.push_back(std::move(**file));
    }
  }
  if (indexes_ != nullptr) {
    indexes_->hint_metadata(files);
  }
}

Result<resolver::MetadataAnswer> IndexMetadataSource::metadata(const resolver::Candidate& candidate) {
  if (candidate.origin == resolver::CandidateOrigin::installed) {
    const auto installed = installed_metadata_.find(candidate.name);
    ASSERT(installed != installed_metadata_.end(), "an installed candidate was listed before");
    return resolver::MetadataReady{.metadata = installed->second};
  }
  TRY_ASSIGN(const auto file, find_file(candidate));
  if (!file || indexes_ == nullptr) {
    return resolver::MetadataUnavailable{.reason = "its file is gone"};
  }
  auto metadata = indexes_->metadata(*file, stop_);
  if (!metadata && metadata.error().code() == ErrorCode::offline) {  // an older version may be there, as in uv
    return resolver::MetadataUnavailable{
        .reason = "its metadata is not in the cache, and the network is switched off by `--offline`"};
  }
  if (!metadata && is_distribution_failure(metadata.error().code())) {
    return resolver::MetadataUnavailable{.reason = metadata.error().message()};
  }
  if (!metadata) {
    return std::unexpected(std::move(metadata).error());
  }
  return resolver::MetadataReady{.metadata = std::move(*metadata)};
}

void warn_of_not_looked_up(const IndexMetadataSource& source, const resolver::NameSet& upgrade,
                           std::span<const fetch::IndexLocation> locations, WarningSink& warnings) {
  LookedUp looked_up{.offline = {}, .unknown = {}, .known = source.listed_names()};
  for (const auto& [name, reason] : source.not_looked_up()) {
    if (!upgrade.contains(name)) {
      continue;
    }
    if (reason.absence == Absence::unauthorized) {
      warnings.warn(format("`{}` may be outdated: {}", name.text(), reason.refusal));
    } else {
      (reason.absence == Absence::offline ? looked_up.offline : looked_up.unknown).push_back(name);
    }
  }
  warn_of_unseen(looked_up, locations, warnings);
}

}  // namespace axle::engine
