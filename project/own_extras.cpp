// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks the extras that an extra includes, breadth first.
#include "project/own_extras.hpp"

#include <cstddef>
#include <limits>
#include <utility>

#include "base/format.hpp"

namespace axle::project {
namespace {

constexpr std::size_t k_visit_limit = 1000;
/// Over all extras: each visit may carry the markers of a whole chain.
constexpr std::size_t k_all_visits_limit = 10'000;
constexpr std::size_t k_no_parent = std::numeric_limits<std::size_t>::max();

/// One extra on the walk, and the condition under which it is included.
struct Visit {
  spec::ExtraName extra;
  spec::Marker condition;
  std::size_t parent = k_no_parent;
};

bool is_ancestor(const std::vector<Visit>& visits, std::size_t from, const spec::ExtraName& extra) {
  for (std::size_t at = from; at != k_no_parent; at = visits[at].parent) {
    if (visits[at].extra == extra) {
      return true;
    }
  }
  return false;
}

class Expansion {
 public:
  Expansion(const ExtraRequirements& written, const spec::PackageName& project)
      : written_(written), project_(project) {}

  Result<std::vector<spec::Requirement>> expand(const spec::ExtraName& root) {
    all_visits_ += visits_.size();
    visits_ = {{root, spec::Marker(), k_no_parent}};
    flat_.clear();
    for (std::size_t at = 0; at < visits_.size(); ++at) {
      if (visits_.size() > k_visit_limit) {
        return fail(ErrorCode::bad_configuration,
                    format("the extra `{}` includes more than {} extras", root.text(), k_visit_limit));
      }
      if (all_visits_ + visits_.size() > k_all_visits_limit) {
        return fail(ErrorCode::bad_configuration, format("the extras of `{}` include more than {} extras in all",
                                                         project_.text(), k_all_visits_limit));
      }
      if (const auto found = written_.find(visits_[at].extra); found != written_.end()) {
        take_all(found->second, at);
      }
    }
    return std::move(flat_);
  }

 private:
  void take_all(const std::vector<spec::Requirement>& requirements, std::size_t at) {
    for (const spec::Requirement& requirement : requirements) {
      spec::Requirement narrowed = requirement;
      narrowed.marker = visits_[at].condition & requirement.marker;
      if (requirement.name == project_ && !requirement.extras.empty() && !requirement.url) {
        include(narrowed, at);
      } else {
        flat_.push_back(std::move(narrowed));
      }
    }
  }

  void include(const spec::Requirement& own, std::size_t at) {
    for (const spec::ExtraName& extra : own.extras) {
      if (!is_ancestor(visits_, at, extra)) {
        visits_.push_back({extra, own.marker, at});
      }
    }
  }

  const ExtraRequirements& written_;
  const spec::PackageName& project_;
  std::vector<Visit> visits_;
  std::size_t all_visits_ = 0;  ///< of the extras before
  std::vector<spec::Requirement> flat_;
};

}  // namespace

Result<ExtraRequirements> expand_own_extras(const ExtraRequirements& written, const spec::PackageName& project) {
  ExtraRequirements out;
  Expansion expansion(written, project);
  for (const auto& [extra, requirements] : written) {
    TRY_ASSIGN(out[extra], expansion.expand(extra));
  }
  return out;
}

}  // namespace axle::project
