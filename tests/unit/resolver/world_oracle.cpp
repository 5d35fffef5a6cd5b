// SPDX-License-Identifier: MIT OR Apache-2.0
// Policies by their words, answers by trying everything.
#include "tests/unit/resolver/world_oracle.hpp"

#include <algorithm>
#include <set>

namespace axle::resolver::test {
namespace {

bool is_entry(const std::map<int, int>& versions, int package, int version) {
  const auto found = versions.find(package);
  return found != versions.end() && found->second == version;
}

void add_holding(const std::vector<Need>& needs, std::vector<const Need*>& list) {
  for (const Need& need : needs) {
    if (need.holds) {
      list.push_back(&need);
    }
  }
}

}  // namespace

std::vector<const Need*> WorldOracle::roots() const {
  std::vector<const Need*> list;
  std::set<int> replaced;
  for (const Need& root : world_.roots) {
    const auto overrides = world_.overrides.find(root.target);
    if (overrides == world_.overrides.end()) {
      if (root.holds) {
        list.push_back(&root);
      }
    } else if (replaced.insert(root.target).second) {
      add_holding(overrides->second, list);
    }
  }
  return list;
}

std::optional<std::vector<const Need*>> WorldOracle::scoped(int package, int version, int target) const {
  bool is_own = false;
  bool is_replaced = false;
  std::vector<const Need*> own;
  std::vector<const Need*> general;
  for (const ScopedNeed& scoped : world_.scoped) {
    if (scoped.parent == package && scoped.need.target == target &&
        (scoped.version == 0 || scoped.version == version)) {
      is_replaced = true;
      is_own = is_own || scoped.version != 0;
      if (scoped.need.holds) {
        (scoped.version == 0 ? general : own).push_back(&scoped.need);
      }
    }
  }
  return is_replaced ? std::optional(is_own ? own : general) : std::nullopt;
}

std::vector<const Need*> WorldOracle::in_place_of(const Need& need, int package, int version) const {
  if (auto own = scoped(package, version, need.target)) {
    return *std::move(own);
  }
  std::vector<const Need*> list;
  const auto overrides = world_.overrides.find(need.target);
  if (overrides != world_.overrides.end()) {
    add_holding(overrides->second, list);
  } else if (need.holds) {
    list.push_back(&need);
  }
  return list;
}

std::vector<const Need*> WorldOracle::needs_of(int package, int number, bool of_extra) const {
  std::vector<const Need*> list;
  if (world_.no_deps) {
    return list;
  }
  std::set<int> named;
  for (const Need& need : version(package, number).needs) {
    named.insert(need.target);
    if (need.from_extra == of_extra) {
      const auto needs = in_place_of(need, package, number);
      list.insert(list.end(), needs.begin(), needs.end());
    }
  }
  for (int target = 0; target < package_count() && !of_extra; ++target) {
    if (const auto added = scoped(package, number, target); added && !named.contains(target)) {
      list.insert(list.end(), added->begin(), added->end());
    }
  }
  return list;
}

bool WorldOracle::is_installed(int package, int version) const {
  return is_entry(world_.installed, package, version);
}

bool WorldOracle::is_preferred(int package, int version) const {
  return is_entry(world_.preferences, package, version) && !world_.upgraded.contains(package);
}

bool WorldOracle::is_pinned(int package, int version) const {
  const std::string pin = "==" + version_text(world_, package, version);
  const auto pins = [&](const Need* need) { return need->target == package && need->range.text == pin; };
  const auto has_any = [&](const auto& is_meant) {
    return std::ranges::any_of(world_.constraints, is_meant) || std::ranges::any_of(world_.left_out, is_meant);
  };
  const auto overrides = world_.overrides.find(package);
  return std::ranges::any_of(roots(), pins) ||
         has_any([&](const auto& pair) { return pair.first == package && pair.second.text == pin; }) ||
         std::ranges::any_of(world_.scoped,
                             [&](const ScopedNeed& scoped) { return scoped.need.holds && pins(&scoped.need); }) ||
         (overrides != world_.overrides.end() &&
          std::ranges::any_of(overrides->second, [&](const Need& need) { return need.holds && pins(&need); }));
}

bool WorldOracle::names_prerelease(int package) const {
  const auto names = [&](const Need* need) { return need->target == package && need->range.names_prerelease; };
  const auto has_any = [&](const auto& is_meant) {
    return std::ranges::any_of(world_.constraints, is_meant) || std::ranges::any_of(world_.left_out, is_meant);
  };
  const auto overrides = world_.overrides.find(package);
  return std::ranges::any_of(roots(), names) ||
         has_any([&](const auto& pair) { return pair.first == package && pair.second.names_prerelease; }) ||
         std::ranges::any_of(world_.scoped,
                             [&](const ScopedNeed& scoped) { return scoped.need.holds && names(&scoped.need); }) ||
         (overrides != world_.overrides.end() &&
          std::ranges::any_of(overrides->second, [&](const Need& need) { return need.holds && names(&need); }));
}

PrereleaseMode WorldOracle::mode_of(int package) const {
  const auto own = world_.prerelease_of.find(package);
  return own == world_.prerelease_of.end() ? world_.prerelease : own->second;
}

bool WorldOracle::exists(int package, int number) const {
  if (is_installed(package, number)) {
    return true;
  }
  const Version& version = this->version(package, number);
  const auto own = world_.cutoff_of.find(package);
  const int cutoff = own == world_.cutoff_of.end() ? world_.cutoff : own->second;
  if (cutoff != 0 && (version.day == 0 || version.day >= cutoff)) {
    return false;
  }
  const PrereleaseMode mode = mode_of(package);
  return version.form != Form::prerelease ||
         (mode != PrereleaseMode::disallow && (mode != PrereleaseMode::explicit_only || names_prerelease(package)));
}

bool WorldOracle::is_usable(int package, int number) const {
  if (is_installed(package, number)) {
    return true;
  }
  const Version& version = this->version(package, number);
  if (version.yanked && !is_pinned(package, number) && !is_preferred(package, number)) {
    return false;
  }
  const bool is_of_metadata = version.fault == Fault::metadata || version.fault == Fault::metadata_python;
  return !world_.no_binary.contains(package) && (version.fault == Fault::none || (is_of_metadata && world_.no_deps));
}

bool WorldOracle::is_constrained(int package, int version) const {
  return std::ranges::any_of(world_.constraints,
                             [&](const auto& pair) { return pair.first == package && !allows(pair.second, version); });
}

bool WorldOracle::is_answer(const Selection& selection) const {
  std::vector<bool> needed(selection.size(), false);
  std::vector<bool> extra(selection.size(), false);
  bool changed = true;
  const auto meets = [&](const Need* need) {
    const auto target = static_cast<std::size_t>(need->target);
    changed = changed || !needed[target] || (need->target_extra && !extra[target]);
    needed[target] = true;
    extra[target] = extra[target] || need->target_extra;
    return selection[target] != 0 && allows(need->range, selection[target]);
  };
  if (!std::ranges::all_of(roots(), meets)) {
    return false;
  }
  while (changed) {
    changed = false;
    for (int p = 0; p < package_count(); ++p) {
      const auto place = static_cast<std::size_t>(p);
      if (needed[place] && (!std::ranges::all_of(needs_of(p, selection[place], false), meets) ||
                            (extra[place] && !std::ranges::all_of(needs_of(p, selection[place], true), meets)))) {
        return false;
      }
    }
  }
  for (std::size_t p = 0; p < selection.size(); ++p) {
    if (needed[p] != (selection[p] != 0)) {
      return false;
    }
  }
  return true;
}

std::vector<Selection> WorldOracle::answers() const {
  std::vector<std::vector<int>> choices;
  for (int p = 0; p < package_count(); ++p) {
    std::vector<int>& list = choices.emplace_back(1, 0);
    for (int v = 1; v <= version_count(p); ++v) {
      if (exists(p, v) && is_usable(p, v) && !is_constrained(p, v)) {
        list.push_back(v);
      }
    }
  }
  std::vector<Selection> found;
  std::vector<std::size_t> places(choices.size(), 0);
  while (true) {
    Selection selection;
    for (std::size_t p = 0; p < choices.size(); ++p) {
      selection.push_back(choices[p][places[p]]);
    }
    if (is_answer(selection)) {
      found.push_back(std::move(selection));
    }
    std::size_t p = 0;
    while (p < choices.size() && ++places[p] == choices[p].size()) {
      places[p++] = 0;
    }
    if (p == choices.size()) {
      return found;
    }
  }
}

bool WorldOracle::prefers_lowest(int package) const {
  return world_.resolution == ResolutionMode::lowest ||
         (world_.resolution == ResolutionMode::lowest_direct &&
          std::ranges::any_of(roots(), [&](const Need* root) { return root->target == package; }));
}

std::vector<int> WorldOracle::by_preference(int package) const {
  std::vector<int> order;
  for (int v = 1; v <= version_count(package); ++v) {
    order.push_back(v);
  }
  if (!prefers_lowest(package)) {
    std::ranges::reverse(order);
  }
  if (mode_of(package) != PrereleaseMode::allow) {
    std::ranges::stable_partition(order, [&](int v) { return version(package, v).form != Form::prerelease; });
  }
  std::vector<int> first;
  if (const auto kept = world_.preferences.find(package); kept != world_.preferences.end()) {
    if (is_preferred(package, kept->second)) {
      first.push_back(kept->second);
    }
  }
  const bool is_upgraded = world_.upgraded.contains(package);
  const auto installed = world_.installed.find(package);
  if (installed != world_.installed.end() && !(is_upgraded && prefers_lowest(package))) {
    // An upgrade takes what is better and newer, and never goes back.
    for (auto better = order.begin(); is_upgraded && *better != installed->second; ++better) {
      if (*better > installed->second) {
        first.push_back(*better);
      }
    }
    first.push_back(installed->second);
  }
  first.insert(first.end(), order.begin(), order.end());
  return first;
}

std::optional<Selection> WorldOracle::first_answer(std::vector<Selection> answers) const {
  if (answers.empty()) {
    return std::nullopt;
  }
  std::vector<std::pair<int, bool>> queue;  // packages and their extras, as they are found
  const auto append = [&](const std::vector<const Need*>& needs) {
    std::set<std::pair<int, bool>> found;
    for (const Need* need : needs) {
      found.emplace(need->target, false);
      if (need->target_extra) {
        found.emplace(need->target, true);
      }
    }
    for (const auto& name : found) {
      if (std::ranges::find(queue, name) == queue.end()) {
        queue.push_back(name);
      }
    }
  };
  append(roots());
  for (std::size_t place = 0; place < queue.size(); ++place) {
    const auto [package, is_extra] = queue[place];
    const auto column = static_cast<std::size_t>(package);
    if (!is_extra) {
      for (const int wanted : by_preference(package)) {
        const auto has_it = [&](const Selection& selection) { return selection[column] == wanted; };
        if (std::ranges::any_of(answers, has_it)) {
          std::erase_if(answers, [&](const Selection& selection) { return !has_it(selection); });
          break;
        }
      }
    }
    append(needs_of(package, answers.front()[column], is_extra));
  }
  return answers.front();
}

int WorldOracle::number_of(int package, const std::string& text) const {
  for (int v = 1; v <= version_count(package); ++v) {
    if (version_text(world_, package, v) == text) {
      return v;
    }
  }
  return 0;
}

Selection WorldOracle::selection_of(const Resolution& resolution) const {
  Selection selection(world_.packages.size(), 0);
  for (const ResolvedPackage& package : resolution.packages) {
    const int number = std::stoi(package.name.text().substr(1));
    selection[static_cast<std::size_t>(number)] = number_of(number, package.version.to_string());
  }
  return selection;
}

}  // namespace axle::resolver::test
