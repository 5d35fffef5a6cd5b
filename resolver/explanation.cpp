// SPDX-License-Identifier: MIT OR Apache-2.0
// Sentences of a proof: chains of steps, two facts a sentence, lemmas numbered where they are used later.
#include "resolver/explanation.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "base/format.hpp"
#include "resolver/fact_text.hpp"
#include "resolver/hints.hpp"

namespace axle::resolver {
namespace {

constexpr std::size_t k_max_lines = 12;
constexpr std::size_t k_first_lines = 3;  // of a proof that is longer
constexpr std::size_t k_max_facts_a_line = 5;

/// Facts that prove one conclusion one after another; nothing in between is used elsewhere.
struct Chain {
  std::vector<std::uint32_t> facts;        ///< the start and the reasons, in order
  std::vector<std::uint32_t> conclusions;  ///< after each reason; one less than facts
};

/// The text so far.
struct Telling {
  std::size_t per_line = 2;
  std::map<std::uint32_t, std::size_t> numbers;  ///< of lemmas that are used again
  std::optional<std::uint32_t> carried;          ///< what the last sentence concluded, if the next goes on from it
  std::vector<std::string> text;
};

class Narrator {
 public:
  explicit Narrator(const NoSolution& proof) : proof_(proof), uses_(proof.facts.size(), 0) {
    for (const Fact& fact : proof.facts) {
      if (fact.causes) {
        ++uses_[fact.causes->first];
        ++uses_[fact.causes->second];
      }
    }
  }

  std::vector<std::string> lines() {
    std::vector<std::string> text;
    for (std::size_t per_line = 2; per_line <= k_max_facts_a_line; ++per_line) {
      text = narrate(per_line);
      if (text.size() <= k_max_lines) {
        return text;
      }
    }
    // The first facts are what it comes down to, the last ones lead to what the user asked for.
    const std::size_t left_out = text.size() - (k_max_lines - 1);
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(k_first_lines);
    *from = format("({} steps are left out here)", left_out);
    text.erase(from + 1, from + static_cast<std::ptrdiff_t>(left_out));
    return text;
  }

 private:
  [[nodiscard]] bool is_derived(std::uint32_t number) const { return proof_.facts[number].causes.has_value(); }

  /// Chains in the order of the proof. A chain goes on while its last conclusion is used once, as the next start.
  std::vector<Chain> chains() const {
    std::map<std::uint32_t, Chain> open;  // by last conclusion
    std::vector<Chain> done;
    for (std::uint32_t i = 0; i < proof_.facts.size(); ++i) {
      if (!is_derived(i)) {
        continue;
      }
      const auto [first, second] = *proof_.facts[i].causes;
      Chain chain;
      if (const auto found = open.find(first); found != open.end() && uses_[first] == 1) {
        chain = std::move(found->second);
        open.erase(found);
      } else {
        chain.facts.push_back(first);
      }
      if (const auto side = open.find(second); side != open.end()) {
        done.push_back(std::move(side->second));
        open.erase(side);
      }
      chain.facts.push_back(second);
      chain.conclusions.push_back(i);
      open.emplace(i, std::move(chain));
    }
    for (auto& [last, chain] : open) {
      done.push_back(std::move(chain));
    }
    std::ranges::sort(done, {}, [](const Chain& chain) { return chain.conclusions.back(); });
    return done;
  }

  std::vector<std::string> narrate(std::size_t per_line) const {
    Telling telling{.per_line = per_line, .numbers = {}, .carried = std::nullopt, .text = {}};
    const std::vector<Chain> all = chains();
    for (std::size_t i = 0; i < all.size(); ++i) {
      tell(all[i], telling);
      telling.carried = std::nullopt;
      const std::uint32_t conclusion = all[i].conclusions.back();
      if (i + 1 < all.size() && uses_[conclusion] == 1 && is_among_first(conclusion, all[i + 1], per_line)) {
        telling.carried = conclusion;
      } else if (i + 1 < all.size()) {
        telling.numbers.emplace(conclusion, telling.numbers.size() + 1);
        telling.text.back() += format(" ({})", telling.numbers.size());
      }
    }
    return std::move(telling.text);
  }

  static bool is_among_first(std::uint32_t fact, const Chain& chain, std::size_t count) {
    const auto end = chain.facts.begin() + static_cast<std::ptrdiff_t>(std::min(count, chain.facts.size()));
    return std::find(chain.facts.begin(), end, fact) != end;
  }

  void tell(const Chain& chain, Telling& telling) const {
    std::size_t place = 0;
    while (place < chain.facts.size()) {
      const bool goes_on = place > 0 || telling.carried.has_value();
      std::vector<std::uint32_t> group;
      while (place < chain.facts.size() && (group.size() < telling.per_line || fits_still(chain, place, group))) {
        group.push_back(chain.facts[place++]);
      }
      const std::string because = reasons(group, telling);
      if (because.empty()) {
        continue;
      }
      const std::uint32_t conclusion = chain.conclusions[place - 2];
      telling.text.push_back(format("{} {}, we can conclude that {}.", goes_on ? "And because" : "Because", because,
                                    fact_text(proof_, proof_.facts[conclusion])));
    }
  }

  /// Requirements of the user join a sentence that has one already, and what takes no words joins any.
  bool fits_still(const Chain& chain, std::size_t place, const std::vector<std::uint32_t>& group) const {
    const FactKind kind = proof_.facts[chain.facts[place]].kind;
    return kind == FactKind::extra_needs_base || group.size() < 2 ||
           (kind == FactKind::requirement && proof_.facts[group.back()].kind == FactKind::requirement);
  }

  std::string reasons(const std::vector<std::uint32_t>& group, const Telling& telling) const {
    std::string known;
    std::vector<std::uint32_t> external;
    std::set<std::uint32_t> told;
    for (const std::uint32_t number : group) {
      if (telling.carried == number || !told.insert(number).second) {
        continue;
      }
      if (const auto lemma = telling.numbers.find(number); lemma != telling.numbers.end()) {
        known += known.empty() ? "" : " and ";
        known += format("we know from ({}) that {}", lemma->second, fact_text(proof_, proof_.facts[number]));
      } else {
        external.push_back(number);
      }
    }
    const std::string rest = joined_facts(proof_, external);
    return known + (known.empty() || rest.empty() ? "" : " and ") + rest;
  }

  const NoSolution& proof_;
  std::vector<std::uint32_t> uses_;
};

std::string enumerate(const std::set<std::string>& names) {
  std::string text;
  std::size_t place = 0;
  for (const std::string& name : names) {
    text += place == 0 ? "" : (place + 1 == names.size() ? " and " : ", ");
    format_to(text, "`{}`", name);
    ++place;
  }
  return text;
}

/// The user's words are told as they are; what is installed by name, since nobody wrote a requirement for it.
std::string headline_of(const NoSolution& proof) {
  std::set<std::string> asked;
  std::set<std::string> installed;
  for (const Fact& fact : proof.facts) {
    if (fact.is_installed) {
      installed.insert(proof.packages[fact.terms.back().package].name.text());
    } else if (fact.kind == FactKind::requirement) {
      asked.insert(fact.text);
    }
  }
  if (installed.empty()) {
    return format("{} cannot be installed{}", enumerate(asked), asked.size() == 1 ? "" : " together");
  }
  const std::string there = "the installed " + enumerate(installed);
  return asked.empty() ? there + (installed.size() == 1 ? " cannot stay as it is" : " cannot stay together")
                       : format("{} cannot be installed together with {}", enumerate(asked), there);
}

std::string text_of(const FixStep& step) {
  const std::string place =
      step.origin.empty() ? "" : format(" ({})", step.origin == "-" ? "standard input" : step.origin);
  switch (step.kind) {
    case FixKind::requirement:
      return format("with `{}` instead of `{}`{}", step.replacement, step.requirement, place);
    case FixKind::constraint:
      return step.replacement.empty() ? format("without the constraint `{}`{}", step.requirement, place)
                                      : format("with `{} {}` instead of `{} {}`", step.origin, step.replacement,
                                               step.origin, step.requirement);
    case FixKind::prereleases:
      return format("with `--prerelease-package {}=allow`", step.package.text());
    case FixKind::dates:
      return format("with `--exclude-newer-package {}=false`", step.package.text());
    case FixKind::indexes:
      return "with `--index-strategy unsafe-best-match`, if all indexes are trusted alike,";
    case FixKind::python:
      return format("with Python {}", step.python->to_string());
  }
  return {};
}

std::string told(const Fix& fix) {
  std::string versions;
  for (const auto& [name, version] : fix.packages) {
    format_to(versions, "{}{} {}", versions.empty() ? "" : ", ", name.text(), version.to_string());
  }
  std::string changes;
  for (const FixStep& step : fix.steps) {
    changes += (changes.empty() ? "" : " and ") + text_of(step);
  }
  return format("{} it resolves{}{}", changes, versions.empty() ? "" : ": ", versions);
}

}  // namespace

Explanation explain(const NoSolution& proof) {
  Explanation explanation{headline_of(proof), Narrator(proof).lines(), hints_of(proof)};
  std::ranges::transform(proof.fixes, std::back_inserter(explanation.hints), told);
  return explanation;
}

}  // namespace axle::resolver
