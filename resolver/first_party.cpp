// SPDX-License-Identifier: MIT OR Apache-2.0
// Gathers the user's wishes by name.
#include "resolver/first_party.hpp"

#include <algorithm>
#include <optional>

#include "base/format.hpp"

namespace axle::resolver {
namespace {

bool holds(const GivenRequirement& given, const Problem& problem) {
  return given.requirement.marker.is_always() || given.requirement.marker.evaluate(problem.target.markers);
}

std::vector<const GivenRequirement*> sorted_by_text(const std::vector<GivenRequirement>& list) {
  std::vector<std::pair<std::string, const GivenRequirement*>> keyed;
  keyed.reserve(list.size());
  for (const GivenRequirement& given : list) {
    keyed.emplace_back(given.requirement.to_string() + (given.is_installed ? "\n\n" : "\n") + given.origin, &given);
  }
  std::ranges::stable_sort(keyed, {}, &std::pair<std::string, const GivenRequirement*>::first);
  std::vector<const GivenRequirement*> sorted;
  sorted.reserve(keyed.size());
  for (const auto& [text, given] : keyed) {
    sorted.push_back(given);
  }
  return sorted;
}

enum class MarkersCount : bool { no, yes };

/// Each name that is said something of has its list, also where no requirement of it is wanted.
Replacements select_replacements(const PackageWishes& parent, const spec::Version& version, MarkersCount markers) {
  Replacements general;
  Replacements own;
  for (const auto& [scoped, is_wanted] : parent.scoped) {
    if (scoped->version && !(*scoped->version == version)) {
      continue;
    }
    auto& list = (scoped->version ? own : general)[scoped->given.requirement.name.text()];
    if (is_wanted || markers == MarkersCount::no) {
      list.push_back(&scoped->given);
    }
  }
  own.merge(general);
  return own;
}

}  // namespace

void FirstParty::note_versions(const spec::Requirement& requirement) {
  PackageWishes& wishes = by_name_[requirement.name.text()];
  wishes.names_prerelease = wishes.names_prerelease || requirement.specifiers.names_prerelease();
  if (const auto pin = requirement.specifiers.pinned()) {
    wishes.pins.push_back(*pin);
  }
}

Result<void> FirstParty::note(const GivenRequirement& given) {
  const spec::Requirement& requirement = given.requirement;
  note_versions(requirement);
  PackageWishes& wishes = by_name_[requirement.name.text()];
  if (requirement.url) {
    if (wishes.url && !wishes.url->is_same_file(*requirement.url)) {
      const auto [first, second] = std::minmax({wishes.url->to_display(), requirement.url->to_display()});
      return fail(ErrorCode::no_solution,
                  format("`{}` is required from two URLs: {} and {}", requirement.name.text(), first, second));
    }
    if (!wishes.url) {
      wishes.url = requirement.url;
    }
  }
  return {};
}

bool FirstParty::is_elsewhere(const GivenRequirement& constraint) const {
  const PackageWishes& wishes = of(constraint.requirement.name);
  return constraint.requirement.url && wishes.is_overridden && wishes.url &&
         !wishes.url->is_same_file(*constraint.requirement.url);
}

Result<FirstParty> FirstParty::gather(const Problem& problem) {
  FirstParty all;
  for (const GivenRequirement* given : sorted_by_text(problem.overrides)) {
    PackageWishes& wishes = all.by_name_[given->requirement.name.text()];
    wishes.is_overridden = true;
    if (holds(*given, problem)) {
      wishes.overrides.push_back(given);
      TRY(all.note(*given));
    }
  }
  for (const GivenRequirement* given : sorted_by_text(problem.constraints)) {
    if (holds(*given, problem) && !all.is_elsewhere(*given)) {
      all.by_name_[given->requirement.name.text()].constraints.push_back(given);
      TRY(all.note(*given));
    }
  }
  all.gather_scoped(problem);
  all.gather_roots(problem);
  for (const GivenRequirement* given : all.roots_) {
    PackageWishes& wishes = all.by_name_[given->requirement.name.text()];
    wishes.is_settled = given->is_installed && (!wishes.is_root || wishes.is_settled) &&
                        !problem.options.upgrade.contains(given->requirement.name);
    wishes.is_root = true;
    wishes.roots.push_back(given);
    TRY(all.note(*given));
  }
  for (const spec::Requirement& requirement : problem.named_by_wheels) {
    if (!all.is_overridden(requirement.name.text())) {
      all.note_versions(requirement);
    }
  }
  all.gather_left_out(problem);
  for (const Preference& preference : problem.preferences) {
    if (!problem.options.upgrade.contains(preference.name)) {
      all.by_name_[preference.name.text()].preferences.push_back(preference.version);
    }
  }
  return all;
}

void FirstParty::gather_left_out(const Problem& problem) {
  for (const spec::Requirement& requirement : problem.left_out) {
    note_versions(requirement);
    std::optional<Url>& url = by_name_[requirement.name.text()].url;
    if (requirement.url && !url) {
      url = requirement.url;
    }
  }
}

void FirstParty::gather_roots(const Problem& problem) {
  for (const GivenRequirement* given : sorted_by_text(problem.roots)) {
    const PackageWishes& wishes = of(given->requirement.name);
    if (!wishes.is_overridden) {
      if (holds(*given, problem)) {
        roots_.push_back(given);
      }
      continue;
    }
    for (const GivenRequirement* override : wishes.overrides) {
      if (std::ranges::find(roots_, override) == roots_.end()) {
        roots_.push_back(override);
      }
    }
  }
}

void FirstParty::gather_scoped(const Problem& problem) {
  for (const ScopedOverride& scoped : problem.scoped_overrides) {
    const bool is_wanted = holds(scoped.given, problem);
    by_name_[scoped.parent.text()].scoped.emplace_back(&scoped, is_wanted);
    if (is_wanted) {
      note_versions(scoped.given.requirement);
    }
  }
}

Replacements FirstParty::replacements_of(const spec::PackageName& parent, const spec::Version& version) const {
  return select_replacements(of(parent), version, MarkersCount::yes);
}

Replacements all_replacements(const PackageWishes& parent, const spec::Version& version) {
  return select_replacements(parent, version, MarkersCount::no);
}

bool FirstParty::is_overridden(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() && found->second.is_overridden;
}

const PackageWishes& FirstParty::of(const spec::PackageName& name) const {
  static const PackageWishes k_nothing;
  const auto found = by_name_.find(name.text());
  return found == by_name_.end() ? k_nothing : found->second;
}

}  // namespace axle::resolver
