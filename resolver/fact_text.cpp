// SPDX-License-Identifier: MIT OR Apache-2.0
// Wording of facts; the verbs follow the oracle's ("depends on", "you require", "cannot be used").
#include "resolver/fact_text.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "resolver/range_text.hpp"

namespace axle::resolver {
namespace {

/// A clause sorted into who it speaks of.
struct Parts {
  bool user = false;
  std::vector<Subject> subjects;   ///< present at these versions
  std::vector<std::string> needs;  ///< "absent or elsewhere", turned round: what is needed
};

std::string verb(const Subject& subject, std::string_view singular, std::string_view plural) {
  return subject.text + ' ' + std::string(subject.plural ? plural : singular);
}

std::string join(const std::vector<std::string>& texts, std::string_view last = " and ") {
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    out += i == 0 ? "" : (i + 1 == texts.size() ? last : ", ");
    out += texts[i];
  }
  return out;
}

/// As written: `a<2`, `a<2, a<3 or a<4`. Empty if that is more than a sentence can hold, and where one of them has no
/// bounds, beside which those of the others say nothing.
std::string written(const Fact& fact) {
  constexpr std::size_t k_max_texts = 3;
  const auto has_bounds = [](const std::string& text) { return text.find_first_of("<>=!~") != std::string::npos; };
  const bool is_told = fact.texts.size() <= k_max_texts && std::ranges::all_of(fact.texts, has_bounds);
  return fact.texts.empty() || !is_told ? fact.text : join(fact.texts, " or ");
}

/// The same, where the sentence has told before who asks.
std::string written_or_meant(const Fact& fact) {
  std::string text = written(fact);
  return text.empty() && !fact.texts.empty() ? "those requirements" : text;
}

/// All that the clause names of the package: `old,new` together may be at fault where each alone is fine.
std::string extras_of(const Fact& fact, std::uint32_t package) {
  std::set<std::string> extras;
  for (const FactTerm& term : fact.terms) {
    if (term.package == package && term.extra && !term.absent) {
      extras.insert(term.extra->text());
    }
  }
  std::string text;
  for (const std::string& extra : extras) {
    text += (text.empty() ? "" : ",") + extra;
  }
  return text;
}

bool speaks_of_versions(const Fact& fact, std::uint32_t package) {
  return std::ranges::any_of(
      fact.terms, [&](const FactTerm& term) { return term.package == package && !term.extra && !term.absent; });
}

Parts parts_of(const NoSolution& proof, const Fact& fact) {
  Parts parts;
  for (const FactTerm& term : fact.terms) {
    const ExplainedPackage& package = proof.packages[term.package];
    if (term.package == 0) {
      parts.user = true;
    } else if (term.extra && term.absent) {
      parts.needs.push_back(package.name.text() + '[' + term.extra->text() + ']');
    } else if (term.extra && !speaks_of_versions(fact, term.package)) {
      parts.subjects.push_back({"all versions of " + package.name.text() + '[' + term.extra->text() + ']', true});
    } else if (!term.extra && term.absent) {
      parts.needs.push_back(requirement_on(package, term));
    } else if (!term.extra) {
      parts.subjects.push_back(subject_of(package, term, extras_of(fact, term.package)));
    }
  }
  return parts;
}

std::string subjects_text(const std::vector<Subject>& subjects) {
  std::vector<std::string> texts;
  texts.reserve(subjects.size());
  for (const Subject& subject : subjects) {
    texts.push_back(subject.text);
  }
  return join(texts);
}

std::string derived_text(const NoSolution& proof, const Fact& fact) {
  const Parts parts = parts_of(proof, fact);
  if (parts.subjects.empty() && parts.needs.empty()) {
    return "your requirements are unsatisfiable";
  }
  if (parts.subjects.empty()) {
    std::string alternatives;
    for (std::size_t i = 0; i < parts.needs.size(); ++i) {
      alternatives += (i == 0 ? "" : " or ") + parts.needs[i];
    }
    return "you require " + alternatives;
  }
  if (parts.needs.empty()) {
    if (parts.user) {
      return "your requirements and " + subjects_text(parts.subjects) + " are incompatible";
    }
    if (parts.subjects.size() == 1) {
      return parts.subjects[0].text + " cannot be used";
    }
    return subjects_text(parts.subjects) + " are incompatible";
  }
  std::string needs = parts.needs[0];
  for (std::size_t i = 1; i < parts.needs.size(); ++i) {
    needs += " or " + parts.needs[i];
  }
  if (parts.subjects.size() == 1 && !parts.user) {
    return verb(parts.subjects[0], "depends on ", "depend on ") + needs;
  }
  const std::string user = parts.user ? "your requirements and " : "";
  return user + subjects_text(parts.subjects) + " together need " + needs;
}

std::string dependency_text(const NoSolution& proof, const Fact& fact) {
  const Parts parts = parts_of(proof, fact);
  std::string needed = written(fact);
  if (needed.empty()) {
    const FactTerm& last = fact.terms.back();
    needed = last.extra ? parts.needs.back() : requirement_on(proof.packages[last.package], last);
  }
  const Subject subject = parts.subjects.empty() ? Subject{"the package", false} : parts.subjects.front();
  return verb(subject, "depends on ", "depend on ") + needed;
}

std::string tag_part(const NoSolution& proof, UnusableReason reason) {
  const std::vector<std::string_view> parts = split(proof.best_tag, '-');
  const std::size_t place = reason == UnusableReason::wheel_python ? 0 : reason == UnusableReason::wheel_abi ? 1 : 2;
  return place < parts.size() ? format(" (e.g., `{}`)", parts[place]) : std::string();
}

std::string unusable_text(const NoSolution& proof, const Fact& fact) {
  const Parts parts = parts_of(proof, fact);
  const Subject subject = parts.subjects.empty() ? Subject{} : parts.subjects.front();
  switch (fact.reason) {
    case UnusableReason::requires_python:
      return verb(subject, "requires Python ", "require Python ") + fact.text;
    case UnusableReason::wheel_python:
      return verb(subject, "has", "have") + " no wheels with a matching Python version tag" +
             tag_part(proof, fact.reason);
    case UnusableReason::wheel_abi:
      return verb(subject, "has", "have") + " no wheels with a matching Python ABI tag" + tag_part(proof, fact.reason);
    case UnusableReason::wheel_platform:
      return verb(subject, "has", "have") + " no wheels with a matching platform tag" + tag_part(proof, fact.reason);
    case UnusableReason::only_sdist:
      return verb(subject, "has", "have") + " only source distributions";
    case UnusableReason::no_binary:
      return verb(subject, "has", "have") + " only wheels, which --no-binary excludes";
    case UnusableReason::yanked:
      return verb(subject, "is", "are") + " yanked" +
             (fact.text.empty() ? "" : format(" (reason: \"{}\")", to_printable(fact.text)));
    case UnusableReason::metadata:
    case UnusableReason::needs_build:
      return subject.text + " cannot be used (" + fact.text + ')';
    case UnusableReason::bad_requirement:
      return verb(subject, "has", "have") + " an invalid requirement (`" + to_printable(fact.text) + "`)";
    case UnusableReason::url_dependency:
      return verb(subject, "depends on `", "depend on `") + fact.text + "` by URL, which only you may ask for";
    case UnusableReason::none:
      break;
  }
  return subject.text + " cannot be used";
}

std::string no_versions_text(const NoSolution& proof, const Fact& fact) {
  const ExplainedPackage& package = proof.packages[fact.terms.front().package];
  const std::string& name = package.name.text();
  switch (package.absence) {
    case Absence::none:
      return availability_of(package, written_or_meant(fact));
    case Absence::not_found:
      return name + " was not found in the package index";
    case Absence::offline:
      return name + " was not found in the cache";
    case Absence::unauthorized:
      return name + " could not be looked up: the package index denied access";
    case Absence::not_in_locations:
    case Absence::no_index:
      return name + " was not found in the provided package locations";
  }
  return availability_of(package, written_or_meant(fact));
}

std::string constraint_text(const NoSolution& proof, const Fact& fact) {
  const FactTerm& term = fact.terms.front();
  const ExplainedPackage& package = proof.packages[term.package];
  std::string text = "your constraints allow only " + fact.text;
  bool bans_all = true;
  for (std::size_t i = 0; i < package.versions.size(); ++i) {
    bans_all = bans_all && holds_version(term, i);
  }
  return bans_all ? text + ", but " + availability_of(package, "") : text;
}

}  // namespace

std::string fact_text(const NoSolution& proof, const Fact& fact) {
  switch (fact.kind) {
    case FactKind::derived:
      return derived_text(proof, fact);
    case FactKind::requirement:
      return fact.is_installed ? fact.text + " is installed" : "you require " + fact.text;
    case FactKind::dependency:
    case FactKind::self_dependency:
      return dependency_text(proof, fact);
    case FactKind::constraint:
      return constraint_text(proof, fact);
    case FactKind::unusable:
      return unusable_text(proof, fact);
    case FactKind::extra_needs_base:
      return "an extra needs its package";
    case FactKind::no_versions:
      return no_versions_text(proof, fact);
    case FactKind::empty_range:
      return "no version can satisfy " + written_or_meant(fact);
  }
  return {};
}

std::string joined_facts(const NoSolution& proof, std::span<const std::uint32_t> facts) {
  std::vector<std::string> texts;
  std::vector<std::string> required;
  for (const std::uint32_t number : facts) {
    const Fact& fact = proof.facts[number];
    if (fact.kind == FactKind::extra_needs_base) {
      continue;
    }
    if (fact.is_installed) {
      // With its extras a requirement is several facts.
      std::string text = fact_text(proof, fact);
      if (std::ranges::find(texts, text) == texts.end()) {
        texts.push_back(std::move(text));
      }
    } else if (fact.kind != FactKind::requirement) {
      texts.push_back(fact_text(proof, fact));
    } else if (std::ranges::find(required, fact.text) == required.end()) {
      required.push_back(fact.text);
    }
  }
  if (!required.empty()) {
    std::ranges::sort(required);
    texts.push_back("you require " + join(required));
  }
  return join(texts);
}

}  // namespace axle::resolver
