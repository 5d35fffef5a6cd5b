// SPDX-License-Identifier: MIT OR Apache-2.0
// Asks again with fewer requirements.
#include "resolver/further_conflicts.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "resolver/minimal_inputs.hpp"
#include "resolver/solve.hpp"

namespace axle::resolver {
namespace {

constexpr std::size_t k_most = 3;
/// Of one search: what is left out of a conflict may be hard for itself, and nobody asked that.
constexpr std::uint64_t k_conflicts = 1'000;

/// What the user said of other packages than those required: who shares it with an earlier conflict is no other one.
/// Constraints are left out then; an override cannot be, since without it the requirements that it replaces come back.
Problem without_inputs_of(Problem problem, const NoSolution& proof) {
  const std::set<spec::PackageName> constrained = packages_of(proof, FactKind::constraint);
  leave_out_constraints(
      problem, [&](const GivenRequirement& constraint) { return constrained.contains(constraint.requirement.name); });
  return without_requirements_of(std::move(problem), proof);
}

std::set<spec::PackageName> overridden_in(const Problem& problem, const NoSolution& proof) {
  std::set<spec::PackageName> overridden;
  for (const GivenRequirement& override : problem.overrides) {
    const auto is_meant = [&](const ExplainedPackage& package) { return package.name == override.requirement.name; };
    if (std::ranges::any_of(proof.packages, is_meant)) {
      overridden.insert(override.requirement.name);
    }
  }
  return overridden;
}

}  // namespace

std::set<spec::PackageName> packages_of(const NoSolution& proof, FactKind kind) {
  std::set<spec::PackageName> named;
  for (const Fact& fact : proof.facts) {
    for (const FactTerm& term : fact.terms) {
      if (fact.kind == kind && term.package != 0) {
        named.insert(proof.packages[term.package].name);
      }
    }
  }
  return named;
}

Problem without_requirements_of(Problem problem, const NoSolution& proof) {
  const std::set<spec::PackageName> named = packages_of(proof, FactKind::requirement);
  leave_out_roots(problem, [&](const GivenRequirement& root) { return named.contains(root.requirement.name); });
  return problem;
}

Result<void> add_further_conflicts(const Problem& problem, MetadataSource& source, const std::stop_token& stop,
                                   NoSolution& proof) {
  Problem rest = without_inputs_of(problem, proof);
  std::set<spec::PackageName> overridden = overridden_in(problem, proof);
  rest.options.most_conflicts = k_conflicts;
  rest.options.swap = false;
  std::size_t asked = problem.roots.size();
  while (proof.others.size() < k_most && !rest.roots.empty() && rest.roots.size() < asked) {
    asked = rest.roots.size();
    auto outcome = solve(rest, source, stop);
    if (!outcome) {
      return outcome.error().code() == ErrorCode::cancelled ? fail(std::move(outcome).error()) : Result<void>();
    }
    auto* other = std::get_if<NoSolution>(&*outcome);
    if (other == nullptr) {
      break;
    }
    TRY(minimize_inputs(rest, source, stop, *other));
    rest = without_inputs_of(std::move(rest), *other);
    const std::set<spec::PackageName> also_overridden = overridden_in(problem, *other);
    const bool is_shared = std::ranges::any_of(
        also_overridden, [&](const spec::PackageName& package) { return overridden.contains(package); });
    if (!is_shared) {
      overridden.insert(also_overridden.begin(), also_overridden.end());
      proof.others.push_back(std::move(*other));
    }
  }
  return {};
}

}  // namespace axle::resolver
