// SPDX-License-Identifier: MIT OR Apache-2.0
// The words behind clauses, looked up again in what each version said.
#include "resolver/clause_words.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace axle::resolver {
namespace {

std::vector<std::uint32_t> oldest_first(PackageUniverse& universe, const Term& versions) {
  std::vector<std::uint32_t> bits = universe.sets().members(versions.set);
  const VersionTable& table = universe.table(versions.name);
  std::ranges::sort(bits, {}, [&](std::uint32_t bit) { return table.row_of_bit(bit); });
  return bits;
}

/// The parts of a requirement, sorted: `b<2,>=1` and `b>=1,<2` are the same words. What the user wrote has its extras.
std::vector<std::string> wording(const PackageUniverse& universe, FactId id) {
  std::vector<std::string> parts;
  const FactRecord& record = universe.fact(id);
  for (const spec::Specifier& part : universe.specifier(record.specifier).set.specifiers()) {
    parts.push_back(part.to_string());
  }
  if (record.given != nullptr) {
    std::ranges::transform(record.given->requirement.extras, std::back_inserter(parts), &spec::ExtraName::text);
  }
  std::ranges::sort(parts);
  return parts;
}

/// Of the first file that has one.
std::string yank_reason(const JudgedCandidates& judged, const VersionRow& row) {
  if (row.origin != CandidateOrigin::index) {
    return {};
  }
  const spec::IndexPage& page = *judged.candidates.listed[row.page].page;
  for (std::size_t file = row.first_file; file < row.last_file; ++file) {
    if (!page.brief(file).yanked) {
      continue;
    }
    if (std::string reason = page.file(file).yanked_reason; !reason.empty()) {
      return reason;
    }
  }
  return {};
}

}  // namespace

std::vector<FactId> facts_behind(PackageUniverse& universe, const ClauseStore& clauses, ClauseId id) {
  const FactId shared = clauses.clause(id).fact;
  if (shared != k_mixed_fact) {
    return shared == k_no_fact ? std::vector<FactId>() : std::vector{shared};
  }
  const auto terms = clauses.terms(id);  // the package, perhaps its extra, and what is needed
  const Term& needed = terms.back();
  SetPool& sets = universe.sets();
  const SetId allowed = sets.difference(sets.full(universe.bits(needed.name)), needed.set);
  std::vector<FactId> facts;
  std::set<std::vector<std::string>> wordings;
  for (const std::uint32_t bit : oldest_first(universe, terms.front())) {
    const VersionFacts* own = universe.known_facts(terms[terms.size() - 2].name, bit);
    ASSERT(own != nullptr, "a clause is made of facts that were asked for");
    for (const Dependency& dependency : own->dependencies) {
      const bool is_meant = dependency.target == needed.name && dependency.allowed == allowed;
      if (is_meant && wordings.insert(wording(universe, dependency.fact)).second) {
        facts.push_back(dependency.fact);
      }
    }
  }
  return facts;
}

std::string shared_yank_reason(PackageUniverse& universe, const Term& versions) {
  std::set<std::string> reasons;
  for (const std::uint32_t bit : universe.sets().members(versions.set)) {
    reasons.insert(yank_reason(*universe.name(versions.name).judged, universe.table(versions.name).at_bit(bit)));
  }
  return reasons.size() == 1 ? *reasons.begin() : std::string();
}

}  // namespace axle::resolver
