// SPDX-License-Identifier: MIT OR Apache-2.0
// A work list of (wheel, extras) as the roots name them; each is read once.
#include "engine/direct_lookahead.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "engine/direct_wheel.hpp"

namespace axle::engine {
namespace {

class DirectLookahead {
 public:
  DirectLookahead(InstallInputs& inputs, fetch::IndexClient& indexes, const spec::MarkerEnvironment& markers,
                  std::stop_token stop)
      : inputs_(inputs), indexes_(indexes), markers_(markers), stop_(std::move(stop)) {
    for (const resolver::GivenRequirement& given : inputs.overrides) {
      overridden_.insert(given.requirement.name);
    }
  }

  Result<void> run() {
    for (const resolver::GivenRequirement& root : inputs_.roots) {
      if (root.requirement.marker.evaluate(markers_) && !overridden_.contains(root.requirement.name)) {
        push(root.requirement);
      }
    }
    for (const resolver::GivenRequirement& given : inputs_.overrides) {
      if (given.requirement.marker.evaluate(markers_)) {
        push(given.requirement);
      }
    }
    while (!open_.empty()) {
      const spec::Requirement next = std::move(open_.back());
      open_.pop_back();
      TRY(read(next));
    }
    return {};
  }

 private:
  void push(const spec::Requirement& requirement) {
    if (requirement.url && seen_.emplace(requirement.url->to_secret_text(), requirement.extras).second) {
      open_.push_back(requirement);
    }
  }

  Result<void> read(const spec::Requirement& asked) {
    TRY_ASSIGN(const DirectWheel wheel, read_direct_wheel(asked));
    const auto metadata = indexes_.metadata(make_direct_file(wheel), stop_);
    if (!metadata) {
      return stop_.stop_requested() ? Result<void>(fail(ErrorCode::cancelled, "cancelled")) : Result<void>{};
    }
    for (std::size_t i = 0; i < metadata->requirement_count(); ++i) {
      const auto view = metadata->requirement(i);
      if (view.url.empty()) {
        continue;
      }
      const auto parsed = spec::parse_requirement_lenient(view.text);
      if (parsed && is_followed(parsed->requirement, asked)) {
        TRY(add(parsed->requirement, asked));
      }
    }
    return {};
  }

  /// Anything but a wheel is left to the solver, which refuses it with its reason.
  [[nodiscard]] bool is_followed(const spec::Requirement& requirement, const spec::Requirement& asked) const {
    return requirement.url && !overridden_.contains(requirement.name) &&
           requirement.url->file_name().ends_with(".whl") && (asked.url->is_file() || !requirement.url->is_file()) &&
           requirement.marker.evaluate(markers_, asked.extras);
  }

  Result<void> add(spec::Requirement requirement, const spec::Requirement& asked) {
    push(requirement);
    const auto is_known = [&](const DirectWheel& wheel) {
      return wheel.name.name == requirement.name && wheel.url.without_fragment() == requirement.url->without_fragment();
    };
    if (std::ranges::any_of(inputs_.direct, is_known)) {
      return {};
    }
    TRY_ASSIGN(DirectWheel wheel, read_direct_wheel(requirement));
    inputs_.direct.push_back(std::move(wheel));
    requirement.marker = {};
    requirement.extras.clear();
    inputs_.constraints.push_back(
        {.requirement = std::move(requirement), .origin = format("metadata of {}", asked.name.text())});
    return {};
  }

  InstallInputs& inputs_;
  fetch::IndexClient& indexes_;
  const spec::MarkerEnvironment& markers_;
  std::stop_token stop_;
  std::set<spec::PackageName> overridden_;
  std::set<std::pair<std::string, std::vector<spec::ExtraName>>> seen_;
  std::vector<spec::Requirement> open_;
};

}  // namespace

Result<void> follow_direct_wheels(InstallInputs& inputs, fetch::IndexClient& indexes,
                                  const spec::MarkerEnvironment& markers, std::stop_token stop) {
  return DirectLookahead(inputs, indexes, markers, std::move(stop)).run();
}

}  // namespace axle::engine
