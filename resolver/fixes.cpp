// SPDX-License-Identifier: MIT OR Apache-2.0
// Changes the problem in one place and asks again.
#include "resolver/fixes.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "resolver/further_conflicts.hpp"
#include "resolver/solve.hpp"
#include "spec/target_platform.hpp"

namespace axle::resolver {
namespace {

constexpr std::size_t k_told = 3;
constexpr std::size_t k_tries = 8;
constexpr std::size_t k_told_packages = 4;
constexpr std::uint64_t k_conflicts = 200;
constexpr std::uint32_t k_newest_minor = 15;
constexpr std::uint32_t k_oldest_minor = 8;

bool is_meant(const GivenRequirement& given, const FixStep& step) {
  return !given.is_installed && given.origin == step.origin && given.requirement.to_string() == step.requirement;
}

/// The changes that may help with one conflict.
class Changes {
 public:
  Changes(const Problem& problem, const NoSolution& proof, bool has_more_indexes)
      : problem_(problem), proof_(proof), has_more_indexes_(has_more_indexes) {}

  std::vector<FixStep> list() {
    add_bounds();
    add_constraints();
    for (const ExplainedPackage& package : proof_.packages) {
      if (!package.hidden_prereleases.empty()) {
        list_.push_back({.kind = FixKind::prereleases, .package = package.name});
      }
      if (!package.hidden_newer.empty()) {
        list_.push_back({.kind = FixKind::dates, .package = package.name});
      }
    }
    // Where an index refused, the others must not answer in its place.
    const auto is_refused = [](const ExplainedPackage& package) { return package.absence == Absence::unauthorized; };
    if (has_more_indexes_ && std::ranges::none_of(proof_.packages, is_refused)) {
      list_.push_back({.kind = FixKind::indexes, .package = {}});
    }
    add_python();
    const auto key = [](const FixStep& step) {
      return std::tie(step.kind, step.package, step.requirement, step.origin);
    };
    std::ranges::sort(list_, {}, key);
    const auto repeated = std::ranges::unique(list_, {}, key);
    list_.erase(repeated.begin(), repeated.end());
    return std::move(list_);
  }

 private:
  void add_bounds() {
    const std::set<spec::PackageName> named = packages_of(proof_, FactKind::requirement);
    for (const auto& [requirement, origin, is_installed] : problem_.roots) {
      if (!named.contains(requirement.name) || requirement.specifiers.empty() || requirement.url || is_installed) {
        continue;
      }
      spec::Requirement unbound = requirement;
      unbound.specifiers = {};
      list_.push_back({.kind = FixKind::requirement,
                       .package = requirement.name,
                       .requirement = requirement.to_string(),
                       .origin = origin,
                       .replacement = unbound.to_string()});
    }
  }

  void add_constraints() {
    const std::set<spec::PackageName> named = packages_of(proof_, FactKind::constraint);
    for (const auto& [requirement, origin, is_installed] : problem_.constraints) {
      if (named.contains(requirement.name)) {
        list_.push_back({.kind = FixKind::constraint,
                         .package = requirement.name,
                         .requirement = requirement.to_string(),
                         .origin = origin});
      }
    }
  }

  /// The nearest Python that a Requires-Python of the conflict allows, newer ones first.
  void add_python() {
    std::vector<spec::SpecifierSet> wanted;
    for (const Fact& fact : proof_.facts) {
      if (fact.kind == FactKind::unusable && fact.reason == UnusableReason::requires_python) {
        if (auto parsed = spec::SpecifierSet::parse_lenient(fact.text)) {
          wanted.push_back(std::move(parsed->set));
        }
      }
    }
    for (const std::uint32_t minor : other_minors()) {
      const auto version = spec::Version::try_parse(format("3.{}", minor));
      const auto allows = [&](const auto& set) { return spec::python_satisfies(set, *version); };
      if (version && std::ranges::any_of(wanted, allows)) {
        list_.push_back({.kind = FixKind::python, .package = {}, .python = version});
        return;
      }
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> other_minors() const {
    std::vector<std::uint32_t> minors;
    for (std::uint32_t minor = problem_.target.minor + 1; minor <= k_newest_minor; ++minor) {
      minors.push_back(minor);
    }
    for (std::uint32_t minor = problem_.target.minor; minor-- > k_oldest_minor;) {
      minors.push_back(minor);
    }
    return minors;
  }

  const Problem& problem_;
  const NoSolution& proof_;
  bool has_more_indexes_;
  std::vector<FixStep> list_;
};

class FixFinder {
 public:
  FixFinder(const Problem& problem, const FixSources& sources, const std::stop_token& stop)
      : problem_(problem), sources_(sources), stop_(stop) {
    problem_.options.most_conflicts = k_conflicts;
  }

  Result<void> run(NoSolution& proof) {
    if (proof.others.empty()) {
      return find_helping(proof, problem_, k_told, proof.fixes);
    }
    std::vector<const NoSolution*> conflicts{&proof};
    for (const NoSolution& other : proof.others) {
      conflicts.push_back(&other);
    }
    Problem changed = problem_;
    Fix joint;
    for (const NoSolution* const conflict : conflicts) {
      TRY_ASSIGN(auto step, first_for(*conflict, conflicts));
      if (!step) {
        return {};
      }
      changed = with_change(std::move(changed), *step);
      if (std::ranges::find(joint.steps, *step) == joint.steps.end()) {
        joint.steps.push_back(*std::move(step));
      }
    }
    TRY_ASSIGN(const auto answer, ask(changed));
    if (answer) {
      add_packages(conflicts, *answer, joint);
      proof.fixes.push_back(std::move(joint));
    }
    return {};
  }

 private:
  /// What helps with one conflict while nobody asks for what is in the others.
  Result<std::optional<FixStep>> first_for(const NoSolution& conflict,
                                           const std::vector<const NoSolution*>& conflicts) {
    Problem alone = problem_;
    for (const NoSolution* const other : conflicts) {
      alone = other == &conflict ? std::move(alone) : without_inputs_of(std::move(alone), *other);
    }
    std::vector<Fix> fixes;
    TRY(find_helping(conflict, alone, 1, fixes));
    return fixes.empty() ? std::nullopt : std::optional(std::move(fixes.front().steps.front()));
  }

  /// The first changes that help alone.
  Result<void> find_helping(const NoSolution& conflict, const Problem& problem, std::size_t most,
                            std::vector<Fix>& fixes) {
    std::size_t tried = 0;
    for (FixStep& step : Changes(problem, conflict, static_cast<bool>(sources_.all_indexes)).list()) {
      if (fixes.size() == most || ++tried > k_tries) {
        break;
      }
      TRY_ASSIGN(const auto answer, ask(with_change(problem, step)));
      if (answer) {
        Fix fix{.steps = {}, .packages = {}};
        fix.steps.push_back(std::move(step));
        add_packages({&conflict}, *answer, fix);
        fixes.push_back(std::move(fix));
      }
    }
    return {};
  }

  /// Nothing where there is no answer either, or none that can be had.
  Result<std::optional<Resolution>> ask(const Problem& changed) {
    const bool asks_all =
        changed.options.index_strategy != problem_.options.index_strategy && static_cast<bool>(sources_.all_indexes);
    auto outcome = solve(changed, asks_all ? sources_.all_indexes() : sources_.asked, stop_);
    if (!outcome) {
      return outcome.error().code() == ErrorCode::cancelled
                 ? Result<std::optional<Resolution>>(fail(std::move(outcome).error()))
                 : std::nullopt;
    }
    auto* resolution = std::get_if<Resolution>(&*outcome);
    return resolution == nullptr ? std::nullopt : std::optional(std::move(*resolution));
  }

  static void add_packages(const std::vector<const NoSolution*>& conflicts, const Resolution& resolution, Fix& fix) {
    std::set<spec::PackageName> concerned;
    for (const NoSolution* const conflict : conflicts) {
      for (const ExplainedPackage& explained : conflict->packages) {
        concerned.insert(explained.name);
      }
    }
    for (const ResolvedPackage& package : resolution.packages) {
      if (concerned.contains(package.name) && fix.packages.size() < k_told_packages) {
        fix.packages.emplace_back(package.name, package.version);
      }
    }
  }

  Problem problem_;
  const FixSources& sources_;
  std::stop_token stop_;
};

}  // namespace

Problem with_change(Problem problem, const FixStep& step) {
  switch (step.kind) {
    case FixKind::requirement:
      for (GivenRequirement& root : problem.roots) {
        root.requirement.specifiers = is_meant(root, step) ? spec::SpecifierSet() : root.requirement.specifiers;
      }
      break;
    case FixKind::constraint:
      std::erase_if(problem.constraints, [&](const GivenRequirement& given) { return is_meant(given, step); });
      break;
    case FixKind::prereleases:
      problem.options.prerelease.per_package.emplace_back(step.package, PrereleaseMode::allow);
      break;
    case FixKind::dates: {
      auto& own = problem.options.exclude_newer.per_package;
      std::erase_if(own, [&](const auto& entry) { return entry.first == step.package; });
      own.emplace_back(step.package, std::nullopt);
      break;
    }
    case FixKind::indexes:
      problem.options.index_strategy = IndexStrategy::unsafe_best_match;
      break;
    case FixKind::python:
      problem.target = spec::with_version(std::move(problem.target), *step.python);
      problem.tags = spec::SupportedTags::of(problem.target);
      break;
  }
  return problem;
}

Result<void> find_fixes(const Problem& problem, const FixSources& sources, const std::stop_token& stop,
                        NoSolution& proof) {
  return FixFinder(problem, sources, stop).run(proof);
}

}  // namespace axle::resolver
