// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks requirements over installed distributions with a work list; each (name, extras) is expanded once.
#include "engine/satisfaction.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/url_tokens.hpp"
#include "engine/direct_wheel.hpp"

namespace axle::engine {
namespace {

/// The same URL, and for a wheel on this machine the same archive, where direct_url.json tells which one it was.
bool is_source(const Url& url, const std::optional<spec::DirectUrl>& direct) {
  if (!direct || without_tokens(direct->url) != without_tokens(url.to_request())) {
    return false;
  }
  const auto sha256 = [](const Hash& hash) { return hash.algorithm == HashAlgorithm::sha256; };
  if (std::ranges::none_of(direct->hashes, sha256)) {
    return true;
  }
  const auto hashes = read_direct_hashes(url, promised_hashes(url));
  return hashes && std::ranges::all_of(*hashes, [&](const Hash& hash) {
           return !sha256(hash) || std::ranges::find(direct->hashes, hash) != direct->hashes.end();
         });
}

class SatisfactionWalk {
 public:
  SatisfactionWalk(const InstallInputs& inputs, const venv::Installed& installed,
                   const spec::MarkerEnvironment& markers)
      : inputs_(inputs), installed_(installed), markers_(markers) {
    for (const auto& constraint : inputs.constraints) {
      constraints_[constraint.requirement.name].push_back(&constraint.requirement);
    }
    for (const auto& given : inputs.overrides) {
      overrides_[given.requirement.name].push_back(&given.requirement);
    }
  }

  bool run(SatisfactionScope scope) {
    for (const auto& root : inputs_.roots) {
      if (!take(root.requirement, {})) {
        return false;
      }
    }
    while (scope == SatisfactionScope::with_dependencies && !open_.empty()) {
      const auto [name, extras] = std::move(open_.back());
      open_.pop_back();
      if (!expand(name, extras)) {
        return false;
      }
    }
    return true;
  }

 private:
  using Extras = std::vector<spec::ExtraName>;

  /// One requirement, or what the overrides put in its place, whatever its marker says, but for an extra that it
  /// needs.
  bool take(const spec::Requirement& requirement, const Extras& active) {
    const auto replaced = overrides_.find(requirement.name);
    if (replaced == overrides_.end()) {
      return take_one(requirement, active);
    }
    const auto extra = requirement.marker.required_extra();
    if (extra && std::ranges::find(active, *extra) == active.end()) {
      return true;
    }
    return std::ranges::all_of(replaced->second,
                               [&](const spec::Requirement* given) { return take_one(*given, active); });
  }

  bool take_one(const spec::Requirement& requirement, const Extras& active) {
    if (!requirement.marker.evaluate(markers_, active)) {
      return true;
    }
    const auto found = installed_.find(requirement.name);
    if (found.size() != 1 || !found.front()->version) {
      return false;
    }
    if (!fits(requirement, *found.front())) {
      return false;
    }
    if (seen_.emplace(requirement.name, requirement.extras).second) {
      open_.emplace_back(requirement.name, requirement.extras);
    }
    return true;
  }

  bool fits(const spec::Requirement& requirement, const venv::InstalledDistribution& distribution) {
    const auto constraints = constraints_.find(requirement.name);
    const auto allows = [&](const spec::Requirement* constraint) {
      return !constraint->marker.evaluate(markers_) || matches(*constraint, distribution);
    };
    return matches(requirement, distribution) &&
           (constraints == constraints_.end() || std::ranges::all_of(constraints->second, allows));
  }

  static bool matches(const spec::Requirement& requirement, const venv::InstalledDistribution& distribution) {
    return requirement.url ? is_source(*requirement.url, venv::read_direct_url(distribution))
                           : requirement.specifiers.contains(*distribution.version);
  }

  bool expand(const spec::PackageName& name, const Extras& extras) {
    const auto metadata = venv::read_installed_metadata(*installed_.find_first(name));
    return metadata && std::ranges::all_of(metadata->requires_dist,
                                           [&](const std::string& text) { return take_text(text, extras); });
  }

  /// A Requires-Dist: most are for other platforms or extras, so its marker is looked at first, and only once a text.
  bool take_text(const std::string& text, const Extras& extras) {
    const auto pieces = spec::split_requirement(text);
    if (pieces && extras.empty() && !pieces->marker.empty() && !holds_without_extras(pieces->marker)) {
      return true;
    }
    const auto parsed = spec::parse_requirement_lenient(text);
    return parsed && take(parsed->requirement, extras);
  }

  /// Overrides look at requirements whose marker is false too, so a name that has one is never skipped.
  bool holds_without_extras(std::string_view text) {
    if (!overrides_.empty()) {
      return true;
    }
    const auto known = markers_without_extras_.find(text);
    if (known != markers_without_extras_.end()) {
      return known->second;
    }
    const auto parsed = spec::Marker::parse_lenient(text);
    const bool holds = !parsed || parsed->marker.evaluate(markers_);
    markers_without_extras_.emplace(text, holds);
    return holds;
  }

  const InstallInputs& inputs_;
  const venv::Installed& installed_;
  const spec::MarkerEnvironment& markers_;
  std::map<spec::PackageName, std::vector<const spec::Requirement*>> constraints_;
  std::map<spec::PackageName, std::vector<const spec::Requirement*>> overrides_;
  std::map<std::string, bool, std::less<>> markers_without_extras_;
  std::set<std::pair<spec::PackageName, Extras>> seen_;
  std::vector<std::pair<spec::PackageName, Extras>> open_;
};

}  // namespace

bool is_satisfied(const InstallInputs& inputs, SatisfactionScope scope, const venv::Installed& installed,
                  const spec::MarkerEnvironment& markers) {
  // What the user says of single packages only the solver knows how to apply.
  return inputs.scoped_overrides.empty() && SatisfactionWalk(inputs, installed, markers).run(scope);
}

}  // namespace axle::engine
