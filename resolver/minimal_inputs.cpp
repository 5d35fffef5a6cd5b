// SPDX-License-Identifier: MIT OR Apache-2.0
// Asks again without one input after the other; each proof that there is still no answer is the one to go on from.
#include "resolver/minimal_inputs.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "resolver/solve.hpp"

namespace axle::resolver {
namespace {

constexpr std::size_t k_tries = 24;
constexpr std::uint64_t k_conflicts = 200;

/// What the user said, as a proof names it. Constraints come first: a clash of requirements alone says more.
struct NamedInput {
  FactKind kind = FactKind::requirement;
  std::string text;  ///< without its marker; empty: all requirements on the package, where overrides replace them
  std::string origin;
  bool is_installed = false;
  spec::PackageName package;

  [[nodiscard]] auto key() const {
    return std::tuple(kind == FactKind::requirement, package, text, origin, is_installed);
  }
  bool operator<(const NamedInput& other) const { return key() < other.key(); }
};

class InputMinimizer {
 public:
  InputMinimizer(const Problem& problem, MetadataSource& source, const std::stop_token& stop, NoSolution& proof)
      : problem_(problem), source_(source), stop_(stop), proof_(proof) {
    problem_.options.most_conflicts = k_conflicts;
    problem_.options.swap = false;
    for (const GivenRequirement& override : problem.overrides) {
      overridden_.insert(override.requirement.name);
    }
  }

  Result<void> run() {
    while (true) {
      const std::set<NamedInput> named = named_inputs();
      keep_only(named);
      TRY_ASSIGN(const bool is_smaller, leave_one_out(named));
      if (!is_smaller) {
        return {};
      }
    }
  }

 private:
  [[nodiscard]] std::set<NamedInput> named_inputs() const {
    std::set<NamedInput> named;
    for (const Fact& fact : proof_.facts) {
      const bool is_constraint = fact.kind == FactKind::constraint;
      if (!is_constraint && fact.kind != FactKind::requirement) {
        continue;
      }
      const spec::PackageName& package = proof_.packages[fact.terms.back().package].name;
      NamedInput input{
          .kind = fact.kind, .text = {}, .origin = {}, .is_installed = fact.is_installed, .package = package};
      if (is_constraint || !overridden_.contains(package)) {
        input.text = fact.text;
        input.origin = fact.origin;
      }
      named.insert(std::move(input));
    }
    return named;
  }

  [[nodiscard]] static bool is_meant(const GivenRequirement& given, const NamedInput& input) {
    if (given.requirement.name != input.package || input.text.empty()) {
      return given.requirement.name == input.package;
    }
    spec::Requirement plain = given.requirement;
    plain.marker = spec::Marker();
    return given.is_installed == input.is_installed && given.origin == input.origin && plain.to_string() == input.text;
  }

  void keep_only(const std::set<NamedInput>& named) {
    const auto is_unnamed = [&](FactKind kind) {
      return [&named, kind](const GivenRequirement& given) {
        return std::ranges::none_of(
            named, [&](const NamedInput& input) { return input.kind == kind && is_meant(given, input); });
      };
    };
    leave_out_roots(problem_, is_unnamed(FactKind::requirement));
    leave_out_constraints(problem_, is_unnamed(FactKind::constraint));
  }

  [[nodiscard]] Problem without(const NamedInput& input) const {
    Problem smaller = problem_;
    const auto leave_out = input.kind == FactKind::requirement ? leave_out_roots : leave_out_constraints;
    leave_out(smaller, [&](const GivenRequirement& given) { return is_meant(given, input); });
    return smaller;
  }

  /// False when every one of them is needed, as far as that can be told. Who requires nothing has an answer.
  Result<bool> leave_one_out(const std::set<NamedInput>& named) {
    for (const NamedInput& input : named) {
      const Problem smaller = without(input);
      if (smaller.roots.empty()) {
        continue;
      }
      if (++tries_ > k_tries) {
        return false;
      }
      auto outcome = solve(smaller, source_, stop_);
      if (!outcome) {
        if (outcome.error().code() == ErrorCode::cancelled) {
          return fail(std::move(outcome).error());
        }
        continue;
      }
      if (auto* proof = std::get_if<NoSolution>(&*outcome)) {
        proof->statistics = proof_.statistics;
        proof_ = std::move(*proof);
        return true;
      }
    }
    return false;
  }

  Problem problem_;
  MetadataSource& source_;
  std::stop_token stop_;
  NoSolution& proof_;
  std::set<spec::PackageName> overridden_;
  std::size_t tries_ = 0;
};

}  // namespace

Result<void> minimize_inputs(const Problem& problem, MetadataSource& source, const std::stop_token& stop,
                             NoSolution& proof) {
  return InputMinimizer(problem, source, stop, proof).run();
}

}  // namespace axle::resolver
