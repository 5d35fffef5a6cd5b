// SPDX-License-Identifier: MIT OR Apache-2.0
// Asks the search why the best version is not there, from the best downwards.
#include "resolver/passed_over.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/format.hpp"
#include "resolver/format_control.hpp"

namespace axle::resolver {
namespace {

class PassedOver {
 public:
  PassedOver(const Problem& problem, PackageUniverse& universe, Search& search)
      : problem_(problem), universe_(universe), sets_(universe.sets()), search_(search) {}

  std::optional<std::string> warning_of(const Pick& pick) {
    if (universe_.is_kept(pick.name, pick.bit)) {
      return std::nullopt;
    }
    const VersionTable& table = universe_.table(pick.name);
    const SetId wanted = wanted_of(pick.name);
    for (auto bit = static_cast<std::uint32_t>(table.bits() - 1); bit > pick.bit; --bit) {
      if (!sets_.contains(wanted, bit) || table.at_bit(bit).yanked) {
        continue;
      }
      if (const std::vector<std::string> blockers = blockers_of(pick.name, bit); !blockers.empty()) {
        return format("`{}` was resolved to {} and not {}, because {}, and only wheels are installed so far",
                      universe_.name(pick.name).package.text(), table.at_bit(pick.bit).version.to_string(),
                      table.at_bit(bit).version.to_string(), join(blockers));
      }
    }
    return std::nullopt;
  }

 private:
  static std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
      text += (text.empty() ? "" : " and ") + part;
    }
    return text;
  }

  [[nodiscard]] bool is_sdist_ban(FactId id) const {
    const FactRecord& fact = universe_.fact(id);
    return fact.kind == FactKind::unusable && fact.reason == UnusableReason::only_sdist;
  }

  /// What the user's own words and every other ban let in. A yanked version is nobody's loss either: building it would
  /// not make it usable, and one that the user pins is picked or nothing is.
  [[nodiscard]] SetId wanted_of(NameId name) {
    std::vector<SetId> banned;
    for (const Ban& ban : universe_.bans(name)) {
      if (!is_sdist_ban(ban.fact)) {
        banned.push_back(ban.versions);
      }
    }
    SetId wanted = sets_.full_without(universe_.bits(name), banned);
    const VersionFacts* root = universe_.known_facts(k_root, 1);
    ASSERT(root != nullptr, "the root is expanded first");
    for (const Dependency& dependency : root->dependencies) {
      if (dependency.target == name) {
        wanted = sets_.intersection(wanted, dependency.allowed);
      }
    }
    return wanted;
  }

  /// One clause for each package whose source distributions keep this version out; by name. Versions that went
  /// together are asked about once: a page may have 100,000.
  std::vector<std::string> blockers_of(NameId name, std::uint32_t bit) {
    const Assignment* removal = search_.removal(name, bit);
    if (removal == nullptr || !asked_.insert(removal->index).second) {
      return {};
    }
    std::set<std::string> blockers;
    for (const ClauseId id : search_.facts_behind(name, *removal, harmless_)) {
      const Clause& clause = search_.clauses().clause(id);
      if (clause.kind != ClauseKind::ban || !is_sdist_ban(clause.fact)) {
        continue;
      }
      const NameId blocker = universe_.fact(clause.fact).target;
      if (takes_sdists(problem_.options.format, universe_.name(blocker).package)) {
        blockers.insert(describe(blocker, name, bit));
      }
    }
    if (!blockers.empty()) {
      harmless_.clear();
    }
    return {blockers.begin(), blockers.end()};
  }

  [[nodiscard]] std::string describe(NameId blocker, NameId name, std::uint32_t bit) const {
    const std::string& text = universe_.name(blocker).package.text();
    if (blocker == name) {
      return format("`{}` {} has only source distributions", text,
                    universe_.table(name).at_bit(bit).version.to_string());
    }
    const bool all = std::ranges::all_of(universe_.table(blocker).rows(), [](const VersionRow& row) {
      return row.reason == UnusableReason::only_sdist;
    });
    return all ? format("`{}` has only source distributions", text)
               : format("the versions of `{}` that it needs have only source distributions", text);
  }

  const Problem& problem_;
  PackageUniverse& universe_;
  SetPool& sets_;
  Search& search_;
  std::set<std::uint32_t> asked_;  ///< removals, by their index
  std::set<ClauseId> harmless_;    ///< clauses behind which no blocker is
};

}  // namespace

std::vector<std::string> warnings_of_passed_over(const Problem& problem, PackageUniverse& universe, Search& search,
                                                 std::span<const Pick> picks) {
  std::vector<std::string> warnings;
  PassedOver passed_over(problem, universe, search);
  for (const Pick& pick : picks) {
    if (pick.name == k_root || universe.name(pick.name).extra || !universe.name(pick.name).wishes->is_root) {
      continue;
    }
    if (auto warning = passed_over.warning_of(pick)) {
      warnings.push_back(std::move(*warning));
    }
  }
  return warnings;
}

}  // namespace axle::resolver
