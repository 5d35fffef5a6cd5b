// SPDX-License-Identifier: MIT OR Apache-2.0
// Measures how far back each pick is, and why; then asks again, at most three times.
#include "resolver/swap.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <utility>
#include <vector>

namespace axle::resolver {
namespace {

constexpr int k_tries = 3;
/// Of one try. One that helps has few: what it needs was learned before.
constexpr std::uint64_t k_conflicts = 10;

struct Lag {
  std::uint32_t versions = 0;
  std::vector<NameId> held_by;  ///< ascending
};

/// Reasons that are the same at every time for what an index or the cache holds: a try cannot go on. Another one may
/// pass, and whether it comes must not decide between two answers.
constexpr std::array k_no_ways = {
    ErrorCode::resolution_too_hard, ErrorCode::no_artifact,        ErrorCode::package_not_found,
    ErrorCode::quarantined,         ErrorCode::bad_index_page,     ErrorCode::bad_metadata,
    ErrorCode::bad_wheel,           ErrorCode::bad_wheel_name,     ErrorCode::hash_mismatch,
    ErrorCode::unauthorized,        ErrorCode::too_many_redirects, ErrorCode::not_found,
    ErrorCode::permission_denied,   ErrorCode::response_too_large, ErrorCode::offline};

bool is_no_way(ErrorCode code) {
  return std::ranges::find(k_no_ways, code) != k_no_ways.end();
}

/// The product of 1 + lag over all packages, which compares like the sum of the logarithms, exactly.
class Burden {
 public:
  void add(std::uint32_t lag) {
    std::uint64_t carry = 0;
    for (std::uint32_t& digit : digits_) {
      carry += digit * (1ULL + lag);
      digit = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
    if (carry != 0) {
      digits_.push_back(static_cast<std::uint32_t>(carry));
    }
  }

  [[nodiscard]] bool is_less_than(const Burden& other) const {
    return digits_.size() != other.digits_.size()
               ? digits_.size() < other.digits_.size()
               : std::ranges::lexicographical_compare(digits_ | std::views::reverse,
                                                      other.digits_ | std::views::reverse);
  }

 private:
  std::vector<std::uint32_t> digits_{1};  ///< base 2^32, the lowest first
};

/// An answer, and what there is to say against it.
struct Judged {
  std::vector<Pick> picks;
  DecisionOrder order;
  std::map<NameId, Lag> lags;  ///< of packages that are back at all
  Burden burden{};
};

class SwapTrial {
 public:
  SwapTrial(Search& search, PackageUniverse& universe) : search_(search), universe_(universe) {}

  Result<void> run(std::span<const Pick> picks, const std::function<void(std::span<const Pick>)>& take) {
    Judged best = judge({picks.begin(), picks.end()});
    std::set<NameId> tried;
    for (int i = 0; i < k_tries; ++i) {
      const auto worst = farthest_back(best, tried);
      if (!worst) {
        break;
      }
      tried.insert(*worst);
      DecisionOrder order = best.order;
      for (const NameId culprit : best.lags.at(*worst).held_by) {
        order.put_last(culprit);
      }
      order.put_first(*worst);
      const auto held = std::ranges::find(best.picks, *worst, &Pick::name);
      auto found = search_.retry(std::move(order), *held, k_conflicts);
      if (!found && is_no_way(found.error().code())) {
        break;  // there is an answer
      }
      TRY_ASSIGN(auto retried, std::move(found));
      if (!retried) {
        continue;
      }
      Judged other = judge(*std::move(retried));
      if (is_better(other, best, *worst)) {
        best = std::move(other);
        take(best.picks);
      }
    }
    return {};
  }

 private:
  [[nodiscard]] bool is_package(const Pick& pick) const {
    return pick.name != k_root && !universe_.name(pick.name).extra;
  }

  Judged judge(std::vector<Pick> picks) {
    Judged judged{.picks = std::move(picks), .order = search_.order(), .lags = {}};
    for (const Pick& pick : judged.picks) {
      if (!is_package(pick) || universe_.is_kept(pick.name, pick.bit)) {
        continue;
      }
      Lag lag = lag_of(pick);
      if (lag.versions > 0) {
        judged.burden.add(lag.versions);
        judged.lags.emplace(pick.name, std::move(lag));
      }
    }
    return judged;
  }

  /// What is gone in any case does not count.
  Lag lag_of(const Pick& pick) {
    Lag lag;
    std::set<std::uint32_t> seen;
    std::set<NameId> held_by;
    for (auto bit = static_cast<std::uint32_t>(universe_.bits(pick.name) - 1); bit > pick.bit; --bit) {
      const Assignment* removal = search_.removal(pick.name, bit);
      if (removal == nullptr || removal->level == 0) {
        continue;
      }
      ++lag.versions;
      if (seen.insert(removal->index).second) {
        const std::vector<NameId> decisions = search_.decisions_behind(pick.name, *removal);
        held_by.insert(decisions.begin(), decisions.end());
      }
    }
    held_by.erase(pick.name);
    if (held_by.empty()) {
      return {};
    }
    lag.held_by.assign(held_by.begin(), held_by.end());
    return lag;
  }

  /// Of those equally far back the one decided first.
  [[nodiscard]] std::optional<NameId> farthest_back(const Judged& judged, const std::set<NameId>& tried) const {
    std::optional<NameId> worst;
    for (const Pick& pick : judged.picks) {
      const auto lag = judged.lags.find(pick.name);
      if (lag == judged.lags.end() || lag->second.versions < k_far_back || tried.contains(pick.name)) {
        continue;
      }
      if (!worst || lag->second.versions > judged.lags.at(*worst).versions) {
        worst = pick.name;
      }
    }
    return worst;
  }

  static std::uint32_t versions_back(const Judged& judged, NameId name) {
    const auto lag = judged.lags.find(name);
    return lag == judged.lags.end() ? 0 : lag->second.versions;
  }

  /// `other` was found to bring `helped` forward.
  [[nodiscard]] bool is_better(const Judged& other, const Judged& best, NameId helped) {
    const std::uint32_t back = versions_back(other, helped);
    const std::uint32_t was_back = versions_back(best, helped);
    const std::uint32_t price = was_back > back ? (was_back - back) / 2 : 0;
    const auto is_thrown_back = [&best, price](const auto& entry) {
      const std::uint32_t now = entry.second.versions;
      return now >= k_far_back && now > versions_back(best, entry.first) && now > price;
    };
    const auto is_lost = [this, &other](const Pick& pick) {
      return is_package(pick) && universe_.is_kept(pick.name, pick.bit) &&
             std::ranges::find(other.picks, pick) == other.picks.end();
    };
    const auto goes_back = [this, &best](const Pick& pick) {
      return is_package(pick) && universe_.goes_back(pick.name, pick.bit) &&
             std::ranges::find(best.picks, pick) == best.picks.end();
    };
    return other.burden.is_less_than(best.burden) && std::ranges::none_of(other.picks, goes_back) &&
           std::ranges::none_of(other.lags, is_thrown_back) && std::ranges::none_of(best.picks, is_lost);
  }

  Search& search_;
  PackageUniverse& universe_;
};

}  // namespace

Result<void> try_swaps(Search& search, PackageUniverse& universe, std::span<const Pick> picks,
                       const std::function<void(std::span<const Pick>)>& take) {
  return SwapTrial(search, universe).run(picks, take);
}

}  // namespace axle::resolver
