// SPDX-License-Identifier: MIT OR Apache-2.0
// Goes upwards from the package, breadth first, over a list of places that know where they came from.
#include "engine/need_chains.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/dependency_graph.hpp"

namespace axle::engine {
namespace {

constexpr std::size_t k_room = 100'000;

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

class ChainSearch {
 public:
  ChainSearch(const NeedGraph& graph, std::size_t package)
      : needed_by_(without_repeats(needs_by_target(graph))),
        beginnings_(beginnings_of(graph, needed_by_)),
        package_(package) {}

  NeedChains run(std::size_t most) {
    NeedChains found;
    found.is_beginning = beginnings_.contains(package_);
    places_.push_back({.number = package_});
    for (std::size_t at = 0; at < places_.size(); ++at) {
      if (at != 0 && beginnings_.contains(places_[at].number)) {
        take(at, most, found);
      }
      for (const NeedEdge& edge : needed_by_[places_[at].number]) {
        found.has_uncounted = found.has_uncounted || places_.size() >= k_room;
        if (places_.size() < k_room && !is_on_way(at, edge.from)) {
          places_.push_back({.number = edge.from, .below = at, .need = edge.need});
        }
      }
    }
    return found;
  }

 private:
  struct Place {
    std::size_t number = 0;
    std::size_t below = 0;       ///< of places_: where the need leads
    const Need* need = nullptr;  ///< nothing for the package itself
  };

  [[nodiscard]] bool is_on_way(std::size_t at, std::size_t number) const {
    while (places_[at].need != nullptr && places_[at].number != number) {
      at = places_[at].below;
    }
    return places_[at].number == number;
  }

  void take(std::size_t at, std::size_t most, NeedChains& found) const {
    if (found.chains.size() == most) {
      ++found.more;
      return;
    }
    NeedChain chain{.start = places_[at].number};
    for (; places_[at].need != nullptr; at = places_[at].below) {
      chain.steps.push_back(places_[at].need);
    }
    found.chains.push_back(std::move(chain));
  }

  std::vector<std::vector<NeedEdge>> needed_by_;
  std::set<std::size_t> beginnings_;
  std::size_t package_;
  std::vector<Place> places_;
};

}  // namespace

NeedChains find_chains(const NeedGraph& graph, std::size_t package, std::size_t most) {
  return ChainSearch(graph, package).run(most);
}

}  // namespace axle::engine
