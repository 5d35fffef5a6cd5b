// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads every METADATA once, then finds the extras in use with work lists.
#include "engine/need_graph.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "engine/installed_needs.hpp"

namespace axle::engine {
namespace {

/// An extra of a package, by its place in the graph.
using PackageExtra = std::pair<std::size_t, spec::ExtraName>;
/// What is made of an extra.
using ExtraEdges = std::map<PackageExtra, std::vector<PackageExtra>>;

/// The programs that mark what was asked for, and nothing else.
bool is_marking(std::string_view installer) {
  return installer == "axle" || installer == "pip";
}

/// No mark of one that writes none proves nothing.
AskedFor find_asked_for(const venv::InstalledDistribution& distribution, std::string_view installer) {
  if (!venv::read_requested(distribution)) {
    return is_marking(installer) ? AskedFor::no : AskedFor::unknown;
  }
  return installer == "uv" || venv::read_listed(distribution) ? AskedFor::unknown : AskedFor::yes;
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

/// The needs of each extra: a package may have thousands of both, and they are asked for again and again.
class NeedsOfExtras {
 public:
  /// `graph` must stay as it is.
  explicit NeedsOfExtras(const NeedGraph& graph) : by_package_(graph.packages.size()) {
    for (std::size_t number = 0; number < graph.packages.size(); ++number) {
      for (const Need& need : graph.packages[number].needs) {
        if (need.extra) {
          by_package_[number][*need.extra].push_back(&need);
        }
      }
    }
  }

  [[nodiscard]] std::span<const Need* const> of(const PackageExtra& node) const {
    const auto& own = by_package_[node.first];
    const auto found = own.find(node.second);
    return found == own.end() ? std::span<const Need* const>() : found->second;
  }
  /// By extra.
  [[nodiscard]] const std::map<spec::ExtraName, std::vector<const Need*>>& of_package(std::size_t number) const {
    return by_package_[number];
  }

 private:
  std::vector<std::map<spec::ExtraName, std::vector<const Need*>>> by_package_;
};

/// Puts extras in use, and those that they ask for in turn.
class ExtraWalk {
 public:
  ExtraWalk(NeedGraph& graph, const NeedsOfExtras& needs) : graph_(graph), needs_(needs) {}

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
      const PackageExtra node = std::move(open_.back());
      open_.pop_back();
      if (!graph_.packages[node.first].extras_in_use.insert(node.second).second) {
        continue;
      }
      for (const Need* const need : needs_.of(node)) {
        take(*need);
      }
    }
  }

  NeedGraph& graph_;
  const NeedsOfExtras& needs_;
  std::vector<PackageExtra> open_;
};

/// `start`, and all that leads to it.
std::set<PackageExtra> all_that_lead_to(std::vector<PackageExtra> start, const ExtraEdges& sources) {
  std::set<PackageExtra> found;
  while (!start.empty()) {
    const auto [place, is_new] = found.insert(std::move(start.back()));
    start.pop_back();
    const auto before = is_new ? sources.find(*place) : sources.end();
    if (before != sources.end()) {
      start.insert(start.end(), before->second.begin(), before->second.end());
    }
  }
  return found;
}

/// An extra lacks something when it has a need that nothing meets, or is made of an extra that lacks something. All
/// others are met: also those that are made of each other, in a ring.
void find_met_extras(NeedGraph& graph, const NeedsOfExtras& needs) {
  std::vector<PackageExtra> lacking;
  ExtraEdges made_into;
  for (std::size_t number = 0; number < graph.packages.size(); ++number) {
    for (const UnmetNeed& unmet : graph.packages[number].unmet) {
      if (unmet.extra) {
        lacking.emplace_back(number, *unmet.extra);
      }
    }
    for (const auto& [extra, own] : needs.of_package(number)) {
      for (const Need* const need : own) {
        for (const spec::ExtraName& part : need->requirement.extras) {
          made_into[{need->target, part}].emplace_back(number, extra);
        }
      }
    }
  }
  const std::set<PackageExtra> all_lacking = all_that_lead_to(std::move(lacking), made_into);
  for (std::size_t number = 0; number < graph.packages.size(); ++number) {
    for (const auto& [extra, own] : needs.of_package(number)) {
      if (!all_lacking.contains({number, extra})) {
        graph.packages[number].extras_met.insert(extra);
      }
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

/// The extras that explain why something is there that is required in no other way. Found once for all packages: those
/// that lead to one another over many packages would be walked again for each.
class ExtraEvidence {
 public:
  ExtraEvidence(const NeedGraph& graph, const NeedsOfExtras& needs)
      : graph_(graph), needed_by_(needs_by_target(graph)) {
    for (std::size_t number = 0; number < graph.packages.size(); ++number) {
      for (const auto& [extra, own] : needs.of_package(number)) {
        add({number, extra}, own);
      }
    }
    explaining_ = all_that_lead_to(std::move(seen_to_explain_), made_into_);
  }

  [[nodiscard]] bool speaks(std::size_t package, const spec::ExtraName& extra) const {
    return explaining_.contains({package, extra});
  }

 private:
  void add(const PackageExtra& extra, const std::vector<const Need*>& own) {
    for (const Need* const need : own) {
      if (need->target != extra.first && is_unexplained(need->target)) {
        seen_to_explain_.push_back(extra);
      }
      for (const spec::ExtraName& part : need->requirement.extras) {
        made_into_[{need->target, part}].push_back(extra);
      }
    }
  }

  [[nodiscard]] bool is_unexplained(std::size_t number) const {
    return graph_.packages[number].asked_for != AskedFor::yes && needed_by_[number].empty();
  }

  const NeedGraph& graph_;
  std::vector<std::vector<NeedEdge>> needed_by_;
  std::vector<PackageExtra> seen_to_explain_;
  ExtraEdges made_into_;
  std::set<PackageExtra> explaining_;
};

void add_extras_of_user(NeedGraph& graph, const NeedsOfExtras& needs, ExtraWalk& walk) {
  const std::set<std::size_t> needed = find_needed(graph);
  const ExtraEvidence evidence(graph, needs);
  for (std::size_t number = 0; number < graph.packages.size(); ++number) {
    NeedingPackage& package = graph.packages[number];
    if (package.asked_for != AskedFor::yes && needed.contains(number)) {
      continue;
    }
    for (const spec::ExtraName& extra : package.extras_met) {
      if (!package.extras_in_use.contains(extra) && evidence.speaks(number, extra)) {
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
  const NeedsOfExtras needs(graph);
  find_met_extras(graph, needs);
  ExtraWalk walk(graph, needs);
  walk.use_what_packages_ask_for();
  add_extras_of_user(graph, needs, walk);
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
