// SPDX-License-Identifier: MIT OR Apache-2.0
// Names, tables and bans of a package universe.
#include "resolver/package_universe.hpp"

#include <algorithm>

namespace axle::resolver {
namespace {

/// Versions that share a reason.
struct UnusableGroup {
  UnusableReason reason = UnusableReason::none;
  std::string detail;
  std::vector<std::uint32_t> bits;
};

/// Versions of one package that may be rejected before others are asked for ahead.
constexpr std::uint32_t k_patience = 2;
/// How many are asked for then.
constexpr std::uint32_t k_first_window = 5;

}  // namespace

PackageUniverse::PackageUniverse(const Problem& problem, const FirstParty& first_party, MetadataSource& source)
    : problem_(problem),
      first_party_(first_party),
      source_(source),
      scout_(problem, first_party, source),
      policy_(problem, first_party),
      texts_(problem.target.markers) {
  names_.emplace_back();  // the root
}

std::size_t PackageUniverse::bits(NameId name) const {
  const Name& entry = names_[name];
  if (name == k_root || entry.extra) {
    return 2;
  }
  ASSERT(entry.judged != nullptr, "a name that was given out has a table");
  return entry.judged->table.bits();
}

NameId PackageUniverse::package_id(std::string_view text) {
  if (const auto found = package_ids_.find(text); found != package_ids_.end()) {
    return found->second;
  }
  const auto id = static_cast<NameId>(names_.size());
  Name& entry = names_.emplace_back();
  entry.package = spec::PackageName::of(text);
  entry.base = id;
  entry.wishes = &first_party_.of(entry.package);
  package_ids_.emplace(std::string(text), id);
  return id;
}

NameId PackageUniverse::face_id(NameId base, std::string_view extra) {
  const std::pair<NameId, std::string> key(base, extra);
  if (const auto found = face_ids_.find(key); found != face_ids_.end()) {
    return found->second;
  }
  const auto id = static_cast<NameId>(names_.size());
  Name& entry = names_.emplace_back();
  entry.package = names_[base].package;
  entry.extra = spec::ExtraName::of(extra);
  entry.base = base;
  face_ids_.emplace(key, id);
  return id;
}

FactId PackageUniverse::add_fact(FactRecord record) {
  facts_.push_back(std::move(record));
  return static_cast<FactId>(facts_.size() - 1);
}

Result<std::vector<NameId>> PackageUniverse::open_tables(std::span<const Need> needs, SearchRoom& room) {
  std::vector<NameId> fresh;
  for (const Need& need : needs) {
    Name& target = names_[need.target];
    if (target.judged == nullptr || !need.extras.empty()) {
      scout_.expect(target.package, texts_.specifier(need.specifier).set, need.extras);
    }
    if (target.judged == nullptr && !target.is_fresh) {
      target.is_fresh = true;
      fresh.push_back(need.target);
    }
  }
  if (fresh.size() > 1) {
    std::vector<spec::PackageName> soon;
    soon.reserve(fresh.size());
    for (const NameId name : fresh) {
      soon.push_back(names_[name].package);
    }
    source_.hint(soon);
  }
  for (const NameId name : fresh) {
    TRY(open_table(name, room));
  }
  return fresh;
}

Result<void> PackageUniverse::open_table(NameId name, SearchRoom& room) {
  TRY(room.check(name));
  Name& entry = names_[name];
  TRY_ASSIGN(Candidates candidates, source_.candidates(entry.package));
  entry.judged = std::make_unique<JudgedCandidates>(policy_.judge(entry.package, std::move(candidates)));
  fill_preferred(entry);
  return fill_bans(name, room);
}

void PackageUniverse::fill_preferred(Name& entry) const {
  const VersionTable& table = entry.judged->table;
  for (const spec::Version& version : entry.wishes->preferences) {
    if (const std::uint32_t bit = table.bit_of(version); bit != 0) {
      entry.preferred.push_back(bit);
    }
  }
  const auto installed = std::ranges::find(table.rows(), true, &VersionRow::installed);
  if (installed == table.rows().end()) {
    return;
  }
  if (is_upgraded(entry.package) && policy_.prefers_lowest(*entry.wishes)) {
    return;  // then a change of versions is what is asked for, whatever is there
  }
  const std::uint32_t own = table.bit_of_row(static_cast<std::size_t>(installed - table.rows().begin()));
  // An upgrade takes what is better and newer, and never goes back.
  for (auto bit = static_cast<std::uint32_t>(table.bits() - 1); bit > own && is_upgraded(entry.package); --bit) {
    if (table.at_bit(bit).version > installed->version) {
      entry.preferred.push_back(bit);
    }
  }
  entry.preferred.push_back(own);
}

bool PackageUniverse::is_kept(NameId package, std::size_t bit) const {
  const VersionRow& row = table(package).at_bit(bit);
  const std::vector<spec::Version>& wanted = names_[package].wishes->preferences;
  const bool stays = row.installed && !is_upgraded(names_[package].package);
  return stays || std::ranges::find(wanted, row.version) != wanted.end();
}

bool PackageUniverse::goes_back(NameId package, std::size_t bit) const {
  const auto rows = table(package).rows();
  const auto installed = std::ranges::find(rows, true, &VersionRow::installed);
  return installed != rows.end() && table(package).at_bit(bit).version < installed->version;
}

bool PackageUniverse::is_upgraded(const spec::PackageName& package) const {
  return problem_.options.upgrade.contains(package);
}

Result<void> PackageUniverse::fill_bans(NameId name, SearchRoom& room) {
  TRY(add_unusable(name, room));
  TRY(add_constraints(name, room));
  Name& entry = names_[name];
  std::vector<SetId> banned;
  banned.reserve(entry.bans.size());
  for (const Ban& ban : entry.bans) {
    banned.push_back(ban.versions);
  }
  entry.usable = sets_.full_without(entry.judged->table.bits(), banned);
  return {};
}

Result<void> PackageUniverse::add_unusable(NameId name, SearchRoom& room) {
  Name& entry = names_[name];
  const VersionTable& table = entry.judged->table;
  std::vector<UnusableGroup> groups;
  std::map<std::pair<UnusableReason, std::string_view>, std::size_t> group_of;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const VersionRow& row = table.rows()[i];
    if (row.reason == UnusableReason::none) {
      continue;
    }
    std::string_view detail;
    if (row.reason == UnusableReason::requires_python) {
      detail = entry.judged->candidates.listed[row.page].page->requires_python_text(row.requires_python);
    }
    const auto [place, is_new] = group_of.try_emplace({row.reason, detail}, groups.size());
    if (is_new) {
      groups.push_back({row.reason, std::string(detail), {}});
    }
    groups[place->second].bits.push_back(table.bit_of_row(i));
  }
  std::ranges::sort(groups, {}, [](const UnusableGroup& group) { return std::pair(group.reason, group.detail); });
  for (UnusableGroup& group : groups) {
    TRY(room.check(name));
    FactRecord record;
    record.kind = FactKind::unusable;
    record.reason = group.reason;
    record.target = name;
    record.detail = std::move(group.detail);
    entry.bans.push_back({sets_.of_bits(table.bits(), group.bits), add_fact(std::move(record))});
  }
  return {};
}

Result<void> PackageUniverse::add_constraints(NameId name, SearchRoom& room) {
  Name& entry = names_[name];
  const VersionTable& table = entry.judged->table;
  for (const GivenRequirement* given : entry.wishes->constraints) {
    TRY(room.check(name));
    const SetId allowed = table.set_of(given->requirement.specifiers, sets_);
    const SetId absent = sets_.single(table.bits(), 0);
    const SetId banned = sets_.difference(sets_.full(table.bits()), sets_.united(allowed, absent));
    if (!sets_.is_empty(banned)) {
      FactRecord record{.kind = FactKind::constraint, .target = name, .given = given, .detail = {}};
      entry.bans.push_back({banned, add_fact(std::move(record))});
    }
  }
  return {};
}

Candidate PackageUniverse::candidate(NameId name, std::size_t bit) const {
  const Name& entry = names_[name];
  const VersionRow& row = entry.judged->table.at_bit(bit);
  Candidate candidate = candidate_of(entry.package, row);
  if (row.origin == CandidateOrigin::direct_url) {
    candidate.url = *entry.wishes->url;
  }
  return candidate;
}

std::size_t PackageUniverse::likely_pick(NameId name, SetId open) const {
  const auto& preferred = names_[name].preferred;
  const auto kept = std::ranges::find_if(preferred, [&](std::uint32_t bit) { return sets_.contains(open, bit); });
  return kept != preferred.end() ? *kept : sets_.highest(open);
}

void PackageUniverse::hint_best(std::span<const Dependency> dependencies, const SearchRoom& room) {
  std::vector<Candidate> soon;
  for (const Dependency& dependency : dependencies) {
    if (!names_[dependency.target].is_fresh) {
      continue;
    }
    // Who goes on asks again, and will be told.
    if (room.must_end()) {
      return;
    }
    const SetId open = sets_.intersection(dependency.allowed, names_[dependency.target].usable);
    const std::size_t bit = likely_pick(dependency.target, open);
    if (bit != 0 && table(dependency.target).at_bit(bit).origin != CandidateOrigin::installed) {
      soon.push_back(candidate(dependency.target, bit));
    }
  }
  if (!soon.empty()) {
    source_.hint_metadata(soon);
  }
}

void PackageUniverse::expect(NameId name, std::size_t bit, SetId open) {
  constexpr std::uint32_t k_widest_window = 50;
  if (name == k_root || tried(name, bit) != nullptr) {
    return;
  }
  ReadAhead& ahead = names_[name].ahead;
  ahead.unread -= ahead.unread > 0 ? 1 : 0;
  // Half of them are under way while the other half is read.
  if (++ahead.rejected > k_patience && ahead.unread <= ahead.window / 2) {
    ahead.window = std::clamp(ahead.window * 2, k_first_window, k_widest_window);
    hint_below(name, ahead.unread > 0 ? std::min(ahead.lowest, bit) : bit, open);
  }
}

/// Without it a swap waits for each version of who holds the other one back, until that reading ahead begins.
void PackageUniverse::expect_swap(const Pick& holder) {
  const Options& options = problem_.options;
  ReadAhead& ahead = names_[holder.name].ahead;
  if (!options.swap || options.resolution != ResolutionMode::highest || holder.name == k_root || ahead.window != 0) {
    return;
  }
  ahead.rejected = k_patience;
  ahead.window = k_first_window;
  hint_below(holder.name, holder.bit, names_[holder.name].usable);
}

/// The next window of versions below `bit`, in the order in which they would be tried. What is farther away than some
/// windows waits for another time: of many versions most may be known, or closed.
void PackageUniverse::hint_below(NameId name, std::size_t bit, SetId open) {
  ReadAhead& ahead = names_[name].ahead;
  std::vector<Candidate> soon;
  const std::size_t reach = std::size_t{4} * ahead.window;
  const std::size_t end = bit > reach ? bit - reach : 1;
  for (std::size_t at = bit; soon.size() < ahead.window && at-- > end;) {
    const bool is_listed = table(name).at_bit(at).origin == CandidateOrigin::index;
    if (is_listed && sets_.contains(open, at) && tried(name, at) == nullptr) {
      soon.push_back(candidate(name, at));
      ahead.lowest = at;
    }
  }
  ahead.unread += static_cast<std::uint32_t>(soon.size());
  if (!soon.empty()) {
    source_.hint_metadata(soon);
  }
}

const TriedVersion* PackageUniverse::tried(NameId package, std::size_t bit) const {
  const auto found = tried_.find(pair_key(package, bit));
  return found == tried_.end() ? nullptr : &found->second;
}

const VersionFacts* PackageUniverse::known_facts(NameId name, std::size_t bit) const {
  if (name != k_root && !names_[name].extra) {
    const TriedVersion* version = tried(name, bit);
    return version == nullptr ? nullptr : &version->facts;
  }
  const auto found = known_.find(pair_key(name, bit));
  return found == known_.end() ? nullptr : &found->second;
}

std::string PackageUniverse::requirement_text(const FactRecord& fact) const {
  if (fact.given != nullptr) {
    spec::Requirement plain = fact.given->requirement;
    plain.marker = spec::Marker();
    return plain.to_string();
  }
  const Name& target = names_[fact.target];
  std::string text = target.package.text();
  if (target.extra) {
    text += '[' + target.extra->text() + ']';
  }
  return text + specifier(fact.specifier).set.to_string();
}

}  // namespace axle::resolver
