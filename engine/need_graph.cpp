// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads every METADATA once, then finds the extras in use with work lists.
#include "engine/need_graph.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/installed_needs.hpp"

namespace axle::engine {
namespace {

AskedFor find_asked_for(const venv::InstalledDistribution& distribution, std::string_view installer) {
  if (!venv::read_requested(distribution)) {
    return AskedFor::no;
  }
  return installer == "uv" || venv::read_listed(distribution) ? AskedFor::unknown : AskedFor::yes;
}

/// The programs that mark what was asked for, and nothing else.
bool is_marking(std::string_view installer) {
  return installer == "axle" || installer == "pip";
}

class GraphReader {
 public:
  GraphReader(const venv::Installed& installed, const spec::MarkerEnvironment& markers)
      : installed_(installed), markers_(markers) {}

  NeedGraph read() {
    graph_.is_whole = installed_.unreadable().empty();
    for (const venv::InstalledDistribution& distribution : installed_.distributions()) {
      const auto [place, is_new] = number_of_.try_emplace(distribution.name, graph_.packages.size());
      if (!is_new) {
        graph_.packages[place->second].has_twins = true;
        continue;
      }
      NeedingPackage package{.distribution = distribution};
      package.installer = venv::read_installer(distribution);
      package.asked_for = find_asked_for(distribution, package.installer);
      package.may_be_named = package.asked_for != AskedFor::no || !is_marking(package.installer);
      graph_.packages.push_back(std::move(package));
    }
    for (NeedingPackage& package : graph_.packages) {
      add_needs(package);
    }
    return std::move(graph_);
  }

 private:
  void add_needs(NeedingPackage& package) {
    InstalledNeeds needs = read_needs(package.distribution);
    package.fault = std::move(needs.fault);
    for (const spec::Requirement& requirement : needs.requirements) {
      if (requirement.marker.evaluate(markers_)) {
        add(package, requirement, std::nullopt);
        continue;
      }
      for (const spec::ExtraName& extra : requirement.marker.extras_that_help(markers_)) {
        add(package, requirement, extra);
      }
    }
  }

  void add(NeedingPackage& package, const spec::Requirement& requirement, const std::optional<spec::ExtraName>& extra) {
    const auto target = number_of_.find(requirement.name);
    if (target == number_of_.end()) {
      package.unmet.push_back({.requirement = requirement, .extra = extra});
      return;
    }
    const auto& version = graph_.packages[target->second].distribution.version;
    const bool met =
        requirement.url || requirement.specifiers.empty() || (version && requirement.specifiers.contains(*version));
    package.needs.push_back({.target = target->second, .requirement = requirement, .extra = extra, .met = met});
    if (!met) {
      package.unmet.push_back({.requirement = requirement, .extra = extra});
    }
  }

  const venv::Installed& installed_;
  const spec::MarkerEnvironment& markers_;
  NeedGraph graph_;
  std::map<spec::PackageName, std::size_t> number_of_;
};

/// Puts extras in use, and those that they ask for in turn.
class ExtraWalk {
 public:
  explicit ExtraWalk(NeedGraph& graph) : graph_(graph) {}

  void use_what_packages_ask_for() {
    for (const NeedingPackage& package : graph_.packages) {
      for (const Need& need : package.needs) {
        if (!need.extra) {
          take(need);
        }
      }
    }
    run();
  }

  void use(std::size_t package, const spec::ExtraName& extra) {
    open_.emplace_back(package, extra);
    run();
  }

 private:
  void take(const Need& need) {
    for (const spec::ExtraName& extra : need.requirement.extras) {
      open_.emplace_back(need.target, extra);
    }
  }

  void run() {
    while (!open_.empty()) {
      const auto [number, extra] = std::move(open_.back());
      open_.pop_back();
      NeedingPackage& package = graph_.packages[number];
      if (!package.extras_in_use.insert(extra).second) {
        continue;
      }
      for (const Need& need : package.needs) {
        if (need.extra == extra) {
          take(need);
        }
      }
    }
  }

  NeedGraph& graph_;
  std::vector<std::pair<std::size_t, spec::ExtraName>> open_;
};

std::set<spec::ExtraName> extras_named_by(const NeedingPackage& package) {
  std::set<spec::ExtraName> extras;
  for (const Need& need : package.needs) {
    if (need.extra) {
      extras.insert(*need.extra);
    }
  }
  return extras;
}

/// Whether what the extra needs is there, the extras that this is needed with included.
bool has_all(const NeedGraph& graph, const NeedingPackage& package, const spec::ExtraName& extra) {
  const auto is_of_extra = [&](const UnmetNeed& need) { return need.extra == extra; };
  if (std::ranges::any_of(package.unmet, is_of_extra)) {
    return false;
  }
  return std::ranges::all_of(package.needs, [&](const Need& need) {
    const NeedingPackage& target = graph.packages[need.target];
    return need.extra != extra || std::ranges::all_of(need.requirement.extras, [&](const spec::ExtraName& further) {
             const auto lacks = [&](const UnmetNeed& unmet) { return unmet.extra == further; };
             return target.extras_met.contains(further) ||
                    (std::ranges::none_of(target.unmet, lacks) && !extras_named_by(target).contains(further));
           });
  });
}

/// The largest sets that hold of each other: an extra may be made of extras, also in a ring.
void find_met_extras(NeedGraph& graph) {
  for (NeedingPackage& package : graph.packages) {
    package.extras_met = extras_named_by(package);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (NeedingPackage& package : graph.packages) {
      changed =
          std::erase_if(package.extras_met, [&](const auto& extra) { return !has_all(graph, package, extra); }) > 0 ||
          changed;
    }
  }
}

/// What may be there for the sake of another package.
std::set<std::size_t> find_needed(const NeedGraph& graph) {
  std::set<std::size_t> needed;
  for (std::size_t from = 0; from < graph.packages.size(); ++from) {
    const NeedingPackage& package = graph.packages[from];
    for (const Need& need : package.needs) {
      if (need.target != from && package.may_use(need.extra)) {
        needed.insert(need.target);
      }
    }
  }
  return needed;
}

/// Whether the extra explains why something is there that is required in no other way.
class ExtraEvidence {
 public:
  explicit ExtraEvidence(const NeedGraph& graph) : graph_(graph), needed_by_(needs_by_target(graph)) {}

  [[nodiscard]] bool speaks_for(std::size_t package, const spec::ExtraName& extra) const {
    std::set<std::pair<std::size_t, spec::ExtraName>> seen;
    std::vector<std::pair<std::size_t, spec::ExtraName>> open{{package, extra}};
    while (!open.empty()) {
      const auto [number, asked] = std::move(open.back());
      open.pop_back();
      if (!seen.emplace(number, asked).second) {
        continue;
      }
      for (const Need& need : graph_.packages[number].needs) {
        if (need.extra != asked) {
          continue;
        }
        if (need.target != package && is_unexplained(need.target)) {
          return true;
        }
        for (const spec::ExtraName& further : need.requirement.extras) {
          open.emplace_back(need.target, further);
        }
      }
    }
    return false;
  }

 private:
  [[nodiscard]] bool is_unexplained(std::size_t number) const {
    return graph_.packages[number].asked_for != AskedFor::yes && needed_by_[number].empty();
  }

  const NeedGraph& graph_;
  std::vector<std::vector<NeedEdge>> needed_by_;
};

void add_extras_of_user(NeedGraph& graph, ExtraWalk& walk) {
  const std::set<std::size_t> needed = find_needed(graph);
  const ExtraEvidence evidence(graph);
  for (std::size_t number = 0; number < graph.packages.size(); ++number) {
    NeedingPackage& package = graph.packages[number];
    if (package.asked_for != AskedFor::yes && needed.contains(number)) {
      continue;
    }
    for (const spec::ExtraName& extra : package.extras_met) {
      if (!package.extras_in_use.contains(extra) && evidence.speaks_for(number, extra)) {
        package.extras_of_user.insert(extra);
      }
    }
  }
  for (std::size_t number = 0; number < graph.packages.size(); ++number) {
    for (const spec::ExtraName& extra : graph.packages[number].extras_of_user) {
      walk.use(number, extra);
    }
  }
}

}  // namespace

std::optional<std::size_t> NeedGraph::find(const spec::PackageName& name) const {
  const auto found = std::ranges::lower_bound(packages, name, {}, &NeedingPackage::name);
  return found != packages.end() && found->name() == name
             ? std::optional(static_cast<std::size_t>(found - packages.begin()))
             : std::nullopt;
}

NeedGraph make_need_graph(const venv::Installed& installed, const spec::MarkerEnvironment& markers) {
  NeedGraph graph = GraphReader(installed, markers).read();
  find_met_extras(graph);
  ExtraWalk walk(graph);
  walk.use_what_packages_ask_for();
  add_extras_of_user(graph, walk);
  return graph;
}

void warn_of_faults(const NeedGraph& graph, WarningSink& warnings) {
  for (const NeedingPackage& package : graph.packages) {
    if (!package.fault.empty()) {
      warnings.warn(fault_text(package.distribution, package.fault));
    }
  }
}

std::vector<std::vector<NeedEdge>> needs_by_target(const NeedGraph& graph) {
  std::vector<std::vector<NeedEdge>> needed_by(graph.packages.size());
  for (std::size_t from = 0; from < graph.packages.size(); ++from) {
    for (const Need& need : graph.packages[from].needs) {
      if (need.target != from && graph.packages[from].uses(need.extra)) {
        needed_by[need.target].push_back({.from = from, .need = &need});
      }
    }
  }
  return needed_by;
}

std::set<std::size_t> requirers_of(const NeedGraph& graph, const std::set<std::size_t>& start) {
  const auto needed_by = needs_by_target(graph);
  std::set<std::size_t> found;
  std::vector<std::size_t> open(start.begin(), start.end());
  while (!open.empty()) {
    const std::size_t number = open.back();
    open.pop_back();
    if (!found.insert(number).second) {
      continue;
    }
    for (const NeedEdge& edge : needed_by[number]) {
      open.push_back(edge.from);
    }
  }
  return found;
}

}  // namespace axle::engine
