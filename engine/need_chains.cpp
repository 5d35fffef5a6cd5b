// SPDX-License-Identifier: MIT OR Apache-2.0
// Goes upwards from the package, one length of chains after another.
#include "engine/need_chains.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "engine/dependency_graph.hpp"

namespace axle::engine {
namespace {

constexpr std::size_t k_steps = 1'000'000;

/// Where chains begin.
std::set<std::size_t> beginnings_of(const NeedGraph& graph, const std::vector<std::vector<NeedEdge>>& needed_by) {
  DependencyGraph plain;
  for (const NeedingPackage& package : graph.packages) {
    plain.nodes.push_back({.name = package.name(), .version = package.distribution.version_text, .needs = {}});
  }
  std::set<std::size_t> all;
  for (std::size_t target = 0; target < needed_by.size(); ++target) {
    all.insert(target);
    for (const NeedEdge& edge : needed_by[target]) {
      plain.nodes[edge.from].needs.push_back({.target = target, .specifier = {}});
    }
  }
  const std::vector<std::size_t> roots = roots_of(plain, all, {});
  std::set<std::size_t> beginnings(roots.begin(), roots.end());
  for (std::size_t number = 0; number < graph.packages.size(); ++number) {
    if (graph.packages[number].asked_for == AskedFor::yes) {
      beginnings.insert(number);
    }
  }
  return beginnings;
}

/// What is needed in any case, and with many extras besides, is told once.
std::vector<std::vector<NeedEdge>> without_repeats(std::vector<std::vector<NeedEdge>> needed_by) {
  for (std::vector<NeedEdge>& edges : needed_by) {
    std::ranges::stable_sort(edges, {},
                             [](const NeedEdge& edge) { return std::pair(edge.from, edge.need->extra.has_value()); });
    const auto repeated = std::ranges::unique(edges, [](const NeedEdge& first, const NeedEdge& next) {
      return first.from == next.from && next.need->extra.has_value();
    });
    edges.erase(repeated.begin(), repeated.end());
  }
  return needed_by;
}

/// Walks depth first for chains of one length after another, and only where a chain of that length can still be: so
/// the first walk goes straight to the shortest ones, however many there are.
class ChainSearch {
 public:
  ChainSearch(const NeedGraph& graph, std::size_t package)
      : needed_by_(without_repeats(needs_by_target(graph))),
        beginnings_(beginnings_of(graph, needed_by_)),
        package_(package),
        away_(needed_by_.size(), k_never),
        is_on_way_(needed_by_.size(), false) {}

  NeedChains run(std::size_t most) {
    NeedChains found;
    found.is_beginning = beginnings_.contains(package_);
    measure();
    std::size_t length = k_never;
    for (const NeedEdge& edge : needed_by_[package_]) {
      length = std::min(length, away_[edge.from] == k_never ? k_never : away_[edge.from] + 1);
    }
    for (bool goes_on = length != k_never; goes_on; ++length) {
      is_cut_ = false;
      walk(length, most, found);
      goes_on = is_cut_ && !found.has_uncounted;
    }
    return found;
  }

 private:
  static constexpr std::size_t k_never = std::numeric_limits<std::size_t>::max();

  struct Place {
    std::size_t number = 0;
    const Need* need = nullptr;  ///< where it leads to: nothing for the package itself
    std::size_t next = 0;        ///< of its edges
  };

  /// How many steps lie above each package, at least, without the package that is asked about.
  void measure() {
    std::vector<std::vector<std::size_t>> needs(needed_by_.size());
    for (std::size_t target = 0; target < needed_by_.size(); ++target) {
      for (const NeedEdge& edge : needed_by_[target]) {
        needs[edge.from].push_back(target);
      }
    }
    std::vector<std::size_t> reached(beginnings_.begin(), beginnings_.end());
    std::erase(reached, package_);
    for (const std::size_t number : reached) {
      away_[number] = 0;
    }
    for (std::size_t at = 0; at < reached.size(); ++at) {
      for (const std::size_t target : needs[reached[at]]) {
        if (target != package_ && away_[target] == k_never) {
          away_[target] = away_[reached[at]] + 1;
          reached.push_back(target);
        }
      }
    }
  }

  void walk(std::size_t length, std::size_t most, NeedChains& found) {
    enter({.number = package_});
    while (!way_.empty()) {
      Place& place = way_.back();
      const std::vector<NeedEdge>& edges = needed_by_[place.number];
      if (place.next == edges.size()) {
        is_on_way_[place.number] = false;
        way_.pop_back();
        continue;
      }
      if (steps_ == k_steps) {
        found.has_uncounted = true;
        return;
      }
      ++steps_;
      const NeedEdge& edge = edges[place.next++];
      if (is_on_way_[edge.from] || away_[edge.from] == k_never) {
        continue;
      }
      if (way_.size() + away_[edge.from] > length) {
        is_cut_ = true;
        continue;
      }
      enter({.number = edge.from, .need = edge.need});
      if (way_.size() == length + 1 && away_[edge.from] == 0) {
        take(most, found);
      }
    }
  }

  void enter(Place place) {
    is_on_way_[place.number] = true;
    way_.push_back(place);
  }

  void take(std::size_t most, NeedChains& found) const {
    if (found.chains.size() == most) {
      ++found.more;
      return;
    }
    NeedChain chain{.start = way_.back().number};
    for (std::size_t at = way_.size() - 1; at > 0; --at) {
      chain.steps.push_back(way_[at].need);
    }
    found.chains.push_back(std::move(chain));
  }

  std::vector<std::vector<NeedEdge>> needed_by_;
  std::set<std::size_t> beginnings_;
  std::size_t package_;
  std::vector<std::size_t> away_;
  std::vector<bool> is_on_way_;
  std::vector<Place> way_;  // from the package up
  std::size_t steps_ = 0;
  bool is_cut_ = false;  // a longer chain is not ruled out
};

}  // namespace

NeedChains find_chains(const NeedGraph& graph, std::size_t package, std::size_t most) {
  return ChainSearch(graph, package).run(most);
}

}  // namespace axle::engine
