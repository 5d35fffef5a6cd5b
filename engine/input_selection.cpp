// SPDX-License-Identifier: MIT OR Apache-2.0
// Looks at the markers of what the user gave, once.
#include "engine/input_selection.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/text.hpp"
#include "engine/direct_wheel.hpp"
#include "engine/requirement_files.hpp"
#include "fetch/wheel_download.hpp"

namespace axle::engine {
namespace {

/// Wheels given by URL, as far as they are for this Python.
class DirectSelection {
 public:
  DirectSelection(InstallInputs& inputs, const spec::MarkerEnvironment& markers) : inputs_(inputs), markers_(markers) {}

  Result<void> add_all() {
    // Overrides take the place of what is required; constraints hold beside them.
    add_if_asked_for(inputs_.overrides);
    add_if_asked_for(inputs_.constraints);
    for (const resolver::GivenRequirement& given : inputs_.overrides) {
      overridden_.insert(given.requirement.name);
    }
    for (const resolver::GivenRequirement& given : inputs_.roots) {
      if (counts(given.requirement)) {
        TRY(add_direct(given.requirement));
      }
    }
    return {};
  }

 private:
  [[nodiscard]] bool counts(const spec::Requirement& requirement) const {
    return requirement.url && !overridden_.contains(requirement.name) && requirement.marker.evaluate(markers_);
  }

  /// What is wrong with it is told once somebody asks for the name.
  void add_if_asked_for(const std::vector<resolver::GivenRequirement>& list) {
    for (const resolver::GivenRequirement& given : list) {
      if (!counts(given.requirement)) {
        continue;
      }
      if (const auto added = add_direct(given.requirement); !added) {
        inputs_.refused.push_back({given.requirement.name, added.error().code(), added.error().message()});
      }
    }
  }

  Result<void> add_direct(const spec::Requirement& requirement) {
    TRY_ASSIGN(DirectWheel wheel, read_direct_wheel(requirement));
    take_fragment(wheel);
    add_direct_wheel(inputs_.direct, std::move(wheel));
    return {};
  }

  /// A digest in the fragment is as good as --hash, and better than a weak one. Beside a strong one both must hold,
  /// which fetching sees to.
  void take_fragment(const DirectWheel& wheel) {
    std::vector<Hash> hashes = wheel.hashes;
    std::erase_if(hashes, [](const Hash& hash) { return !is_secure(hash.algorithm); });
    if (hashes.empty()) {
      return;
    }
    std::vector<Hash>& allowed = inputs_.hashes[wheel.name.name];
    if (std::ranges::none_of(allowed, [](const Hash& hash) { return is_secure(hash.algorithm); })) {
      allowed = std::move(hashes);
    }
  }

  InstallInputs& inputs_;
  const spec::MarkerEnvironment& markers_;
  std::set<spec::PackageName> overridden_;
};

/// Who gives hashes for a name, allows no others: nobody can widen what somebody else allows.
Result<void> select_hashes(CollectedInputs& collected, const spec::MarkerEnvironment& markers) {
  InstallInputs& inputs = collected.inputs;
  const auto is_overridden = [&](const spec::PackageName& name) {
    return std::ranges::any_of(inputs.overrides, [&](const auto& given) { return given.requirement.name == name; });
  };
  for (const GivenHashes& given : collected.hashes) {
    if (!given.marker.evaluate(markers) || (given.given_as == GivenAs::requirement && is_overridden(given.name))) {
      continue;
    }
    const auto [allowed, is_first] = inputs.hashes.try_emplace(given.name, given.hashes);
    if (!is_first) {
      const std::set<Hash> also(given.hashes.begin(), given.hashes.end());
      std::erase_if(allowed->second, [&](const Hash& hash) { return !also.contains(hash); });
    }
    if (allowed->second.empty()) {
      return fail(ErrorCode::bad_configuration,
                  format("no hash of `{}` is allowed by all the requirements and constraints that give hashes for it",
                         given.name.text()));
    }
  }
  for (auto& [name, hashes] : inputs.hashes) {
    fetch::drop_insecure(hashes);
  }
  return {};
}

Result<void> select_sources(CollectedInputs& collected, const spec::MarkerEnvironment& markers) {
  for (const auto& [name, asked_for, source] : collected.sources) {
    if (!asked_for.evaluate(markers) || !source.marker.evaluate(markers)) {
      continue;
    }
    const auto [sent, is_first] =
        collected.inputs.sent_to.try_emplace(name, SentToIndex{.index = source.index, .place = source.place});
    if (!is_first && sent->second.index != source.index) {
      return fail(
          Error(ErrorCode::bad_configuration, format("`{}` is to come from two indexes, `{}` and `{}`", name.text(),
                                                     to_printable(sent->second.index), to_printable(source.index)))
              .with_place(source.place));
    }
  }
  return {};
}

}  // namespace

Result<void> select_inputs(CollectedInputs& collected, const spec::MarkerEnvironment& markers) {
  for (const UnsupportedInput& input : collected.unsupported) {
    if (!input.reference.marker.evaluate(markers)) {
      continue;
    }
    auto refusal = refuse_unsupported(input.reference);
    if (input.given_as == GivenAs::requirement) {
      return refusal;
    }
    collected.inputs.refused.push_back({*input.reference.name, refusal.error().code(), refusal.error().message()});
  }
  TRY(select_hashes(collected, markers));
  TRY(select_sources(collected, markers));
  return DirectSelection(collected.inputs, markers).add_all();
}

}  // namespace axle::engine
