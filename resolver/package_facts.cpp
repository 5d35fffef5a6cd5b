// SPDX-License-Identifier: MIT OR Apache-2.0
// What versions need: metadata to dependencies in canonical order.
#include <algorithm>
#include <set>
#include <tuple>

#include "base/format.hpp"
#include "base/text.hpp"
#include "resolver/package_universe.hpp"

namespace axle::resolver {
namespace {

FactRecord bad_requirement(std::string_view text) {
  FactRecord record{.kind = FactKind::unusable, .reason = UnusableReason::bad_requirement, .detail = {}};
  record.detail = text;
  return record;
}

}  // namespace

Result<const VersionFacts*> PackageUniverse::facts(NameId name, std::size_t bit, SearchRoom& room) {
  const std::uint64_t key = pair_key(name, bit);
  if (name == k_root || names_[name].extra) {
    if (const auto found = known_.find(key); found != known_.end()) {
      return &found->second;
    }
    TRY_ASSIGN(VersionFacts facts, name == k_root ? root_facts(room) : face_facts(names_[name], bit, room));
    return &known_.emplace(key, std::move(facts)).first->second;
  }
  const auto [entry, is_new] = tried_.try_emplace(key);
  if (is_new) {
    TRY(try_version(name, bit, entry->second, room));
  }
  return &entry->second.facts;
}

Result<VersionFacts> PackageUniverse::root_facts(SearchRoom& room) {
  std::vector<Need> needs;
  for (const GivenRequirement* given : first_party_.roots()) {
    needs.push_back(need_of(*given));
  }
  TRY_ASSIGN(VersionFacts facts, lower(needs, FactKind::requirement, room));
  // They are discovered, and hence decided, in this order.
  std::ranges::stable_partition(facts.dependencies, [this](const Dependency& dependency) {
    return !names_[names_[dependency.target].base].wishes->is_settled;
  });
  return facts;
}

Result<VersionFacts> PackageUniverse::face_facts(const Name& face, std::size_t bit, SearchRoom& room) {
  const TriedVersion* version = tried(face.base, bit);
  ASSERT(version != nullptr, "a package is expanded before its extras");
  std::vector<std::uint32_t> places;
  for (const auto& [place, extras] : version->with_extras) {
    if (std::ranges::find(*extras, *face.extra) != extras->end()) {
      places.push_back(place);
    }
  }
  std::vector<Need> needs;
  // With --no-deps there is no metadata, and no place either.
  if (places.empty()) {
    return lower(needs, FactKind::dependency, room);
  }
  if (std::optional<FactRecord> problem = add_needs(*version, places, needs)) {
    VersionFacts facts;
    facts.usable = false;
    facts.fact = add_fact(std::move(*problem));
    return facts;
  }
  return lower(needs, FactKind::dependency, room);
}

void PackageUniverse::refuse(TriedVersion& version, UnusableReason reason, std::string detail) {
  FactRecord record{.kind = FactKind::unusable, .reason = reason, .detail = {}};
  record.detail = std::move(detail);
  version.facts.usable = false;
  version.facts.fact = add_fact(std::move(record));
}

Result<void> PackageUniverse::try_version(NameId name, std::size_t bit, TriedVersion& version, SearchRoom& room) {
  if (problem_.options.no_deps) {
    return {};
  }
  ++metadata_read_;
  TRY_ASSIGN(MetadataAnswer answer, source_.metadata(candidate(name, bit)));
  if (auto* gone = std::get_if<MetadataUnavailable>(&answer)) {
    refuse(version, UnusableReason::metadata, std::move(gone->reason));
    return {};
  }
  if (auto* build = std::get_if<MetadataNeedsBuild>(&answer)) {
    refuse(version, UnusableReason::needs_build, std::move(build->reason));
    return {};
  }
  version.metadata = std::move(std::get<MetadataReady>(answer).metadata);
  const bool is_installed = names_[name].judged->table.at_bit(bit).origin == CandidateOrigin::installed;
  if (!is_installed && !policy_.python_fits(version.metadata->requires_python())) {
    refuse(version, UnusableReason::requires_python, std::string(version.metadata->requires_python()));
    return {};
  }
  if (!version.metadata->broken().empty()) {
    refuse(version, UnusableReason::bad_requirement, std::string(version.metadata->broken()));
    return {};
  }
  version.replacements =
      first_party_.replacements_of(names_[name].package, names_[name].judged->table.at_bit(bit).version);
  return read_requirements(version, room);
}

Result<void> PackageUniverse::read_requirements(TriedVersion& version, SearchRoom& room) {
  std::vector<std::uint32_t> places;
  std::optional<std::string_view> unreadable;
  for (std::uint32_t i = 0; i < version.metadata->requirement_count(); ++i) {
    const spec::DependencyMetadata::RequirementView view = version.metadata->requirement(i);
    const JudgedMarker& marker = texts_.marker(view.marker);
    // An override takes the place of the requirement whatever its marker says, but for an extra that it needs.
    const bool is_overridden = version.replacements.contains(view.name) || first_party_.is_overridden(view.name);
    const auto& extras = is_overridden ? marker.required_extra : marker.extras_that_help;
    if (!marker.problem.empty()) {
      unreadable = unreadable ? std::min(*unreadable, view.text) : view.text;
    } else if (is_overridden ? extras.empty() : marker.holds) {
      places.push_back(i);
    } else if (!extras.empty()) {
      version.with_extras.emplace_back(i, &extras);
    }
  }
  if (unreadable) {
    refuse(version, UnusableReason::bad_requirement, std::string(*unreadable));
    return {};
  }
  std::vector<Need> needs;
  if (std::optional<FactRecord> problem = add_needs(version, places, needs)) {
    version.facts.usable = false;
    version.facts.fact = add_fact(std::move(*problem));
    return {};
  }
  add_what_is_new(version, needs);
  TRY_ASSIGN(version.facts, lower(needs, FactKind::dependency, room));
  return {};
}

/// Dependencies that the user gives to the version, and its metadata does not name.
void PackageUniverse::add_what_is_new(const TriedVersion& version, std::vector<Need>& needs) {
  std::set<std::string_view> named;
  for (std::uint32_t i = 0; !version.replacements.empty() && i < version.metadata->requirement_count(); ++i) {
    named.insert(version.metadata->requirement(i).name);
  }
  for (const auto& [name, list] : version.replacements) {
    for (const GivenRequirement* given : named.contains(name) ? std::vector<const GivenRequirement*>() : list) {
      needs.push_back(need_of(*given));
    }
  }
}

std::optional<FactRecord> PackageUniverse::add_needs(const TriedVersion& version, std::vector<std::uint32_t>& places,
                                                     std::vector<Need>& needs) {
  const spec::DependencyMetadata& metadata = *version.metadata;
  // Names get their numbers here: in the order of their texts, never of the document.
  std::ranges::sort(places, {}, [&](std::uint32_t place) {
    const spec::DependencyMetadata::RequirementView view = metadata.requirement(place);
    return std::tuple(view.name, view.text);
  });
  for (const std::uint32_t place : places) {
    if (std::optional<FactRecord> problem = add_need(metadata.requirement(place), version.replacements, needs)) {
      return problem;
    }
  }
  return std::nullopt;
}

std::optional<FactRecord> PackageUniverse::add_need(const spec::DependencyMetadata::RequirementView& view,
                                                    const Replacements& replacements, std::vector<Need>& needs) {
  if (!spec::is_valid_name(view.name)) {
    return bad_requirement(view.text);
  }
  if (const auto own = replacements.find(view.name); own != replacements.end()) {
    for (const GivenRequirement* given : own->second) {
      needs.push_back(need_of(*given));
    }
    return std::nullopt;
  }
  Need need;
  need.target = package_id(view.name);
  const PackageWishes& wishes = *names_[need.target].wishes;
  if (wishes.is_overridden) {
    add_overrides(need.target, needs);
    return std::nullopt;
  }
  if (!view.url.empty()) {
    const auto url = Url::parse(view.url);
    if (!url || !wishes.url || !url->is_same_file(*wishes.url)) {
      FactRecord record{.kind = FactKind::unusable, .reason = UnusableReason::url_dependency, .detail = {}};
      record.detail = view.name;
      return record;
    }
  }
  need.specifier = texts_.specifier_id(view.specifiers);
  if (!texts_.specifier(need.specifier).problem.empty()) {
    return bad_requirement(view.text);
  }
  if (!view.extras.empty()) {
    need.extras = split(view.extras, ',');
    if (!std::ranges::all_of(need.extras, spec::is_valid_name)) {
      return bad_requirement(view.text);
    }
  }
  needs.push_back(std::move(need));
  return std::nullopt;
}

void PackageUniverse::add_overrides(NameId target, std::vector<Need>& needs) {
  for (const GivenRequirement* given : names_[target].wishes->overrides) {
    needs.push_back(need_of(*given));
  }
}

PackageUniverse::Need PackageUniverse::need_of(const GivenRequirement& given) {
  Need need;
  need.target = package_id(given.requirement.name.text());
  need.specifier = texts_.specifier_id(given.requirement.specifiers);
  for (const spec::ExtraName& extra : given.requirement.extras) {
    need.extras.push_back(extra.text());
  }
  need.given = &given;
  return need;
}

PackageUniverse::Lowered PackageUniverse::lower_specifier(const Need& need, FactKind kind) {
  const std::uint64_t key = pair_key(need.target, need.specifier);
  auto [entry, is_new] = lowered_.try_emplace(key);
  if (is_new) {
    entry->second.versions = names_[need.target].judged->table.set_of(texts_.specifier(need.specifier).set, sets_);
  }
  if (need.given != nullptr) {
    return {entry->second.versions, given_fact(need, need.target, kind)};
  }
  if (entry->second.fact == k_no_fact) {
    entry->second.fact = add_fact({.kind = kind, .target = need.target, .specifier = need.specifier, .detail = {}});
  }
  return entry->second;
}

FactId PackageUniverse::given_fact(const Need& need, NameId target, FactKind kind) {
  const auto [entry, is_new] = given_facts_.try_emplace({need.given, target, kind}, k_no_fact);
  if (is_new) {
    entry->second =
        add_fact({.kind = kind, .target = target, .specifier = need.specifier, .given = need.given, .detail = {}});
  }
  return entry->second;
}

FactId PackageUniverse::face_fact(const Need& need, NameId face, FactKind kind) {
  if (need.given != nullptr) {
    return given_fact(need, face, kind);
  }
  const auto [entry, is_new] = face_facts_.try_emplace(face, k_no_fact);
  if (is_new) {
    const SpecifierId any = texts_.specifier_id(std::string_view());
    entry->second = add_fact({.kind = kind, .target = face, .specifier = any, .detail = {}});
  }
  return entry->second;
}

Result<VersionFacts> PackageUniverse::lower(std::span<const Need> needs, FactKind kind, SearchRoom& room) {
  TRY_ASSIGN(const std::vector<NameId> fresh, open_tables(needs, room));
  VersionFacts facts;
  facts.dependencies.reserve(needs.size());
  for (const Need& need : needs) {
    TRY(room.check(need.target));
    const Lowered lowered = lower_specifier(need, kind);
    facts.dependencies.push_back({need.target, lowered.versions, lowered.fact});
    for (const std::string_view extra : need.extras) {
      const NameId face = face_id(need.target, extra);
      facts.dependencies.push_back({face, sets_.single(2, 1), face_fact(need, face, kind)});
    }
  }
  sort_canonically(facts.dependencies);
  if (!fresh.empty()) {
    hint_best(facts.dependencies, room);
  }
  for (const NameId name : fresh) {
    names_[name].is_fresh = false;
  }
  return facts;
}

void PackageUniverse::sort_canonically(std::vector<Dependency>& dependencies) const {
  const auto key = [&](const Dependency& dependency) {
    const Name& target = names_[dependency.target];
    return std::pair<std::string_view, std::string_view>(
        target.package.text(), target.extra ? std::string_view(target.extra->text()) : std::string_view());
  };
  // Several requirements on one name: by their texts, since sets are numbered by the order of their arrival.
  std::ranges::stable_sort(dependencies, [&](const Dependency& a, const Dependency& b) {
    const auto key_a = key(a);
    const auto key_b = key(b);
    if (key_a != key_b || a.fact == b.fact) {
      return key_a < key_b;
    }
    return requirement_text(facts_[a.fact]) < requirement_text(facts_[b.fact]);
  });
  // Of those that mean the same the first is told. They need not stand side by side: another may have a text between.
  if (std::ranges::adjacent_find(dependencies, {}, &Dependency::target) != dependencies.end()) {
    std::set<std::pair<NameId, SetId>> told;
    std::erase_if(dependencies, [&](const Dependency& dependency) {
      return !told.emplace(dependency.target, dependency.allowed).second;
    });
  }
}

}  // namespace axle::resolver
