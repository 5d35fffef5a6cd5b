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

/// Whether the proof speaks of the package.
bool names(const NoSolution& proof, const spec::PackageName& name) {
  return std::ranges::find(proof.packages, name, &ExplainedPackage::name) != proof.packages.end();
}

/// As leave_out_roots(): what it permits stays.
void make_unwanted(spec::Requirement& override, Problem& problem) {
  if (override.marker.evaluate(problem.target.markers)) {
    problem.left_out.push_back(override);
  }
  override.marker = spec::Marker::never();
}

void leave_out_overrides(Problem& problem, const NoSolution& proof) {
  for (GivenRequirement& override : problem.overrides) {
    if (names(proof, override.requirement.name)) {
      make_unwanted(override.requirement, problem);
    }
  }
  for (ScopedOverride& scoped : problem.scoped_overrides) {
    if (names(proof, scoped.parent) && names(proof, scoped.given.requirement.name)) {
      make_unwanted(scoped.given.requirement, problem);
    }
  }
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

Problem without_inputs_of(Problem problem, const NoSolution& proof) {
  const std::set<spec::PackageName> required = packages_of(proof, FactKind::requirement);
  const std::set<spec::PackageName> constrained = packages_of(proof, FactKind::constraint);
  leave_out_roots(problem, [&](const GivenRequirement& root) { return required.contains(root.requirement.name); });
  leave_out_constraints(
      problem, [&](const GivenRequirement& constraint) { return constrained.contains(constraint.requirement.name); });
  leave_out_overrides(problem, proof);
  return problem;
}

Result<void> add_further_conflicts(const Problem& problem, MetadataSource& source, const std::stop_token& stop,
                                   NoSolution& proof) {
  Problem rest = without_inputs_of(problem, proof);
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
    proof.others.push_back(std::move(*other));
  }
  return {};
}

}  // namespace axle::resolver
