// SPDX-License-Identifier: MIT OR Apache-2.0
// A proof as JSON: stable kinds, the listed versions each clause speaks of, causes by number.
#include "resolver/explanation.hpp"
#include "resolver/range_text.hpp"

namespace axle::resolver {
namespace {

std::string_view kind_name(FactKind kind) {
  switch (kind) {
    case FactKind::derived:
      return "derived";
    case FactKind::requirement:
      return "requirement";
    case FactKind::dependency:
      return "dependency";
    case FactKind::constraint:
      return "constraint";
    case FactKind::unusable:
      return "unusable";
    case FactKind::extra_needs_base:
      return "extra-needs-package";
    case FactKind::self_dependency:
      return "self-dependency";
    case FactKind::no_versions:
      return "no-versions";
    case FactKind::empty_range:
      return "empty-range";
  }
  return "";
}

std::string_view reason_name(UnusableReason reason) {
  switch (reason) {
    case UnusableReason::none:
      return "none";
    case UnusableReason::requires_python:
      return "requires-python";
    case UnusableReason::wheel_python:
      return "wheel-python";
    case UnusableReason::wheel_abi:
      return "wheel-abi";
    case UnusableReason::wheel_platform:
      return "wheel-platform";
    case UnusableReason::only_sdist:
      return "only-sdist";
    case UnusableReason::no_binary:
      return "no-binary";
    case UnusableReason::yanked:
      return "yanked";
    case UnusableReason::metadata:
      return "metadata";
    case UnusableReason::needs_build:
      return "needs-build";
    case UnusableReason::bad_requirement:
      return "bad-requirement";
    case UnusableReason::url_dependency:
      return "url-dependency";
  }
  return "";
}

std::string_view kind_name(FixKind kind) {
  switch (kind) {
    case FixKind::requirement:
      return "requirement";
    case FixKind::constraint:
      return "constraint";
    case FixKind::prereleases:
      return "prereleases";
    case FixKind::dates:
      return "dates";
    case FixKind::indexes:
      return "indexes";
    case FixKind::python:
      return "python";
  }
  return "";
}

void write_term(const NoSolution& proof, const FactTerm& term, JsonWriter& json) {
  const ExplainedPackage& package = proof.packages[term.package];
  json.begin_object();
  if (term.package == 0) {
    json.key("user").value(true);
  } else {
    json.key("package").value(package.name.text());
    if (term.extra) {
      json.key("extra").value(term.extra->text());
    }
    json.key("or_absent").value(term.absent);
    json.key("versions").begin_array();
    for (std::size_t i = 0; i < package.versions.size(); ++i) {
      if (holds_version(term, i)) {
        json.value(package.versions[i].to_string());
      }
    }
    json.end_array();
  }
  json.end_object();
}

void write_fact(const NoSolution& proof, const Fact& fact, JsonWriter& json) {
  json.begin_object();
  json.key("kind").value(kind_name(fact.kind));
  if (fact.kind == FactKind::unusable) {
    json.key("reason").value(reason_name(fact.reason));
  }
  if (!fact.text.empty()) {
    json.key("text").value(fact.text);
  }
  if (!fact.texts.empty()) {
    json.key("texts").begin_array();
    for (const std::string& text : fact.texts) {
      json.value(text);
    }
    json.end_array();
  }
  if (!fact.origin.empty()) {
    json.key("origin").value(fact.origin);
  }
  if (fact.is_installed) {
    json.key("installed").value(true);
  }
  json.key("not_all_of").begin_array();
  for (const FactTerm& term : fact.terms) {
    write_term(proof, term, json);
  }
  json.end_array();
  if (fact.causes) {
    json.key("causes").begin_array();
    json.value(std::uint64_t{fact.causes->first}).value(std::uint64_t{fact.causes->second});
    json.end_array();
  }
  json.end_object();
}

void write_step(const FixStep& step, JsonWriter& json) {
  json.begin_object().key("kind").value(kind_name(step.kind));
  if (!step.package.text().empty()) {
    json.key("package").value(step.package.text());
  }
  if (!step.requirement.empty()) {
    json.key("requirement").value(step.requirement);
  }
  if (!step.origin.empty()) {
    json.key("origin").value(step.origin);
  }
  if (!step.replacement.empty()) {
    json.key("replacement").value(step.replacement);
  }
  if (step.python) {
    json.key("python").value(step.python->to_string());
  }
  json.end_object();
}

void write_facts(const NoSolution& proof, JsonWriter& json) {
  json.key("facts").begin_array();
  for (const Fact& fact : proof.facts) {
    write_fact(proof, fact, json);
  }
  json.end_array();
}

}  // namespace

void write_proof(const NoSolution& proof, JsonWriter& json) {
  json.key("headline").value(explain(proof).headline);
  write_facts(proof, json);
  json.key("fixes").begin_array();
  for (const Fix& fix : proof.fixes) {
    json.begin_object().key("changes").begin_array();
    for (const FixStep& step : fix.steps) {
      write_step(step, json);
    }
    json.end_array().key("packages").begin_object();
    for (const auto& [name, version] : fix.packages) {
      json.key(name.text()).value(version.to_string());
    }
    json.end_object().end_object();
  }
  json.end_array();
  json.key("further_conflicts").begin_array();
  for (const NoSolution& other : proof.others) {
    json.begin_object();
    json.key("headline").value(explain(other).headline);
    write_facts(other, json);
    json.end_object();
  }
  json.end_array();
}

}  // namespace axle::resolver
