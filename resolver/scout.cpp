// SPDX-License-Identifier: MIT OR Apache-2.0
// One track for each package: its page, the metadata of its likely version, its dependencies.
#include "resolver/scout.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/text.hpp"

namespace axle::resolver {

Scout::Scout(const Problem& problem, const FirstParty& first_party, MetadataSource& source)
    : problem_(problem),
      first_party_(first_party),
      source_(source),
      policy_(problem, first_party),
      texts_(problem.target.markers) {
  source_.while_waiting([this] { return look(); });
}

Scout::~Scout() {
  source_.while_waiting({});
}

void Scout::expect(const spec::PackageName& name, const spec::SpecifierSet& specifiers,
                   std::span<const std::string_view> extras) {
  if (tracks_.size() >= k_most_packages && !tracks_.contains(name)) {
    return;
  }
  const auto [place, is_new] = tracks_.try_emplace(name);
  Track& track = place->second;
  if (is_new) {
    track.specifiers = specifiers;
    active_.push_back(&*place);
    unasked_.push_back(name);
  }
  for (const std::string_view extra : extras) {
    if (track.extras.emplace(extra).second && track.stage == Stage::done && track.likely) {
      track.stage = Stage::metadata;  // it may need more now
      active_.push_back(&*place);
    }
  }
}

bool Scout::look() {
  if (problem_.options.no_deps) {
    return false;
  }
  if (!unasked_.empty()) {
    source_.hint(std::exchange(unasked_, {}));
  }
  bool got_further = false;
  for (Tracks::value_type* const entry : std::exchange(active_, {})) {
    got_further = follow(entry->first, entry->second) || got_further;
    if (entry->second.stage != Stage::done) {
      active_.push_back(entry);
    }
  }
  return got_further;
}

/// Whether it got any further.
bool Scout::follow(const spec::PackageName& name, Track& track) {
  if (track.stage == Stage::page) {
    std::optional<Candidates> candidates = source_.find_candidates(name);
    if (!candidates) {
      return false;
    }
    track.likely = likely_pick(name, track, *std::move(candidates));
    track.stage = track.likely ? Stage::metadata : Stage::done;
    if (track.likely) {
      source_.hint_metadata({&*track.likely, 1});
    }
    return true;
  }
  if (track.stage == Stage::metadata) {
    const std::optional<MetadataAnswer> answer = source_.find_metadata(*track.likely);
    if (!answer) {
      return false;
    }
    track.stage = Stage::done;
    if (const auto* ready = std::get_if<MetadataReady>(&*answer)) {
      expect_needs(name, track, ready->metadata);
    }
    return true;
  }
  return false;
}

std::optional<Candidate> Scout::likely_pick(const spec::PackageName& name, const Track& track, Candidates candidates) {
  const JudgedCandidates judged = policy_.judge(name, std::move(candidates));
  const VersionTable& table = judged.table;
  const PackageWishes& wishes = first_party_.of(name);
  const auto is_open = [&](const VersionRow& row) {
    const auto allows = [&](const GivenRequirement* given) {
      return given->requirement.specifiers.contains(row.version);
    };
    return row.reason == UnusableReason::none && row.origin == CandidateOrigin::index &&
           track.specifiers.contains(row.version) && std::ranges::all_of(wishes.constraints, allows);
  };
  for (const spec::Version& wanted : wishes.preferences) {
    if (const std::uint32_t bit = table.bit_of(wanted); bit != 0 && is_open(table.at_bit(bit))) {
      return candidate_of(name, table.at_bit(bit));
    }
  }
  for (std::size_t bit = table.bits(); --bit > 0;) {
    if (is_open(table.at_bit(bit))) {
      return candidate_of(name, table.at_bit(bit));
    }
  }
  return std::nullopt;
}

/// What the user puts in the place of a dependency is left to the search.
void Scout::expect_needs(const spec::PackageName& name, const Track& track, const spec::DependencyMetadata& metadata) {
  const Replacements replacements = first_party_.replacements_of(name, track.likely->version);
  const auto is_active = [&](const spec::ExtraName& extra) { return track.extras.contains(extra.text()); };
  for (std::uint32_t i = 0; i < metadata.requirement_count(); ++i) {
    const spec::DependencyMetadata::RequirementView view = metadata.requirement(i);
    const JudgedMarker& marker = texts_.marker(view.marker);
    const bool holds =
        marker.problem.empty() && (marker.holds || std::ranges::any_of(marker.extras_that_help, is_active));
    const bool is_plain = view.url.empty() && spec::is_valid_name(view.name) &&
                          !first_party_.is_overridden(view.name) && !replacements.contains(view.name);
    const ReadSpecifier& specifier = texts_.specifier(texts_.specifier_id(view.specifiers));
    if (!holds || !is_plain || !specifier.problem.empty()) {
      continue;
    }
    const std::vector<std::string_view> extras =
        view.extras.empty() ? std::vector<std::string_view>() : split(view.extras, ',');
    expect(spec::PackageName::of(view.name), specifier.set, extras);
  }
}

}  // namespace axle::resolver
