// SPDX-License-Identifier: MIT OR Apache-2.0
// Marks what stays and all that it reaches, so that rings of orphans go too.
#include "engine/orphans.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>

#include "base/fs.hpp"

namespace axle::engine {
namespace {

using Numbers = std::set<std::size_t>;

/// What is reached from `start`, but for `hidden`.
Numbers reached_from(const NeedGraph& graph, const Numbers& start, const Numbers& hidden) {
  Numbers reached;
  std::vector<std::size_t> open(start.begin(), start.end());
  while (!open.empty()) {
    const std::size_t number = open.back();
    open.pop_back();
    if (hidden.contains(number) || !reached.insert(number).second) {
      continue;
    }
    for (const Need& need : graph.packages[number].needs) {
      if (graph.packages[number].may_use(need.extra)) {
        open.push_back(need.target);
      }
    }
  }
  return reached;
}

/// Whatever REQUESTED says.
bool must_stay(const NeedingPackage& package, const std::string& root) {
  constexpr std::array<std::string_view, 3> k_of_environments = {"pip", "setuptools", "wheel"};
  const venv::InstalledDistribution& distribution = package.distribution;
  if (std::ranges::find(k_of_environments, distribution.name.text()) != k_of_environments.end() ||
      !is_at_or_below(distribution.site_directory, root) || venv::find_removal_obstacle(distribution)) {
    return true;
  }
  const auto direct_url = venv::read_direct_url(distribution);
  return direct_url || venv::find_editable_location(distribution, direct_url);
}

class OrphanSearch {
 public:
  OrphanSearch(const NeedGraph& graph, const Numbers& removed, const std::string& root)
      : graph_(graph), removed_(removed), reached_(reached_from(graph, removed, {})) {
    for (const std::size_t number : reached_) {
      if (!removed_.contains(number) && must_stay(graph_.packages[number], root)) {
        staying_.insert(number);
      }
    }
  }

  /// Those that are left over when `marks` count as asked for.
  [[nodiscard]] Numbers find(const std::set<AskedFor>& marks) const {
    Numbers kept;
    for (std::size_t number = 0; number < graph_.packages.size(); ++number) {
      const bool may_go = reached_.contains(number) && !staying_.contains(number);
      if (!may_go || marks.contains(graph_.packages[number].asked_for)) {
        kept.insert(number);
      }
    }
    kept = reached_from(graph_, kept, removed_);
    Numbers orphans;
    std::ranges::set_difference(reached_, kept, std::inserter(orphans, orphans.end()));
    std::erase_if(orphans, [&](std::size_t number) { return removed_.contains(number); });
    return orphans;
  }

 private:
  const NeedGraph& graph_;
  const Numbers& removed_;
  Numbers reached_;
  Numbers staying_;
};

}  // namespace

Orphans find_orphans(const NeedGraph& graph, const std::vector<spec::PackageName>& removed, const std::string& root) {
  Numbers gone;
  for (const spec::PackageName& name : removed) {
    if (const auto number = graph.find(name)) {
      gone.insert(*number);
    }
  }
  const OrphanSearch search(graph, gone, root);
  const Numbers certain = search.find({AskedFor::yes, AskedFor::unknown});
  bool is_proven = graph.is_whole;
  for (std::size_t number = 0; number < graph.packages.size(); ++number) {
    const bool stays = !gone.contains(number) && !certain.contains(number);
    is_proven = is_proven && (!stays || graph.packages[number].fault.empty());
  }
  Orphans orphans;
  for (const std::size_t number : search.find({AskedFor::yes})) {
    auto& proven = is_proven ? orphans.names : orphans.unproven;
    auto& list = certain.contains(number) ? proven : orphans.in_doubt;
    list.push_back(graph.packages[number].name());
  }
  return orphans;
}

}  // namespace axle::engine
