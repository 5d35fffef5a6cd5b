// SPDX-License-Identifier: MIT OR Apache-2.0
// A proof held against a world: each given fact is true there, each derived one follows from its two causes.
#include <algorithm>
#include <map>
#include <set>

#include "base/format.hpp"
#include "tests/unit/resolver/world_oracle.hpp"

namespace axle::resolver::test {
namespace {

/// Bit 0: absent; bit i + 1: version i of the explained package, or the extra.
using Values = std::uint64_t;
/// By package of the proof, and whether its extra is meant.
using Box = std::map<std::pair<std::uint32_t, bool>, Values>;

int number_of(const spec::PackageName& name) {
  return std::stoi(name.text().substr(1));
}

class ProofCheck {
 public:
  ProofCheck(const NoSolution& proof, const World& world) : proof_(proof), oracle_(world) {}

  std::string fault() const {
    for (std::size_t i = 1; i < proof_.packages.size(); ++i) {
      if (const std::string fault = fault_of_package(proof_.packages[i]); !fault.empty()) {
        return fault;
      }
    }
    for (std::size_t i = 0; i < proof_.facts.size(); ++i) {
      const Fact& fact = proof_.facts[i];
      if (fact.causes && (fact.causes->first >= i || fact.causes->second >= i)) {
        return format("fact {} stands before its causes", i);
      }
      if (!(fact.causes ? follows(fact) : is_true(fact))) {
        return format("fact {} of {} is not so", i, proof_.facts.size());
      }
    }
    return proof_.facts.empty() || !box_of(proof_.facts.back()).empty() ? "the last fact is no contradiction" : "";
  }

 private:
  [[nodiscard]] std::string fault_of_package(const ExplainedPackage& package) const {
    const int number = number_of(package.name);
    std::set<int> told;
    for (const spec::Version& version : package.versions) {
      told.insert(oracle_.number_of(number, version.to_string()));
    }
    for (int v = 1; oracle_.has(number, v); ++v) {
      if (oracle_.exists(number, v) != told.contains(v)) {
        return format("{} {} exists, or does not, other than it is told", package.name.text(), v);
      }
    }
    return told.contains(0) ? "a version that is not of this world" : "";
  }

  [[nodiscard]] static Values values_of(const FactTerm& term) {
    const Values absent = term.absent ? 1 : 0;
    if (term.extra) {
      return term.absent ? 1 : 2;
    }
    return absent | (term.versions.empty() ? 0 : term.versions.front() << 1U);
  }

  [[nodiscard]] Values full(const std::pair<std::uint32_t, bool>& name) const {
    return name.second ? 3 : (Values{2} << proof_.packages[name.first].versions.size()) - 1;
  }

  /// The terms of a fact, without the user and without what says nothing.
  [[nodiscard]] Box box_of(const Fact& fact) const {
    Box box;
    for (const FactTerm& term : fact.terms) {
      const std::pair name(term.package, term.extra.has_value());
      if (term.package != 0 && values_of(term) != full(name)) {
        const auto [place, is_new] = box.try_emplace(name, values_of(term));
        place->second &= values_of(term);
      }
    }
    return box;
  }

  [[nodiscard]] Values at(const Box& box, const std::pair<std::uint32_t, bool>& name) const {
    const auto found = box.find(name);
    return found == box.end() ? full(name) : found->second;
  }

  /// Whatever violates the fact violates a cause: its box lies within the boxes of both. Two boxes make up one only
  /// where one of them does alone, or where they differ from it in one name.
  [[nodiscard]] bool follows(const Fact& fact) const {
    const Box whole = box_of(fact);
    const Box one = box_of(proof_.facts[fact.causes->first]);
    const Box other = box_of(proof_.facts[fact.causes->second]);
    std::set<std::pair<std::uint32_t, bool>> names;
    for (const Box& box : {whole, one, other}) {
      for (const auto& [name, values] : box) {
        names.insert(name);
      }
    }
    std::set<std::pair<std::uint32_t, bool>> cut_by_one;
    std::set<std::pair<std::uint32_t, bool>> cut_by_other;
    for (const auto& name : names) {
      if ((at(whole, name) & ~at(one, name)) != 0) {
        cut_by_one.insert(name);
      }
      if ((at(whole, name) & ~at(other, name)) != 0) {
        cut_by_other.insert(name);
      }
    }
    if (cut_by_one.empty() || cut_by_other.empty()) {
      return true;
    }
    return cut_by_one.size() == 1 && cut_by_one == cut_by_other &&
           (at(whole, *cut_by_one.begin()) & ~(at(one, *cut_by_one.begin()) | at(other, *cut_by_one.begin()))) == 0;
  }

  [[nodiscard]] bool is_true(const Fact& fact) const {
    switch (fact.kind) {
      case FactKind::requirement:
        return !fact.text.empty() && std::ranges::any_of(oracle_.roots(), [&](const Need* root) {
          return without_marker(*root) == fact.text && is_broken_by(*root, fact.terms.back());
        });
      case FactKind::dependency:
        return holds_for_each(fact, [&](int package, int version) {
          return needs(fact, package, version,
                       [&](const Need& need) { return is_broken_by(need, fact.terms.back()) && is_told(need, fact); });
        });
      case FactKind::self_dependency:
        return holds_for_each(fact, [&](int package, int version) {
          return needs(fact, package, version,
                       [&](const Need& need) { return need.target == package && !allows(need.range, version); });
        });
      case FactKind::constraint:
        return holds_for_each(fact, [&](int package, int version) { return oracle_.is_constrained(package, version); });
      case FactKind::unusable:
        return holds_for_each(fact, [&](int package, int version) { return !oracle_.is_usable(package, version); });
      case FactKind::extra_needs_base:
        return fact.terms.size() == 2 && fact.terms[0].package == fact.terms[1].package &&
               box_of(fact) == Box{{{fact.terms[0].package, false}, 1}, {{fact.terms[0].package, true}, 2}};
      case FactKind::no_versions:
        return box_of(fact).size() == 1 && box_of(fact).begin()->second == 0;
      case FactKind::derived:
      case FactKind::empty_range:
        return false;
    }
    return false;
  }

  /// Of metadata a requirement on an extra is two, one without the extra and one without the range.
  [[nodiscard]] static bool is_told(const Need& need, const Fact& fact) {
    Need plain = need;
    plain.target_extra = false;
    const std::set<std::string> own{without_marker(need), without_marker(plain), name_of(need.target) + "[x]"};
    const auto is_own = [&](const std::string& text) { return own.contains(text); };
    return fact.texts.empty() ? is_own(fact.text)
                              : fact.text.empty() && fact.texts.size() > 1 && std::ranges::any_of(fact.texts, is_own);
  }

  /// Whether every value of the term is one that the need does not allow.
  [[nodiscard]] bool is_broken_by(const Need& need, const FactTerm& term) const {
    const ExplainedPackage& package = proof_.packages[term.package];
    if (term.package == 0 || need.target != number_of(package.name)) {
      return false;
    }
    if (term.extra) {
      return term.absent && need.target_extra;
    }
    for (std::size_t i = 0; i < package.versions.size(); ++i) {
      const int version = oracle_.number_of(need.target, package.versions[i].to_string());
      if (((values_of(term) >> (i + 1)) & 1U) != 0 && allows(need.range, version)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool needs(const Fact& fact, int package, int version, const auto& is_meant) const {
    const auto is_own_extra = [](const FactTerm& term) { return term.extra && !term.absent; };
    const auto any = [&](bool of_extra) {
      return std::ranges::any_of(oracle_.needs_of(package, version, of_extra),
                                 [&](const Need* need) { return is_meant(*need); });
    };
    return any(false) || (std::ranges::any_of(fact.terms, is_own_extra) && any(true));
  }

  /// For each version that the first term speaks of, or the term after an extra.
  [[nodiscard]] bool holds_for_each(const Fact& fact, const auto& holds) const {
    const auto is_versions = [](const FactTerm& term) { return !term.extra && !term.absent; };
    const auto found = std::ranges::find_if(fact.terms, is_versions);
    if (fact.terms.empty()) {
      return false;
    }
    const FactTerm& term = found == fact.terms.end() ? fact.terms.front() : *found;
    const ExplainedPackage& package = proof_.packages[term.package];
    const Values values = found == fact.terms.end() ? full({term.package, false}) : values_of(term);
    for (std::size_t i = 0; i < package.versions.size(); ++i) {
      const int number = number_of(package.name);
      if (((values >> (i + 1)) & 1U) != 0 &&
          !holds(number, oracle_.number_of(number, package.versions[i].to_string()))) {
        return false;
      }
    }
    return true;
  }

  const NoSolution& proof_;
  WorldOracle oracle_;
};

}  // namespace

std::string without_marker(const Need& need) {
  return given(name_of(need.target) + (need.target_extra ? "[x]" : "") + need.range.text).requirement.to_string();
}

World with_named_inputs(const World& world, const NoSolution& proof) {
  std::set<std::string> asked;
  std::set<std::string> constrained;
  std::set<int> replaced;
  for (const Fact& fact : proof.facts) {
    if (fact.kind == FactKind::requirement) {
      asked.insert(fact.text);
      replaced.insert(number_of(proof.packages[fact.terms.back().package].name));
    } else if (fact.kind == FactKind::constraint) {
      constrained.insert(fact.text);
    }
  }
  World named = world;
  for (std::size_t i = named.roots.size(); i-- > 0;) {
    const Need& root = named.roots[i];
    if (world.overrides.contains(root.target) ? !replaced.contains(root.target)
                                              : !asked.contains(without_marker(root))) {
      leave_out_root(named, i);
    }
  }
  for (std::size_t i = named.constraints.size(); i-- > 0;) {
    const auto& [package, range] = named.constraints[i];
    if (!constrained.contains(given(name_of(package) + range.text).requirement.to_string())) {
      leave_out_constraint(named, i);
    }
  }
  return named;
}

void leave_out_root(World& world, std::size_t place) {
  const Need root = world.roots[place];
  world.roots.erase(world.roots.begin() + static_cast<std::ptrdiff_t>(place));
  if (root.holds && !world.overrides.contains(root.target)) {
    world.left_out.emplace_back(root.target, root.range);
  }
}

void leave_out_constraint(World& world, std::size_t place) {
  world.left_out.push_back(world.constraints[place]);
  world.constraints.erase(world.constraints.begin() + static_cast<std::ptrdiff_t>(place));
}

std::string fault_of(const NoSolution& proof, const World& world) {
  return ProofCheck(proof, world).fault();
}

}  // namespace axle::resolver::test
