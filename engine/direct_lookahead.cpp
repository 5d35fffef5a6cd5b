// SPDX-License-Identifier: MIT OR Apache-2.0
// A work list of (wheel, extras); each is read once.
#include "engine/direct_lookahead.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "engine/direct_wheel.hpp"

namespace axle::engine {
namespace {

using Requirements = std::vector<spec::Requirement>;

class DirectLookahead {
 public:
  DirectLookahead(InstallInputs& inputs, fetch::IndexClient& indexes, const spec::MarkerEnvironment& markers,
                  std::stop_token stop)
      : inputs_(inputs), indexes_(indexes), markers_(markers), stop_(std::move(stop)) {
    for (const resolver::GivenRequirement& given : inputs.overrides) {
      Requirements& list = overrides_[given.requirement.name.text()];
      if (given.requirement.marker.evaluate(markers)) {
        list.push_back(given.requirement);
      }
    }
    for (const resolver::GivenRequirement& given : inputs.constraints) {
      if (given.requirement.url && given.requirement.marker.evaluate(markers)) {
        constraints_[given.requirement.name.text()].push_back(given.requirement);
      }
    }
  }

  Result<void> run() {
    for (const resolver::GivenRequirement& root : inputs_.roots) {
      meet(root.requirement, {});
    }
    while (!open_.empty()) {
      const spec::Requirement next = std::move(open_.back());
      open_.pop_back();
      TRY(read(next));
    }
    return {};
  }

 private:
  /// What a requirement leads to: itself, or what overrides put in its place, whatever its marker says, but for an
  /// extra that it needs.
  void meet(const spec::Requirement& requirement, std::span<const spec::ExtraName> active) {
    const auto replaced = overrides_.find(requirement.name.text());
    if (replaced == overrides_.end()) {
      if (requirement.marker.evaluate(markers_, active)) {
        push_constrained(requirement);
      }
      return;
    }
    const auto extra = requirement.marker.required_extra();
    if (!extra || std::ranges::find(active, *extra) != active.end()) {
      std::ranges::for_each(replaced->second, [this](const auto& override) { push_constrained(override); });
    }
  }

  /// The requirement's wheel, and those that constraints name for the same package.
  void push_constrained(const spec::Requirement& requirement) {
    push(requirement);
    const auto found = constraints_.find(requirement.name.text());
    if (found == constraints_.end()) {
      return;
    }
    for (spec::Requirement wheel : found->second) {
      wheel.extras = requirement.extras;
      push(wheel);
    }
  }

  void push(const spec::Requirement& requirement) {
    if (requirement.url &&
        seen_.emplace(requirement.url->without_fragment().to_secret_text(), requirement.extras).second) {
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
      if (const auto parsed = spec::parse_requirement_lenient(view.text)) {
        TRY(take(parsed->requirement, asked));
      }
    }
    return {};
  }

  /// A requirement in the metadata of the wheel that was asked for.
  Result<void> take(const spec::Requirement& requirement, const spec::Requirement& asked) {
    if (requirement.url && !overrides_.contains(requirement.name.text())) {
      if (!is_followed(requirement, asked)) {
        return {};
      }
      TRY(add(requirement, asked));
    }
    if (!requirement.specifiers.empty() && requirement.marker.evaluate(markers_, asked.extras)) {
      inputs_.named_by_wheels.push_back(requirement);
    }
    meet(requirement, asked.extras);
    return {};
  }

  /// Anything but a wheel is left to the solver, which refuses it with its reason.
  [[nodiscard]] bool is_followed(const spec::Requirement& requirement, const spec::Requirement& asked) const {
    return requirement.url->file_name().ends_with(".whl") && (asked.url->is_file() || !requirement.url->is_file()) &&
           requirement.marker.evaluate(markers_, asked.extras);
  }

  /// Also a wheel that is known may get new digests to hold, whoever names it first.
  Result<void> add(spec::Requirement requirement, const spec::Requirement& asked) {
    TRY_ASSIGN(DirectWheel wheel, read_direct_wheel(requirement));
    if (add_direct_wheel(inputs_.direct, std::move(wheel))) {
      requirement.marker = {};
      requirement.extras.clear();
      inputs_.constraints.push_back(
          {.requirement = std::move(requirement), .origin = format("metadata of {}", asked.name.text())});
    }
    return {};
  }

  InstallInputs& inputs_;
  fetch::IndexClient& indexes_;
  const spec::MarkerEnvironment& markers_;
  std::stop_token stop_;
  std::map<std::string, Requirements, std::less<>> overrides_;    // that hold; no entry: the name has none at all
  std::map<std::string, Requirements, std::less<>> constraints_;  // that hold and have a URL
  std::set<std::pair<std::string, std::vector<spec::ExtraName>>> seen_;
  Requirements open_;
};

}  // namespace

Result<void> follow_direct_wheels(InstallInputs& inputs, fetch::IndexClient& indexes,
                                  const spec::MarkerEnvironment& markers, std::stop_token stop) {
  return DirectLookahead(inputs, indexes, markers, std::move(stop)).run();
}

}  // namespace axle::engine
